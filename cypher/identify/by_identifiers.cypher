// Which CIs do sources know by these identifiers? Of one that many claim, no more than so many.
UNWIND $uids AS uid
MATCH (i:Identifier {uid: uid})
CALL (i) {
  MATCH (i)<-[:CLAIMS]-(:Record)-[:RECORD_OF]->(n:CI)
  RETURN DISTINCT n.id AS ci LIMIT $most
}
RETURN uid, collect(ci) AS cis
