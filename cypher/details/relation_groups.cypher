// A CI's relations by direction and type: how many there are, and the first of each by name.
MATCH (n:CI {id: $ci})-[r]-(o:CI)
WITH startNode(r) = n AS outgoing, type(r) AS type, r, o
ORDER BY o.lifecycle IN ['retired', 'disposed'], o.name, o.id
WITH outgoing, type, count(*) AS count, collect(r)[..$most] AS relations, collect(o)[..$most] AS others
RETURN outgoing, type, count,
       [i IN range(0, size(relations) - 1) |
        {properties: properties(relations[i]), id: others[i].id, class: others[i].class,
         name: others[i].name, lifecycle: others[i].lifecycle}] AS first
ORDER BY outgoing DESC, type
