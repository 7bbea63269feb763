// Which sources know these CIs, when were they last seen, when and by whom written last?
UNWIND $ids AS id
MATCH (n:CI {id: id})
OPTIONAL MATCH (record:Record)-[:RECORD_OF]->(n)
WITH n, collect(DISTINCT record.source) AS records
OPTIONAL MATCH (v:Revision {number: n.rev})
RETURN n.id AS id, records, n.sources AS sources, toString(n.last_seen) AS last_seen,
       toString(v.at) AS written_at, v.actor AS written_by
