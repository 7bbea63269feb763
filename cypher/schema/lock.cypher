// Locks the schema until the transaction ends: who starts at the same time waits here.
MERGE (m:Migrations {name: 'schema'})
REMOVE m.locked
