// How many nodes there are of each other kind.
MATCH (n)
WHERE NOT any(label IN labels(n) WHERE label IN $labels)
RETURN labels(n) AS labels, count(*) AS number
LIMIT $most
