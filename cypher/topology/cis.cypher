// All CIs of one part, as lists: those that share class, lifecycle and the like in one row.
// A row each would take five times as long. id() is good within one load: a CI that goes or comes
// meanwhile is set right by the events that follow.
MATCH (n:CI) WHERE id(n) % $parts = $part AND n.id IS NOT NULL
WITH n.class AS class, n.lifecycle AS lifecycle, n.criticality AS criticality,
     n.environment AS environment, (id(n) / $parts) % $buckets AS bucket,
     collect(id(n)) AS keys, collect(n.id) AS ids, collect(coalesce(n.name, '')) AS names,
     collect(coalesce(n.owner, '')) AS owners,
     collect(coalesce(n.support_team, '')) AS support_teams,
     collect(CASE WHEN n.quorum IS NULL THEN null ELSE [id(n), n.quorum] END) AS quorums
RETURN class, lifecycle, criticality, environment, keys, ids, names, owners, support_teams, quorums
