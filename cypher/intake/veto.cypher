// Marks what a run would have lost: a person decides.
UNWIND $uids AS uid
MATCH (record:Record {uid: uid})
SET record.vetoed = $run
