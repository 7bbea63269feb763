// Who relates to these CIs, with all that each relates to: to see what would be left of its groups.
UNWIND $cis AS ci
MATCH (:CI {id: ci})<--(user:CI)
WITH DISTINCT user
MATCH (user)-[r]->(o:CI)
RETURN properties(user) AS user,
       collect({type: type(r), group: r.group, strength: r.strength, id: o.id, lifecycle: o.lifecycle})
         AS relations
