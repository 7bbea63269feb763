// All baselines with the time of their revision, the newest revision first.
MATCH (b:Baseline)
OPTIONAL MATCH (r:Revision {number: b.revision})
RETURN b.name AS name, b.revision AS revision, toString(r.at) AS at, b.actor AS actor,
       toString(b.created_at) AS created_at, b.reason AS reason
ORDER BY revision DESC, name
