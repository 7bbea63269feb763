// How many lines are kept of each group of a dry run?
MATCH (:Run {id: $run})-[:PLANS]->(p:PlanPart)
RETURN p.group AS group, sum(p.size) AS number
