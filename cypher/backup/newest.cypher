// Which revision is the newest?
MATCH (h:Head {name: 'head'})
RETURN h.number AS number
