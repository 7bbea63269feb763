// The nodes with one of these labels, and of their properties only those that are wanted.
MATCH (n)
WHERE any(label IN labels(n) WHERE label IN $labels)
RETURN labels(n) AS labels, n {.id, .arn} AS key,
       [name IN keys(n) WHERE name IN $wanted | [name, n[name]]] AS props
LIMIT $most
