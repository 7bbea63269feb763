// Revisions below a number, newest first; only those that are wanted: by a person or source of that
// name, of people or of imports, of a run, from some time until another. Each with who undid it.
MATCH (r:Revision) WHERE r.number < $below
  AND ($by IS NULL OR r.actor = $by OR r.source = $by)
  AND ($kind IS NULL OR (r.run IS NULL) = ($kind = 'people'))
  AND ($run IS NULL OR r.run = $run)
  AND ($since IS NULL OR r.at >= $since)
  AND ($until IS NULL OR r.at < $until)
WITH r ORDER BY r.number DESC LIMIT $limit
RETURN properties(r) AS revision,
       head(COLLECT { MATCH (u:Revision {undoes: r.number}) RETURN u.number }) AS undone_by
ORDER BY r.number DESC
