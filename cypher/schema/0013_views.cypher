// What saved views stand on: a name means one of a kind, shared or of one person.
CREATE CONSTRAINT view_uid IF NOT EXISTS FOR (v:View) REQUIRE v.uid IS UNIQUE
