// Keep a token's hash and what it may. Running it twice makes one.
MERGE (t:Token {id: $id})
ON CREATE SET t.hash = $hash, t.name = $name, t.actor = $actor, t.role = $role,
  t.created_at = $created_at, t.expires_at = $expires_at, t.parent = $parent
