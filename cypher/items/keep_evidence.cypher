// Keeps what sources say of relations that the run leaves as they are.
UNWIND $rows AS row
MATCH (a:CI {id: row.from})
MATCH (b:CI {id: row.to})
MATCH (a)-[r]->(b) WHERE type(r) = row.type
SET r.evidence = row.evidence
