// Keeps where a source's next incremental read goes on.
MERGE (s:Source {name: $source})
SET s.cursor = $cursor
