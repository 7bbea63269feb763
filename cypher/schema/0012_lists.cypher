// What saved lists stand on: an id means one, and a name one of a person's or of those for all.
CREATE CONSTRAINT list_id IF NOT EXISTS FOR (l:List) REQUIRE l.id IS UNIQUE;
CREATE CONSTRAINT list_uid IF NOT EXISTS FOR (l:List) REQUIRE l.uid IS UNIQUE
