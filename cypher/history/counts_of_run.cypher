// How many events of each kind and op did a run write, and how many of them took a CI out of use?
MATCH (r:Revision {run: $run}) WHERE r.undoes IS NULL
MATCH (e:Event {revision: r.number})
RETURN e.kind AS kind, e.op AS op,
       coalesce(e.after, '') CONTAINS '"lifecycle":"retired"'
         AND NOT coalesce(e.before, '"lifecycle":"retired"') CONTAINS '"lifecycle":"retired"' AS retired,
       count(*) AS number
