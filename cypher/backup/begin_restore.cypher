// Marks the database as being restored: what lies in it is not whole until the mark is gone.
MERGE (m:Restoring {name: 'restoring'})
SET m.file = $file, m.at = $at
