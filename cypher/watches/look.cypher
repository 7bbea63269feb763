// Notes that somebody looked at what they watch: all of it, or some CIs.
MATCH (w:Watch {actor: $actor}) WHERE $cis IS NULL OR w.ci IN $cis
SET w.seen = $revision
RETURN count(w) AS looked
