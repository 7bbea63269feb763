// Revisions below a number, newest first.
MATCH (r:Revision) WHERE r.number < $below
RETURN properties(r) AS revision ORDER BY r.number DESC LIMIT $limit
