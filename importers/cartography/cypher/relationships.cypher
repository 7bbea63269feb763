// The relationships of these types between nodes with these labels, their ends by label and id.
MATCH (a)-[r]->(b)
WHERE type(r) IN $types
  AND any(label IN labels(a) WHERE label IN $labels)
  AND any(label IN labels(b) WHERE label IN $labels)
RETURN labels(a) AS from_labels, a {.id, .arn} AS from_key, type(r) AS type,
       labels(b) AS to_labels, b {.id, .arn} AS to_key
LIMIT $most
