// When did each of these sources last bring in all that it sees?
UNWIND $sources AS source
MATCH (r:Run {source: source, status: 'done'})
RETURN source, toString(max(r.finished_at)) AS at
