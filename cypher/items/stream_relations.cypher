// Every relation between CIs: for an export.
MATCH (a:CI)-[r]->(b:CI)
RETURN a.id AS from, type(r) AS type, b.id AS to, properties(r) AS properties
ORDER BY a.class, a.name, a.id, type, b.name, b.id
