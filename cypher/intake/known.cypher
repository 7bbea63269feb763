// What a source has said before: lists of (external id, CI, digest, scope, missing), several a row.
// As lists, because the driver takes longer for a row than for what is in it.
MATCH (record:Record {source: $source})-[:RECORD_OF]->(n:CI)
WITH record, n.id AS ci, toInteger(rand() * 1000000) % $parts AS part
RETURN collect([record.external_id, ci, coalesce(record.digest, ''), coalesce(record.scope, ''),
                record.missing_since IS NOT NULL]) AS some, part
