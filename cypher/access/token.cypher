// Which token has this hash? At most one row.
MATCH (t:Token {hash: $hash})
RETURN t {.id, .name, .actor, .role, .created_at, .expires_at, .revoked_at, .parent} AS token
