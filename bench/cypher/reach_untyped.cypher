// The same over relations of any type: enough here, because an estate of the bench has no others.
MATCH (:CI {id: $id})<-[*1..]-(n)
WITH DISTINCT n
RETURN n.id AS id, n.class AS class, n.name AS name
