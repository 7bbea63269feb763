// Relations that wait for an end, with the CI of the record that owns each: a page, by their keys.
MATCH (p:Parked) WHERE p.uid > $after
MATCH (:Record {uid: p.owner})-[:RECORD_OF]->(n:CI)
RETURN p.uid AS uid, p.source AS source, p.kind AS kind, p.owner AS owner, p.said AS said, n.id AS ci
ORDER BY uid LIMIT $limit
