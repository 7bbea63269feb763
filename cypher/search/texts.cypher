// By which text each CI of one part is found, in a list for each bucket.
MATCH (n:CI) WHERE id(n) % $parts = $part AND n.search IS NOT NULL
WITH (id(n) / $parts) % $buckets AS bucket, collect([n.id, n.search]) AS texts
RETURN texts
