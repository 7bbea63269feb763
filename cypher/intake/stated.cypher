// Which relations did sources last state of these records?
UNWIND $uids AS uid
MATCH (record:Record {uid: uid}) WHERE record.relations IS NOT NULL
RETURN uid, record.relations AS relations
