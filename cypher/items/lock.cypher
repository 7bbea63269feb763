// Locks CIs in the order given, then reads them as they are under the lock; a missing id has no row.
// Setting and removing a property takes the write lock and leaves no trace. (Removing alone takes no
// lock in a database where nobody has ever set such a property: seen.)
UNWIND $ids AS id
MATCH (n:CI {id: id})
SET n.locked = true
REMOVE n.locked
WITH n
RETURN properties(n) AS ci
