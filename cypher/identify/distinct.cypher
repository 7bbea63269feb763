// Which of these CIs did a person say are not the same?
UNWIND $ids AS id
MATCH (a:CI {id: id})-[:NOT_SAME_AS]-(b:CI)
RETURN id, collect(b.id) AS others
