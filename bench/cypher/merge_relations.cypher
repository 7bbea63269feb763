// The plainest bulk load of relations.
UNWIND $rows AS row
MATCH (a:CI {id: row.from})
MATCH (b:CI {id: row.to})
MERGE (a)-[r:$(row.type)]->(b)
SET r += row.properties
