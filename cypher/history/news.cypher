// Which revision is the newest, and what happened after one that somebody has read? In one answer:
// a question that finds something new waits for it. No more than so many events; `made_at` tells
// whether the revision that was read is still of the same history.
MATCH (h:Head {name: 'head'})
WITH h, h.number AS number
CALL (number) {
  MATCH (e:Event) WHERE e.revision > $after AND e.revision <= number
  WITH e ORDER BY e.revision, e.ordinal LIMIT $most
  RETURN collect(e {.kind, .op, .ci, .to, .type, .before, .after, .revision, .ordinal}) AS events
}
OPTIONAL MATCH (r:Revision {number: $after})
RETURN {number: number, at: toString(h.at), access: h.access} AS head,
       toString(r.at) AS made_at, events
