// Locks CIs in the order given, then reads them as they are under the lock; a missing id is left out.
// One row with all: the driver takes longer for a row than for what is in it.
// Wanted are (id, whole): of what is not wanted whole only id, class, name and revision are read.
// Setting and removing a property takes the write lock and leaves no trace. (Removing alone takes no
// lock in a database where nobody has ever set such a property: seen.)
UNWIND $wanted AS want
MATCH (n:CI {id: want[0]})
SET n.locked = true
REMOVE n.locked
WITH n, want
RETURN collect(CASE WHEN want[1] THEN properties(n) ELSE n {.id, .class, .name, .rev} END) AS cis
