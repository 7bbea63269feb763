// Keeps who decided about a run, when and why.
MATCH (r:Run {id: $id})
SET r.decided_by = $actor, r.decided_at = $now, r.decision = $reason
