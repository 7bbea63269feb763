// CIs that sources know, or that one source knows, by their ids.
MATCH (record:Record)-[:RECORD_OF]->(n:CI)
WHERE ($source IS NULL OR record.source = $source) AND n.id > $after
RETURN DISTINCT n.id AS ci ORDER BY ci LIMIT $limit
