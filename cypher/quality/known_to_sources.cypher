// Which CIs do these sources know?
UNWIND $sources AS source
MATCH (record:Record {source: source})-[:RECORD_OF]->(n:CI)
RETURN source, n.id AS ci
