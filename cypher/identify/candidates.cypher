// These CIs with what their sources know them by.
UNWIND $ids AS id
MATCH (n:CI {id: id})
OPTIONAL MATCH (record:Record)-[:RECORD_OF]->(n)
RETURN properties(n) AS ci, collect([record.source, record.kind, record.identity]) AS records
