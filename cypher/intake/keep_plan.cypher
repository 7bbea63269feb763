// Keeps what a dry run would do, in parts of many lines.
MATCH (r:Run {id: $run})
UNWIND $parts AS part
CREATE (r)-[:PLANS]->(p:PlanPart)
SET p = part
