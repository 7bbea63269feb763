// Takes a list away.
MATCH (l:List {id: $id})
DELETE l
