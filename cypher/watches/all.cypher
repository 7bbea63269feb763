// What somebody watches, in the order in which they began to, with what was written of it since they
// looked last: how much, and the newest revision of that.
MATCH (w:Watch {actor: $actor})
CALL (w) {
  CALL (w) {
    MATCH (e:Event {ci: w.ci}) WHERE e.revision > w.seen RETURN e
    UNION
    MATCH (e:Event {to: w.ci}) WHERE e.revision > w.seen RETURN e
  }
  RETURN count(e) AS events, max(e.revision) AS newest
}
OPTIONAL MATCH (r:Revision {number: newest})
RETURN w.ci AS ci, w.seen AS seen, toString(w.since) AS since, events,
       CASE WHEN r IS NULL THEN NULL
            ELSE r {.number, .actor, .source, .reason, at: toString(r.at)} END AS newest
ORDER BY since, ci
