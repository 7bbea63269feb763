// Forgets what a source said of CIs.
UNWIND $cis AS ci
MATCH (record:Record {source: $source})-[:RECORD_OF]->(:CI {id: ci})
DETACH DELETE record
