// Of each CI and relation that changed after a revision, up to another: the first event there.
// What it was before that one is what it was at the revision, whatever came later.
MATCH (e:Event) WHERE e.revision > $after AND e.revision <= $until
WITH e ORDER BY e.revision, e.ordinal
WITH e.kind AS kind, e.ci AS ci, e.type AS type, e.to AS to, head(collect(e)) AS e
RETURN kind, ci, type, to, e.op AS op, e.before AS before
