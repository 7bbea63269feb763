// Records of a source that are missing for so many runs, or since so long.
MATCH (record:Record {source: $source})-[:RECORD_OF]->(n:CI)
WHERE record.missing_since IS NOT NULL AND record.gone IS NULL
  AND (record.missed >= $runs OR record.missing_since <= $before)
RETURN record.uid AS uid, n.id AS ci ORDER BY uid
