// The events of one revision from after one of them, in the order in which they were made.
MATCH (e:Event {revision: $number}) WHERE e.ordinal > $after
RETURN properties(e) AS event ORDER BY e.ordinal LIMIT $limit
