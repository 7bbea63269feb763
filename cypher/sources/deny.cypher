// Takes a host off the list of those that sources may reach. Returns whether it was there.
MATCH (h:AllowedHost {name: $name})
WITH h, h.name AS name
DELETE h
RETURN name
