// Which revision is the newest, when was it made, and how often has access (tokens) changed?
MATCH (h:Head {name: 'head'})
RETURN h.number AS number, toString(h.at) AS at, h.access AS access
