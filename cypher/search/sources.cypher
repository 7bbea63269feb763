// Which CIs does each source know, in lists of ids?
MATCH (record:Record)-[:RECORD_OF]->(n:CI)
WITH record.source AS source, id(n) % $buckets AS bucket, collect(DISTINCT n.id) AS ids
RETURN source, ids
