// End a token and the sessions that came from it. One row: how many have ended.
OPTIONAL MATCH (t:Token)
WHERE t.id = $id OR t.parent = $id
SET t.revoked_at = coalesce(t.revoked_at, $now)
RETURN count(t) AS ended
