// Who consumes which service, and how many of its people do, where the relation says so.
MATCH (a:CI)-[r:CONSUMES]->(b:CI)
RETURN a.id AS consumer, b.id AS service, r.users AS users
