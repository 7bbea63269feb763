// Forgets the digests and relations that broken-off runs kept: they may not have come to draw them.
MATCH (run:Run {source: $source}) 
WHERE run.status = 'incomplete' OR (run.status = 'running' AND run.beat_at < $dead_before)
WITH collect(run.id) AS broken
WHERE size(broken) > 0
MATCH (record:Record {source: $source}) WHERE record.run IN broken
REMOVE record.digest, record.relations
