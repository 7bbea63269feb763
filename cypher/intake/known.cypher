// What a source has said before: lists of (external id, CI, digest, scope, missing), several a row.
// As lists, because the driver takes longer for a row than for what is in it.
MATCH (record:Record {source: $source})-[:RECORD_OF]->(n:CI)
WITH record, n.id AS ci, toInteger(rand() * 1000000) % $parts AS part
// What a vetoed run would have lost is looked at again when it is seen: without a digest.
RETURN collect([record.external_id, ci,
                CASE WHEN record.vetoed IS NULL THEN coalesce(record.digest, '') ELSE '' END, coalesce(record.scope, ''), record.missing_since IS NOT NULL]) AS some, part
