// What a dry run would do, in its parts, of one group, from a part on, those
// that hold a text where one is given (their lines are looked through after).
MATCH (:Run {id: $run})-[:PLANS]->(p:PlanPart)
WHERE p.number >= $number AND p.group = $group
  AND ($text IS NULL OR toLower(p.lines) CONTAINS toLower($text))
RETURN p.number AS number, p.lines AS lines ORDER BY number LIMIT $limit
