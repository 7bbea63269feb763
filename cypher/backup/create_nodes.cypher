// Creates nodes as a backup holds them. Labels are the backup's own.
UNWIND $rows AS row
CREATE (n:$(row.labels))
SET n = row.properties
RETURN row.node AS node, elementId(n) AS id
