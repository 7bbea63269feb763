// Opens a case that a person brings.
MERGE (c:Case {key: $key})
  ON CREATE SET c.id = $id, c.kind = $kind, c.opened_at = $now
SET c.status = 'open', c.cis = $cis, c.by = 'a person', c.name = $name, c.reason = $reason
RETURN properties(c) AS case
