// Every source: how many CIs it knows, how many of these it misses, when it was last seen whole (one
// that never is, such as a scan: when an import of it last ended), and its newest run.
CALL () {
  MATCH (s:Source) RETURN s.name AS source
  UNION
  MATCH (record:Record) RETURN DISTINCT record.source AS source
}
CALL (source) {
  MATCH (record:Record {source: source})
  RETURN count(record) AS cis, count(record.missing_since) AS missing
}
CALL (source) {
  OPTIONAL MATCH (done:Run {source: source, status: 'done'})
  RETURN max(done.finished_at) AS done_at
}
CALL (source) {
  OPTIONAL MATCH (s:Scope {source: source})
  RETURN max(s.seen_at) AS whole_at, count(s) AS scopes,
         count(CASE WHEN s.complete THEN null ELSE s.name END) AS incomplete
}
CALL (source) {
  OPTIONAL MATCH (r:Run {source: source}) WHERE r.status <> 'planned'
  WITH r ORDER BY r.started_at DESC, r.id DESC LIMIT 1
  RETURN r.id AS run, r.kind AS kind, r.status AS status, r.started_at AS started_at,
         r.beat_at AS beat_at
}
WITH * WHERE cis > 0 OR run IS NOT NULL
RETURN source, cis, missing, toString(coalesce(whole_at, done_at)) AS seen_at, scopes, incomplete, kind, run, status,
       toString(started_at) AS started_at, toString(beat_at) AS beat_at
ORDER BY source
