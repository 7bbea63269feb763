// Ends a run with its status and report; a finished one makes older incomplete ones of its source whole.
MATCH (r:Run {id: $id})
SET r.status = $status, r.finished_at = $now, r.report = $report
WITH r WHERE $status = 'done'
MATCH (old:Run {source: r.source, status: 'incomplete'}) WHERE old.started_at < r.started_at
SET old.status = 'resumed'
