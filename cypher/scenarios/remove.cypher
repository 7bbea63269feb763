// Takes a saved question away. Returns whether it was there.
MATCH (s:Scenario {name: $name})
WITH s, s.name AS name
DELETE s
RETURN name
