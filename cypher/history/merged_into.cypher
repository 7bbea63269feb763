// Which CIs were merged into these? What happened to them is part of their history.
UNWIND $cis AS ci
MATCH (n:CI {merged_into: ci})
RETURN DISTINCT n.id AS ci ORDER BY ci
