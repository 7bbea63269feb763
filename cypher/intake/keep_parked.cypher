// Keeps relations of which an end is not known yet.
UNWIND $rows AS row
MERGE (p:Parked {uid: row.uid})
SET p.source = row.source, p.kind = row.kind, p.owner = row.owner, p.said = row.said
