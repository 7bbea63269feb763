// What is known of these CIs beyond the topology: some attributes by name, which of them people
// pinned, when each was written, what it is not the same as, and who knows it: of each record its
// source, the scope that it was seen in, and what the source said (only where several did: one
// alone cannot disagree). One row with all: the driver takes longer for a row than for what is in it.
UNWIND $ids AS id
MATCH (n:CI {id: id})
OPTIONAL MATCH (record:Record)-[:RECORD_OF]->(n)
WITH n, count(record) AS saying, collect(record) AS records
OPTIONAL MATCH (v:Revision {number: n.rev})
RETURN collect([
  n.id, [name IN $names | n[name]], n.pinned,
  COLLECT { MATCH (x:Apart {one: n.id}) RETURN x.other }
    + COLLECT { MATCH (x:Apart {other: n.id}) RETURN x.one },
  toString(n.last_seen), toString(v.at),
  [record IN records | [record.source, record.external_id, record.missing_since IS NOT NULL,
                        coalesce(record.scope, ''), toString(record.seen_at),
                        CASE WHEN saying > 1 THEN record.values ELSE null END]]
]) AS cis
