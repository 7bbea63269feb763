// Every node, whole.
MATCH (n)
RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS properties
