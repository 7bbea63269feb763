// Who consumes these services, and how many of its people do, where the relation says so.
UNWIND $services AS id
MATCH (a:CI)-[r:CONSUMES]->(b:CI {id: id})
RETURN a.id AS consumer, b.id AS service, r.users AS users
