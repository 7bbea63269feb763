// All relations of one part, as lists of ends: those that share type and properties in one row.
// `groups` is empty where the type's default group holds.
MATCH (a:CI)-[r]->(b:CI) WHERE id(a) % $parts = $part
WITH type(r) AS type, r.strength AS strength, r.tolerates AS tolerates, r.origin AS origin,
     r.confidence AS confidence,
     [name IN coalesce($own[type(r)], []) | r[name]] AS own, r.group IS NULL AS default_group,
     (id(a) / $parts) % $buckets AS bucket,
     collect(id(a)) AS dependents, collect(id(b)) AS suppliers, collect(r.group) AS groups
RETURN type, strength, tolerates, origin, confidence, own, dependents, suppliers, groups
