// What watched CIs stand on: somebody watches a CI once.
CREATE CONSTRAINT watch_uid IF NOT EXISTS FOR (w:Watch) REQUIRE w.uid IS UNIQUE;
CREATE INDEX watch_actor IF NOT EXISTS FOR (w:Watch) ON (w.actor)
