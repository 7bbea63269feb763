// The numbers of the revisions that a run made and that no later one undid, newest first.
MATCH (r:Revision {run: $run}) WHERE r.undoes IS NULL
  AND NOT EXISTS { MATCH (u:Revision {undoes: r.number}) }
RETURN r.number AS number ORDER BY number DESC
