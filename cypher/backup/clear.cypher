// Removes every node and relation, but for the mark that says so; run outside a transaction.
MATCH (n) WHERE NOT n:Restoring
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS
