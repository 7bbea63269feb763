// Keeps a list under its id, a new one or another one; who made it first stays its owner.
MERGE (l:List {id: $id})
ON CREATE SET l.owner = $actor, l.created_at = $now
SET l.uid = $uid, l.name = $name, l.question = $question, l.columns = $columns, l.shared = $shared,
    l.changed_by = $actor, l.changed_at = $now
