// Of each CI and relation that changed after one revision, up to another: how it was before the
// first event there and after the last one, and the revision of that one.
MATCH (e:Event) WHERE e.revision > $after AND e.revision <= $until
WITH e ORDER BY e.revision, e.ordinal
WITH e.kind AS kind, e.ci AS ci, e.type AS type, e.to AS to,
     head(collect(e)) AS first, last(collect(e)) AS last
RETURN kind, ci, type, to, first.before AS before, last.after AS after, last.revision AS revision
ORDER BY kind, ci, type, to
