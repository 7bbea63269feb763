// CIs that have one of these texts, folded, as a value, whichever attribute it is of; at most 30 of each.
UNWIND $values AS value
CALL (value) {
  MATCH (n:CI) WHERE n.search CONTAINS value AND value IN split(n.search, '\n')
  RETURN properties(n) AS ci LIMIT 30
}
RETURN value, ci
