// Runs, newest first; of one source where it is given, in some states where any is. One that has
// not shown a beat for long counts as incomplete.
MATCH (r:Run) WHERE $source IS NULL OR r.source = $source
WITH r, CASE WHEN r.status = 'running' AND r.beat_at < $dead_before THEN 'incomplete'
             ELSE r.status END AS status
WHERE size($statuses) = 0 OR status IN $statuses
RETURN properties(r) AS run ORDER BY r.started_at DESC, r.id DESC SKIP $skip LIMIT $limit
