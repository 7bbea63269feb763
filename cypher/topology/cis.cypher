// All CIs of one part, as lists: those that share class, lifecycle and the like in one row.
// A row each takes five times as long, and reading each property by itself twice as long as this
// map. id() is good within one load: a CI that goes or comes meanwhile is set right by the events.
MATCH (n:CI) WHERE id(n) % $parts = $part
WITH id(n) AS key, n {.id, .name, .class, .lifecycle, .criticality, .environment, .owner,
                      .support_team, .health, .quorum} AS n
WHERE n.id IS NOT NULL
WITH n.class AS class, n.lifecycle AS lifecycle, n.criticality AS criticality,
     n.environment AS environment, n.health AS health, (key / $parts) % $buckets AS bucket,
     collect(key) AS keys, collect(n.id) AS ids, collect(coalesce(n.name, '')) AS names,
     collect(coalesce(n.owner, '')) AS owners,
     collect(coalesce(n.support_team, '')) AS support_teams,
     collect(CASE WHEN n.quorum IS NULL THEN null ELSE [key, n.quorum] END) AS quorums
RETURN class, lifecycle, criticality, environment, health, keys, ids, names, owners, support_teams, quorums
