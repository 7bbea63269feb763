// Fills an estate of which only reading is measured.
UNWIND $rows AS row
MATCH (a:CI {id: row.from})
MATCH (b:CI {id: row.to})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
