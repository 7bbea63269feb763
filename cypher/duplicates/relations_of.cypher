// Every relation of these CIs, with its properties.
UNWIND $cis AS ci
MATCH (n:CI {id: ci})-[r]-(:CI)
RETURN DISTINCT startNode(r).id AS from, type(r) AS type, endNode(r).id AS to,
       properties(r) AS properties
ORDER BY from, type, to
