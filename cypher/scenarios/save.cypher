// Keeps a question under a name, a new one or another one; who made it first stays its owner.
MERGE (s:Scenario {name: $name})
ON CREATE SET s.owner = $actor, s.created_at = $now
SET s.question = $question, s.reason = $reason, s.changed_by = $actor, s.changed_at = $now
RETURN s.name AS name, s.question AS question, s.owner AS owner, s.reason AS reason,
       toString(s.created_at) AS created_at, s.changed_by AS changed_by,
       toString(s.changed_at) AS changed_at
