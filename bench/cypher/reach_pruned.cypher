// All that stand on a CI, over any number of relations that carry impact: a row each.
MATCH (:CI {id: $id})<-[:DEPENDS_ON|USES|RUNS_ON|HAS_MEMBER|CONTAINED_IN|POWERED_BY|CONNECTED_TO|STORED_ON|SECURED_BY|RECEIVES_FROM|FAILS_OVER_TO|IN_ZONE|IN_REGION*1..]-(n)
WITH DISTINCT n
RETURN n.id AS id, n.class AS class, n.name AS name
