// Keeps a record that waited for a decision, for the CI that it is. It says all again next time.
MATCH (n:CI {id: $ci})
MERGE (record:Record {uid: $uid})
  ON CREATE SET record.first_seen = $now
SET record.source = $source, record.kind = $kind, record.external_id = $external_id,
    record.values = $values, record.identity = $identity, record.scope = $scope,
    record.place = $place, record.observed_at = $observed_at, record.seen_at = $now
MERGE (record)-[:RECORD_OF]->(n)
WITH record
UNWIND $claims AS claim
MERGE (i:Identifier {uid: claim})
MERGE (record)-[:CLAIMS]->(i)
