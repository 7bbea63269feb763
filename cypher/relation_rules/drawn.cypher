// Relations of which a rule says anything, or which say that a rule drew them, with all that is said of them.
MATCH (a:CI)-[r]->(b:CI) WHERE r.origin = 'rule' OR r.evidence CONTAINS $marker
RETURN a.id AS from, type(r) AS type, b.id AS to, properties(r) AS properties
