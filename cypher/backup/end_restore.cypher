// Takes the mark away: the restore is whole.
MATCH (m:Restoring)
DELETE m
