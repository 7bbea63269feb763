// Forgets what somebody said of a relation.
OPTIONAL MATCH (v:Verdict {uid: $uid})
WITH v, CASE WHEN v IS NULL THEN 0 ELSE 1 END AS number
DELETE v
RETURN number
