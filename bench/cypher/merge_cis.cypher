// The plainest bulk load of CIs: no validation, no history, no search text.
UNWIND $rows AS row
MERGE (n:CI {id: row.id})
SET n += row.properties
SET n:$(row.labels)
