// Every CI, by class and name: for an export.
MATCH (n:CI)
RETURN properties(n) AS ci ORDER BY n.class, n.name, n.id
