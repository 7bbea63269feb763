// How many CIs would a vetoed run mark as missing?
MATCH (r:Run {id: $run})
MATCH (record:Record {source: r.source, vetoed: $run})
RETURN count(record) AS number
