// Forgets that CIs are not the same. In each pair the lower id is first.
UNWIND $pairs AS pair
MATCH (x:Apart {uid: pair[0] + ' ' + pair[1]})
DELETE x
