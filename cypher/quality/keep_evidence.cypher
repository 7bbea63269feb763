// Keeps what is said of a relation: beside its sources a person.
MATCH (a:CI {id: $from})-[r]->(b:CI {id: $to}) WHERE type(r) = $type
SET r.evidence = $evidence
