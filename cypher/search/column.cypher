// The values of one attribute, in lists: of each CI that has it.
MATCH (n:CI) WHERE n[$name] IS NOT NULL
WITH id(n) % $buckets AS bucket, collect([n.id, n[$name]]) AS found
RETURN found
