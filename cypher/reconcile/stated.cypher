// The relations of these CIs that a source states.
UNWIND $cis AS ci
MATCH (n:CI {id: ci})-[r]-(:CI) WHERE r.evidence CONTAINS $source
RETURN DISTINCT startNode(r).id AS from, type(r) AS type, endNode(r).id AS to
