// Ends that somebody watches a CI. Returns whether they did.
MATCH (w:Watch {uid: $uid})
WITH w, w.ci AS ci
DELETE w
RETURN ci
