// Relations of these types, without those that rules alone drew.
MATCH (a:CI)-[r]->(b:CI)
WHERE type(r) IN $types AND coalesce(r.origin, '') <> 'rule'
RETURN type(r) AS type, a.id AS from, b.id AS to
