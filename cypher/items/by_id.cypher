// One CI by its id.
MATCH (n:CI {id: $id})
RETURN properties(n) AS ci
