// The run of a source that is under way, if there is one: it has shown itself lately.
MATCH (r:Run {source: $source, status: 'running'}) WHERE r.beat_at >= $alive_since
RETURN r.id AS id LIMIT 1
