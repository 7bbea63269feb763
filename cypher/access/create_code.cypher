// Keep a one-time sign-in code's hash, and forget those that nobody can use any more.
MERGE (c:SignInCode {hash: $hash})
ON CREATE SET c.token = $token, c.expires_at = $expires_at
WITH c
OPTIONAL MATCH (old:SignInCode) WHERE old.expires_at <= $now AND old <> c
DETACH DELETE old
