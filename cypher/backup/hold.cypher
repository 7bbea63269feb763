// Holds the head's lock until the transaction ends, so that no revision can be committed meanwhile.
MATCH (h:Head {name: 'head'})
SET h.locked = true
REMOVE h.locked
