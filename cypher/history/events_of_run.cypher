// What a run wrote of one kind and op, in order, after a place; those that hold a text where one is
// given. `retired`: whether the event took a CI out of use.
MATCH (r:Revision {run: $run}) WHERE r.undoes IS NULL AND r.number >= $revision
MATCH (e:Event {revision: r.number})
WHERE (e.revision > $revision OR e.ordinal > $ordinal) AND e.kind = $kind AND e.op = $op
  AND $retired = (coalesce(e.after, '') CONTAINS '"lifecycle":"retired"'
                  AND NOT coalesce(e.before, '"lifecycle":"retired"') CONTAINS '"lifecycle":"retired"')
  AND ($text IS NULL
       OR toLower(coalesce(e.after, '') + coalesce(e.before, '')) CONTAINS toLower($text))
RETURN properties(e) AS event ORDER BY e.revision, e.ordinal LIMIT $limit
