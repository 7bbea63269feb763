// Keeps what records know their CIs by: what they no longer say goes.
UNWIND $rows AS row
MATCH (record:Record {uid: row.uid})
CALL (record, row) {
  MATCH (record)-[old:CLAIMS]->(i:Identifier) WHERE NOT i.uid IN row.claims
  DELETE old
}
WITH record, row
UNWIND row.claims AS claim
MERGE (i:Identifier {uid: claim})
MERGE (record)-[:CLAIMS]->(i)
