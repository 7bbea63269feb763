// What is known of these relations (from, type, to), and when and by whom each was written last.
UNWIND $wanted AS want
MATCH (a:CI {id: want[0]})
MATCH (b:CI {id: want[2]})
MATCH (a)-[r]->(b) WHERE type(r) = want[1]
OPTIONAL MATCH (v:Revision {number: r.rev})
RETURN a.id AS from, type(r) AS type, b.id AS to, r.origin AS origin, r.confidence AS confidence,
       r.sources AS sources, r.evidence AS evidence, toString(r.last_seen) AS last_seen,
       toString(v.at) AS written_at, v.actor AS written_by
