// What happened since a revision: how many events, and when was that revision itself made?
// The time tells whether a database is still the one that was read before, or one restored since.
MATCH (r:Revision) WHERE r.number >= $revision
RETURN sum(CASE WHEN r.number = $revision THEN 0 ELSE r.events END) AS events,
       head(collect(CASE WHEN r.number = $revision THEN toString(r.at) ELSE null END)) AS made_at
