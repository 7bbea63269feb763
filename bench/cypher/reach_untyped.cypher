// The same over relations of any type: enough here, because an estate of the bench has no others.
MATCH (:CI {id: $id})<-[*1..]-(n)
WITH DISTINCT n
RETURN collect(n.id) AS ids
