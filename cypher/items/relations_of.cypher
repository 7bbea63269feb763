// The relations of a CI both ways, with the other end's id, class, name and lifecycle.
MATCH (n:CI {id: $ci})-[r]-(o:CI)
RETURN startNode(r) = n AS outgoing, type(r) AS type, properties(r) AS properties,
       o.id AS id, o.class AS class, o.name AS name, o.lifecycle AS lifecycle
ORDER BY outgoing DESC, type, name, id
SKIP $skip LIMIT $limit
