// Creates CIs with the labels of their classes, which come from the model.
UNWIND $rows AS row
CREATE (n:CI:$(row.labels))
SET n = row.properties, n.rev = $rev
