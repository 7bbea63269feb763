// Which CIs are these records?
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})-[:RECORD_OF]->(n:CI)
RETURN uid, n.id AS ci
