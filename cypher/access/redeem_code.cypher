// Which token was this code made with, if it is good and not used by another? The lock comes
// first: of two that redeem it at once, one gets it. The same `by` may ask again.
MATCH (c:SignInCode {hash: $hash})
SET c.locked = true
WITH c
WHERE c.expires_at > $now AND coalesce(c.redeemed_by, $by) = $by
SET c.redeemed_by = $by
WITH c
MATCH (t:Token {id: c.token})
WHERE t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $now)
RETURN t {.id, .name, .actor, .role, .created_at, .expires_at, .revoked_at, .parent} AS token
