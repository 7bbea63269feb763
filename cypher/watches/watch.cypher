// Has somebody watch a CI from now on; where they do already it stays as it is.
MERGE (w:Watch {uid: $uid})
ON CREATE SET w.actor = $actor, w.ci = $ci, w.seen = $revision, w.since = $now
RETURN w.ci AS ci
