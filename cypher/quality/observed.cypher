// The relations that some source observed, with what every source said of them.
MATCH (a:CI)-[r]->(b:CI)
WHERE r.origin = 'observed' OR r.evidence CONTAINS '"observed"'
RETURN a.id AS from, type(r) AS type, b.id AS to, r.origin AS origin, r.confidence AS confidence,
       r.evidence AS evidence
