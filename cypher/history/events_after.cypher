// The events of the revisions after one, up to another, in order.
MATCH (e:Event) WHERE e.revision > $after AND e.revision <= $until
RETURN properties(e) AS event ORDER BY e.revision, e.ordinal
