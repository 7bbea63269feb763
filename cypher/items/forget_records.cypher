// Makes sources forget what they last said of CIs and relations that were set back:
// the next import compares with the present again.
UNWIND $ids AS id
MATCH (record:Record)-[:RECORD_OF]->(:CI {id: id})
REMOVE record.values, record.relations, record.digest
