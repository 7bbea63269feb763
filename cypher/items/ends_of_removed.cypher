// Relations that CIs about to be removed still have: each is a reason not to.
UNWIND $ids AS id
MATCH (n:CI {id: id})-[r]-(o:CI)
RETURN n.name AS name, type(r) AS type, o.name AS other LIMIT 20
