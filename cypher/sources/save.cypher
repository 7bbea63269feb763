// Keeps a live source under a name, a new one or another one; who made it first stays its owner.
MERGE (s:LiveSource {name: $name})
ON CREATE SET s.owner = $actor, s.created_at = $now
SET s.kind = $kind, s.settings = $settings, s.changed_by = $actor, s.changed_at = $now,
    s.reason = $reason
RETURN s.name AS name, s.kind AS kind, s.settings AS settings, s.owner AS owner,
       toString(s.created_at) AS created_at, s.changed_by AS changed_by,
       toString(s.changed_at) AS changed_at, s.reason AS reason
