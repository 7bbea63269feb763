// What moves: the newest revision, the runs under way, and how much waits for a person to decide.
OPTIONAL MATCH (h:Head {name: 'head'})
RETURN h.number AS number, toString(h.at) AS at, h.access AS access,
       COLLECT {
         MATCH (r:Run {status: 'running'})
         RETURN r {.id, .source, .kind, .actor, .written, .total,
                   started_at: toString(r.started_at)} AS run
         ORDER BY run.id LIMIT 50
       } AS runs,
       COUNT { MATCH (v:Run {status: 'vetoed'}) } AS vetoes,
       COUNT { MATCH (c:Case {status: 'open', kind: 'duplicate'}) } AS duplicates,
       COUNT { MATCH (c:Case {status: 'open', kind: 'retirement'}) } AS retirements
