// How runs ended that were under way.
MATCH (r:Run) WHERE r.id IN $ids
RETURN r {.id, .source, .kind, .actor, .status, finished_at: toString(r.finished_at)} AS run
ORDER BY run.id
