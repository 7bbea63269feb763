// Remembers that CIs are not the same, whatever they share. In each pair the lower id is first.
UNWIND $pairs AS pair
MERGE (x:Apart {uid: pair[0] + ' ' + pair[1]})
  ON CREATE SET x.one = pair[0], x.other = pair[1]
