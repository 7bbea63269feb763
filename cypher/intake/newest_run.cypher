// The newest run of a source that has ended or is under way; no dry run.
MATCH (r:Run {source: $source}) WHERE r.status <> 'planned'
RETURN r.id AS id ORDER BY r.started_at DESC LIMIT 1
