// Forgets a source that was withdrawn: its scopes and what waited for it, for a relation's end
// or for a person's decision. Its runs stay, and so does what was decided.
OPTIONAL MATCH (scope:Scope {source: $source})
DETACH DELETE scope
WITH count(*) AS done
OPTIONAL MATCH (parked:Parked {source: $source})
DETACH DELETE parked
WITH count(*) AS done
OPTIONAL MATCH (case:Case {status: 'open', source: $source}) WHERE case.record IS NOT NULL
DETACH DELETE case
