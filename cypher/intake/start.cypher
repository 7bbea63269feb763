// Starts a run of a source unless another one of it is under way; one that has not shown a beat
// for long is counted as incomplete. One row always: the one under way, and the newest before.
MERGE (s:Source {name: $source})
SET s.locked = true
REMOVE s.locked
WITH s
CALL (s) {
  MATCH (old:Run {source: s.name, status: 'running'}) WHERE old.beat_at < $dead_before
  SET old.status = 'incomplete'
}
OPTIONAL MATCH (other:Run {source: s.name, status: 'running'}) WHERE other.id <> $id
WITH s, collect(other.id)[0] AS under_way
OPTIONAL MATCH (old:Run {source: s.name}) WHERE old.id <> $id AND old.status <> 'planned'
WITH s, under_way, old ORDER BY old.started_at DESC
WITH s, under_way, collect(old.id)[0] AS newest
CALL (s, under_way) {
  WITH s, under_way WHERE under_way IS NULL
  MERGE (r:Run {id: $id})
  SET r.source = s.name, r.kind = $kind, r.actor = $actor, r.status = 'running',
      r.started_at = $now, r.beat_at = $now, r.written = 0, r.total = $total
  SET s.kind = $kind
}
RETURN under_way, newest
