// What people said of relations that were only declared or only observed, by relation.
MATCH (v:Verdict)
RETURN v.key AS key, v.verdict AS verdict, v.actor AS actor, v.at AS at, v.reason AS reason
ORDER BY v.uid
