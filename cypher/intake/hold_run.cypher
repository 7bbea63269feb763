// One run by its id, locked: two people do not decide about it at once.
MATCH (r:Run {id: $id})
SET r.locked = true
REMOVE r.locked
RETURN properties(r) AS run
