// What would a vetoed run have marked as missing? Without what was seen again since.
MATCH (r:Run {id: $run})
MATCH (record:Record {source: r.source, vetoed: $run})
RETURN record.uid AS uid ORDER BY uid
