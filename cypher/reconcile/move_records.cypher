// Makes records speak of another CI.
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})
MATCH (n:CI {id: $ci})
OPTIONAL MATCH (record)-[old:RECORD_OF]->(:CI)
DELETE old
MERGE (record)-[:RECORD_OF]->(n)
REMOVE record.digest
