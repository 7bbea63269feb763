// Removes relations; what they were stands in the revision's events.
UNWIND $rows AS row
MATCH (a:CI {id: row.from})
MATCH (b:CI {id: row.to})
MATCH (a)-[r]->(b) WHERE type(r) = row.type
DELETE r
