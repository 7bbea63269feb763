// How many CIs does a source know?
MATCH (record:Record {source: $source})
RETURN count(record) AS number
