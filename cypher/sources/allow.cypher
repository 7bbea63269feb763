// Allows sources to reach a host; who allowed it first stays.
MERGE (h:AllowedHost {name: $name})
ON CREATE SET h.added_by = $actor, h.added_at = $now
RETURN h.name AS name, h.added_by AS added_by, toString(h.added_at) AS added_at
