// Locks the ends of a relation, in one order for all writers, then reads it with its evidence.
UNWIND CASE WHEN $from < $to THEN [$from, $to] ELSE [$to, $from] END AS id
MATCH (n:CI {id: id})
SET n.locked = true
REMOVE n.locked
WITH count(*) AS locked
MATCH (a:CI {id: $from})-[r]->(b:CI {id: $to}) WHERE type(r) = $type
RETURN properties(r) AS properties
