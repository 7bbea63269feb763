// Fills an estate of which only reading is measured: no history, no search text.
UNWIND $rows AS row
CREATE (n:CI:$(row.labels))
SET n = row.properties
