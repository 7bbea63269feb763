// The newest revision that was made at or before a moment.
MATCH (r:Revision) WHERE r.at <= $at
RETURN properties(r) AS revision ORDER BY r.at DESC LIMIT 1
