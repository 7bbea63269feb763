// Creates relations of the given types, which come from the model. The ends are locked already.
UNWIND $rows AS row
MATCH (a:CI {id: row.from})
MATCH (b:CI {id: row.to})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties, r.rev = $rev
