// What happened to a CI and to its relations, newest first, from a place in that order on.
CALL () {
  MATCH (e:Event {ci: $ci}) RETURN e
  UNION
  MATCH (e:Event {to: $ci}) RETURN e
}
WITH e WHERE e.revision < $revision OR (e.revision = $revision AND e.ordinal > $ordinal)
WITH e ORDER BY e.revision DESC, e.ordinal LIMIT $limit
MATCH (r:Revision {number: e.revision})
RETURN properties(e) AS event, properties(r) AS revision
ORDER BY e.revision DESC, e.ordinal
