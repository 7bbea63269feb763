// The events of one revision, in the order in which they were made.
MATCH (e:Event {revision: $number})
RETURN properties(e) AS event ORDER BY e.ordinal
