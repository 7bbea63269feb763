// Takes CIs away that an undone revision had made, with what sources recorded of them.
UNWIND $ids AS id
MATCH (n:CI {id: id})
OPTIONAL MATCH (record:Record)-[:RECORD_OF]->(n)
DETACH DELETE record
DELETE n
