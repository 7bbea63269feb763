// Keeps what new records know their CIs by.
UNWIND $rows AS row
MATCH (record:Record {uid: row.uid})
UNWIND row.claims AS claim
MERGE (i:Identifier {uid: claim})
MERGE (record)-[:CLAIMS]->(i)
