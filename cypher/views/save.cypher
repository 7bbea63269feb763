// Keeps a view under its name, a new one or another one; who made it first stays its owner.
MERGE (v:View {uid: $uid})
ON CREATE SET v.owner = $actor, v.created_at = $now, v.kind = $kind, v.name = $name,
              v.shared = $shared
SET v.query = $query, v.changed_by = $actor, v.changed_at = $now
RETURN v.kind AS kind, v.name AS name, v.query AS query, v.shared AS shared, v.owner AS owner,
       toString(v.created_at) AS created_at, v.changed_by AS changed_by,
       toString(v.changed_at) AS changed_at
