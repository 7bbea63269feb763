// Says that revision 1 made what an estate was filled with.
MERGE (h:Head {name: 'head'})
SET h.number = 1, h.at = datetime(), h.access = coalesce(h.access, 0)
CREATE (:Revision {number: 1, at: h.at, actor: 'bench', events: 0})
