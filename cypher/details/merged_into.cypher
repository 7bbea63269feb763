// Which CIs were merged into this one? Enough of each to name it.
MATCH (n:CI {merged_into: $ci})
RETURN n.id AS id, n.class AS class, n.name AS name, n.lifecycle AS lifecycle
ORDER BY name, id LIMIT $limit
