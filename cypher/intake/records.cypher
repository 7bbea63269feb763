// What a source said before of these external ids, and which CIs they are.
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})-[:RECORD_OF]->(n:CI)
RETURN record.external_id AS external_id, record.values AS values, n.id AS ci
