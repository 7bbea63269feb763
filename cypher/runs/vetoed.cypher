// The CIs that a vetoed run would mark as missing, by their ids from after one; `others` are the
// sources that still see each.
MATCH (r:Run {id: $run})
MATCH (record:Record {source: r.source, vetoed: $run})-[:RECORD_OF]->(n:CI)
WHERE n.id > $after AND ($text IS NULL OR toLower(n.name) CONTAINS toLower($text))
WITH DISTINCT r, n, record.scope AS scope ORDER BY n.id LIMIT $limit
RETURN n.id AS ci, n.class AS class, n.name AS name, scope,
       COLLECT { MATCH (o:Record)-[:RECORD_OF]->(n)
                 WHERE o.source <> r.source AND o.missing_since IS NULL
                 RETURN DISTINCT o.source } AS others
ORDER BY ci
