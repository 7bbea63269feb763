// Takes the next revision number under the head's lock and writes the revision with its events.
// The lock is held until the transaction ends, so that numbers are gapless and follow commit order.
MERGE (h:Head {name: 'head'})
  ON CREATE SET h.number = 0, h.at = datetime({epochSeconds: 0}), h.access = 0
SET h.locked = true
REMOVE h.locked
WITH h, CASE WHEN $now > h.at THEN $now ELSE h.at + duration({microseconds: 1}) END AS at
SET h.number = h.number + 1, h.at = at
CREATE (r:Revision {number: h.number, at: at, events: size($events)})
SET r += $stamp
WITH r
CALL (r) {
  UNWIND $events AS event
  CREATE (e:Event {revision: r.number})
  SET e += event
}
RETURN r.number AS number, r.at AS at
