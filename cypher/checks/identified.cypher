// CIs that bear one of these identifiers. The TEXT index finds them by the folded form of each.
UNWIND $wanted AS want
CALL (want) {
  MATCH (n:CI) WHERE n.search CONTAINS want[1]
    AND (n.provider_id = want[0] OR n.uuid = want[0] OR n.uid = want[0])
  RETURN n.id AS ci LIMIT 20
}
RETURN want[0] AS value, ci ORDER BY value, ci
