// Gives relations the properties that they have from now on; what sources said of them stays.
UNWIND $rows AS row
MATCH (a:CI {id: row.from})
MATCH (b:CI {id: row.to})
MATCH (a)-[r]->(b) WHERE type(r) = row.type
WITH r, row, r.evidence AS evidence
SET r = row.properties, r.rev = $rev, r.evidence = coalesce(row.properties.evidence, evidence)
