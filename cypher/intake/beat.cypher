// Shows that a run is alive, and how far it is.
MATCH (r:Run {id: $id})
SET r.beat_at = $now, r.written = $written
