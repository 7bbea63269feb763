// Keeps what records know their CIs by.
UNWIND $rows AS row
MATCH (record:Record {uid: row.uid})
OPTIONAL MATCH (record)-[old:CLAIMS]->(i:Identifier) WHERE NOT i.uid IN row.claims
DELETE old
WITH DISTINCT record, row
UNWIND row.claims AS claim
MERGE (i:Identifier {uid: claim})
MERGE (record)-[:CLAIMS]->(i)
