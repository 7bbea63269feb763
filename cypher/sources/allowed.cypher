// The hosts that sources may reach, by name.
MATCH (h:AllowedHost)
RETURN h.name AS name, h.added_by AS added_by, toString(h.added_at) AS added_at
ORDER BY name
