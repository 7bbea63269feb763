// How many revisions up to one touched each of these CIs, or what it needs.
UNWIND $cis AS ci
MATCH (e:Event {ci: ci}) WHERE e.revision <= $revision
RETURN ci, count(DISTINCT e.revision) AS changes
