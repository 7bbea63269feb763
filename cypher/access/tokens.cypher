// Which tokens are good now? Sessions of the page stand among them, with their parent.
MATCH (t:Token)
WHERE t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $now)
RETURN t {.id, .name, .actor, .role, .created_at, .expires_at, .revoked_at, .parent} AS token
ORDER BY t.created_at, t.id
