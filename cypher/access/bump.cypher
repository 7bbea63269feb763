// Count a change of tokens on the head, which every request reads.
MERGE (h:Head {name: 'head'})
  ON CREATE SET h.number = 0, h.at = datetime({epochSeconds: 0}), h.access = 0
SET h.access = h.access + 1
