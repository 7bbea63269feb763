// Keeps the relations that records state, and the digest of all that they say.
UNWIND $rows AS row
MATCH (record:Record {uid: row.uid})
SET record.relations = row.relations, record.digest = row.digest
