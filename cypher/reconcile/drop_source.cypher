// Forgets a source that was withdrawn: its scopes and what waited for it. Its runs stay.
OPTIONAL MATCH (scope:Scope {source: $source})
DETACH DELETE scope
WITH count(*) AS done
OPTIONAL MATCH (parked:Parked {source: $source})
DETACH DELETE parked
