// The relations of a CI both ways, or of one direction or type, with the other end's id, class, name and lifecycle.
MATCH (n:CI {id: $ci})-[r]-(o:CI)
WHERE ($outgoing IS NULL OR (startNode(r) = n) = $outgoing) AND ($type IS NULL OR type(r) = $type)
RETURN startNode(r) = n AS outgoing, type(r) AS type, properties(r) AS properties,
       o.id AS id, o.class AS class, o.name AS name, o.lifecycle AS lifecycle
ORDER BY outgoing DESC, type, name, id
SKIP $skip LIMIT $limit
