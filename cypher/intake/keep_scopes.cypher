// Keeps when each scope of a source was last seen, and whether it was seen whole.
UNWIND $rows AS row
MERGE (s:Scope {uid: $source + '\n' + row.name})
SET s.source = $source, s.name = row.name, s.run = $run, s.complete = row.complete
SET s.seen_at = CASE WHEN row.complete THEN $now ELSE s.seen_at END
