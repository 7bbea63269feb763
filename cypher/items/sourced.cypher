// Which of these CIs does a source know?
UNWIND $ids AS id
MATCH (n:CI {id: id}) WHERE EXISTS { (:Record)-[:RECORD_OF]->(n) }
RETURN n.id AS id
