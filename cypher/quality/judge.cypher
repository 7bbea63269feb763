// Keeps what somebody said of a relation: it outlives the relation, so that one that comes again
// is not asked about again.
MERGE (v:Verdict {uid: $uid})
SET v.key = $key, v += $verdict
