// Marks records as missing: their scope was seen whole without them, once more.
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})
SET record.missing_since = coalesce(record.missing_since, $now),
    record.missed = coalesce(record.missed, 0) + 1
REMOVE record.vetoed
