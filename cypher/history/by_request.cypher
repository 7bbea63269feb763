// Which revision did this request make, if it was already carried out?
MATCH (r:Revision {request: $request})
RETURN properties(r) AS revision
