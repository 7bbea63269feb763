// The relations of these CIs that a source states; `word` is its name as JSON has it. The
// text may stand elsewhere too: who asks looks into what it finds.
UNWIND $cis AS ci
MATCH (n:CI {id: ci})-[r]-(:CI) WHERE r.evidence CONTAINS $word
RETURN DISTINCT startNode(r).id AS from, type(r) AS type, endNode(r).id AS to
