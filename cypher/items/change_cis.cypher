// Gives CIs the properties that they have from now on; the labels only where the class changed.
UNWIND $rows AS row
MATCH (n:CI {id: row.id})
SET n = row.properties, n.rev = $rev
REMOVE n:$(row.old_labels)
SET n:$(row.labels)
