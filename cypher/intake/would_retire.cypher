// Which of these records would have been missing for long enough, once they are missing once more?
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})-[:RECORD_OF]->(n:CI)
WHERE record.gone IS NULL
  AND (coalesce(record.missed, 0) + 1 >= $runs OR record.missing_since <= $before)
RETURN uid, n.id AS ci ORDER BY uid
