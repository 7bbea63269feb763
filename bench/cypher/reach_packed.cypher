// The same, ids alone, packed into one list: the driver takes longer for a row than Neo4j does.
MATCH (:CI {id: $id})<-[:DEPENDS_ON|USES|RUNS_ON|HAS_MEMBER|CONTAINED_IN|POWERED_BY|CONNECTED_TO|STORED_ON|SECURED_BY|RECEIVES_FROM|FAILS_OVER_TO|IN_ZONE|IN_REGION*1..]-(n)
WITH DISTINCT n
RETURN collect(n.id) AS ids
