// Marks records as seen: they were missing.
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})
REMOVE record.missing_since, record.missed, record.gone, record.vetoed
