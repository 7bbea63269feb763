// Keeps cases for a person, each open once: what is decided stays decided.
UNWIND $rows AS row
MERGE (c:Case {key: row.key})
  ON CREATE SET c.id = row.id, c.kind = row.kind, c.status = 'open', c.opened_at = $now
SET c.cis = row.cis, c.by = row.by, c.name = row.name, c.source = row.source,
    c.external_id = row.external_id, c.record = row.record, c.run = row.run, c.reason = row.reason
