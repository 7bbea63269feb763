// The newest run of a source that has ended or is under way.
MATCH (r:Run {source: $source})
RETURN r.id AS id ORDER BY r.started_at DESC LIMIT 1
