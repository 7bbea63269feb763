// Which CIs have these names? Of a name that very many share, no more than so many.
UNWIND $names AS name
CALL (name) {
  MATCH (n:CI {name: name}) WHERE n.merged_into IS NULL
  RETURN n.id AS ci LIMIT $most
}
RETURN name, collect(ci) AS cis
