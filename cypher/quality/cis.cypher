// What is known of these CIs beyond the topology: some attributes by name, who knows them and what
// each source said (only where several did: one alone cannot disagree), and when each was written.
// One row with all: the driver takes longer for a row than for what is in it.
UNWIND $ids AS id
MATCH (n:CI {id: id})
OPTIONAL MATCH (record:Record)-[:RECORD_OF]->(n)
WITH n, count(record) AS saying, collect(record) AS records
OPTIONAL MATCH (v:Revision {number: n.rev})
RETURN collect([
  n.id, [name IN $names | n[name]], toString(n.last_seen), toString(v.at),
  [record IN records | [record.source, record.external_id, record.missing_since IS NOT NULL,
                        CASE WHEN saying > 1 THEN record.values ELSE null END]]
]) AS cis
