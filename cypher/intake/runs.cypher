// Runs, newest first; of one source where it is given.
MATCH (r:Run) WHERE $source IS NULL OR r.source = $source
RETURN properties(r) AS run ORDER BY r.started_at DESC, r.id DESC SKIP $skip LIMIT $limit
