// Forgets the lines of a source's dry runs: the graph is another one now, or there is a newer plan.
MATCH (:Run {source: $source})-[:PLANS]->(p:PlanPart)
DETACH DELETE p
