// What was written after one revision up to another: how much, by whom, and what it touched first.
MATCH (r:Revision) WHERE r.number > $after AND r.number <= $until
WITH count(r) AS revisions, sum(r.events) AS events,
     collect(DISTINCT r.actor)[..10] AS actors, collect(DISTINCT r.source)[..10] AS sources,
     collect(DISTINCT r.run)[..10] AS runs
CALL () {
  MATCH (e:Event) WHERE e.revision > $after AND e.revision <= $until
  WITH e ORDER BY e.revision, e.ordinal LIMIT $most
  RETURN collect(e {.kind, .op, .ci, .to}) AS touched
}
RETURN revisions, events, actors, sources, runs, touched
