// Forgets a record whose decision was set back.
MATCH (record:Record {uid: $uid})
DETACH DELETE record
