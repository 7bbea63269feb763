// Gives a revision a name; returns what has the name, which may be from before.
MERGE (b:Baseline {name: $name})
ON CREATE SET b.revision = $revision, b.actor = $actor, b.created_at = $now, b.reason = $reason
RETURN b.name AS name, b.revision AS revision, b.actor AS actor,
       toString(b.created_at) AS created_at, b.reason AS reason
