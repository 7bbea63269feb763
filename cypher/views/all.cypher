// The views of one kind that are shared or somebody's own, by name.
MATCH (v:View {kind: $kind})
WHERE v.shared OR v.owner = $actor
RETURN v.kind AS kind, v.name AS name, v.query AS query, v.shared AS shared, v.owner AS owner,
       toString(v.created_at) AS created_at, v.changed_by AS changed_by,
       toString(v.changed_at) AS changed_at
ORDER BY name, shared
