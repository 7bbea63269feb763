// Keeps what was decided about a case, by whom and when; what it takes to set it back.
MATCH (c:Case {id: $id})
SET c.status = $status, c.decided_by = $actor, c.decided_at = $now, c.survivor = $survivor,
    c.revision = $revision, c.moved = $moved
