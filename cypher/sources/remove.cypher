// Takes a live source's settings away. Returns whether it was there.
MATCH (s:LiveSource {name: $name})
WITH s, s.name AS name
DELETE s
RETURN name
