// Forgets what a run would have lost.
MATCH (r:Run {id: $run})
MATCH (record:Record {source: r.source, vetoed: $run})
REMOVE record.vetoed
