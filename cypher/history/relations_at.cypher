// The relations of a CI as a revision left them: of each what its newest event until then says.
CALL () {
  MATCH (e:Event {ci: $ci}) WHERE e.kind = 'relation' RETURN e
  UNION
  MATCH (e:Event {to: $ci}) RETURN e
}
WITH e WHERE e.revision <= $revision
WITH e ORDER BY e.revision, e.ordinal
WITH e.ci AS ci, e.type AS type, e.to AS to, last(collect(e)) AS e
WHERE e.after IS NOT NULL
RETURN e.after AS after, e.revision AS rev
