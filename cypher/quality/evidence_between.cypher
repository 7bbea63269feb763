// What every source says of these relations (from, type, to), as JSON by source.
UNWIND $wanted AS want
MATCH (a:CI {id: want[0]})-[r]->(b:CI {id: want[2]}) WHERE type(r) = want[1]
RETURN want AS key, r.evidence AS evidence
