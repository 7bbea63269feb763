// Forgets relations that waited for an end: it has come, or their source no longer states them.
UNWIND $uids AS uid
MATCH (p:Parked {uid: uid})
DELETE p
