// Takes a view away. Returns its name where it was there.
MATCH (v:View {uid: $uid})
WITH v, v.name AS name
DELETE v
RETURN name
