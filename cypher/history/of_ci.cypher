// What happened to CIs and to their relations, newest first, from a place in that order on.
CALL () {
  UNWIND $cis AS ci
  MATCH (e:Event {ci: ci}) RETURN e
  UNION
  UNWIND $cis AS ci
  MATCH (e:Event {to: ci}) RETURN e
}
WITH e WHERE e.revision < $revision OR (e.revision = $revision AND e.ordinal > $ordinal)
WITH e ORDER BY e.revision DESC, e.ordinal LIMIT $limit
MATCH (r:Revision {number: e.revision})
RETURN properties(e) AS event, properties(r) AS revision
ORDER BY e.revision DESC, e.ordinal
