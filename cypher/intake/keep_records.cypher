// Keeps what a source says of CIs: outside of history, as sightings are.
UNWIND $rows AS row
MATCH (n:CI {id: row.ci})
MERGE (record:Record {uid: row.uid})
SET record.source = $source, record.external_id = row.external_id, record.values = row.values,
    record.place = row.place, record.run = $run
MERGE (record)-[:RECORD_OF]->(n)
