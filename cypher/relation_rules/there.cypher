// Those of the wanted relations (from, type, to) that exist, with what sources say of them.
UNWIND $wanted AS want
MATCH (a:CI {id: want[0]})
MATCH (b:CI {id: want[2]})
MATCH (a)-[r]->(b) WHERE type(r) = want[1]
RETURN a.id AS from, type(r) AS type, b.id AS to, properties(r) AS properties
