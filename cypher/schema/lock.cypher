// Locks the schema until the transaction ends: who starts at the same time waits here.
// Only SET locks for sure: REMOVE of a property that no node ever had takes no lock.
MERGE (m:Migrations {name: 'schema'})
SET m.locked = true
