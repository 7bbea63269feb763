// Marks records as gone: what they said counts no longer.
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})
SET record.gone = true
REMOVE record.digest
