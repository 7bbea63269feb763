// What is known of these CIs beyond the topology: some attributes by name, who knows them and what
// each source said (only where several did: one alone cannot disagree), and when each was written.
UNWIND $ids AS id
MATCH (n:CI {id: id})
OPTIONAL MATCH (record:Record)-[:RECORD_OF]->(n)
WITH n, count(record) AS saying, collect(record) AS records
OPTIONAL MATCH (v:Revision {number: n.rev})
RETURN n.id AS id, [name IN $names | n[name]] AS values, toString(n.last_seen) AS last_seen,
       n.sources AS sources, toString(v.at) AS written_at,
       [record IN records | [record.source, record.external_id, record.missing_since IS NOT NULL,
                             CASE WHEN saying > 1 THEN record.values ELSE null END]] AS records
