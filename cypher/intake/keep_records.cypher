// Keeps what a source says of CIs: outside of history, as sightings are. A record that is found to
// be another CI leaves the old one.
UNWIND $rows AS row
MATCH (n:CI {id: row.ci})
MERGE (record:Record {uid: row.uid})
  ON CREATE SET record.first_seen = $now
SET record.source = $source, record.kind = $kind, record.external_id = row.external_id,
    record.values = row.values, record.identity = row.identity, record.scope = row.scope,
    record.place = row.place, record.observed_at = row.observed_at, record.digest = row.digest,
    record.run = $run, record.seen_at = $now
REMOVE record.missing_since, record.missed, record.gone, record.vetoed
MERGE (record)-[:RECORD_OF]->(n)
WITH record, row
MATCH (record)-[old:RECORD_OF]->(other:CI) WHERE other.id <> row.ci
DELETE old
