// What people said of a relation is found by its ends and type.
CREATE CONSTRAINT verdict_uid IF NOT EXISTS FOR (v:Verdict) REQUIRE v.uid IS UNIQUE
