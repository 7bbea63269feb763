// What was written of a CI itself, without its relations, the newest first.
MATCH (e:Event {ci: $ci}) WHERE e.kind = 'ci'
WITH e ORDER BY e.revision DESC, e.ordinal DESC LIMIT $limit
MATCH (r:Revision {number: e.revision})
RETURN properties(e) AS event, properties(r) AS revision
ORDER BY e.revision DESC, e.ordinal DESC
