// CIs of exactly that name; only of one class where it is given.
MATCH (n:CI {name: $name}) WHERE $class IS NULL OR n.class = $class
RETURN n.id AS id, n.class AS class, n.name AS name, n.lifecycle AS lifecycle
ORDER BY class, id LIMIT 50
