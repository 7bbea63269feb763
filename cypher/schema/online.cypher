// Waits until every index is ready, ten minutes at most.
CALL db.awaitIndexes(600)
