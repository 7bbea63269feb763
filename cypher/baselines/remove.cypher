// Takes a name away; the revision that it meant stays. Returns whether it was there.
MATCH (b:Baseline {name: $name})
WITH b, b.name AS name
DELETE b
RETURN name
