// One case by its id, locked: two people do not decide it at once.
MATCH (c:Case {id: $id})
SET c.locked = true
REMOVE c.locked
RETURN properties(c) AS case
