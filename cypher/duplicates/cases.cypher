// Cases for a person, newest first; of a kind, in a state.
MATCH (c:Case {status: $status}) WHERE c.kind = $kind
RETURN properties(c) AS case ORDER BY c.opened_at DESC, c.id SKIP $skip LIMIT $limit
