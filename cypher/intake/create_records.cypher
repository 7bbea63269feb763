// Keeps what a source says of CIs that it has just made. A retry may find it done.
UNWIND $rows AS row
MATCH (n:CI {id: row.ci})
MERGE (record:Record {uid: row.uid})
MERGE (record)-[:RECORD_OF]->(n)
SET record.source = $source, record.kind = $kind, record.external_id = row.external_id,
    record.values = row.values, record.identity = row.identity, record.scope = row.scope,
    record.place = row.place, record.observed_at = row.observed_at, record.digest = row.digest,
    record.relations = row.relations, record.run = $run, record.seen_at = $now,
    record.first_seen = $now
