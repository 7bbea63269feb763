// The ids of the CIs that a source knows.
MATCH (record:Record {source: $source})-[:RECORD_OF]->(n:CI)
RETURN DISTINCT n.id AS ci
