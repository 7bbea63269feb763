// When each scope of each source was last seen whole.
MATCH (s:Scope)
RETURN s.source AS source, s.name AS scope, toString(s.seen_at) AS seen_at
