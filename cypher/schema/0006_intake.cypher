// What identification and scopes stand on: what a CI is known by, ends that nobody answers to yet,
// cases for a person. (Record uid and source, Source name and Run id have theirs since the first.)
CREATE CONSTRAINT identifier_uid IF NOT EXISTS FOR (i:Identifier) REQUIRE i.uid IS UNIQUE;
CREATE CONSTRAINT parked_uid IF NOT EXISTS FOR (p:Parked) REQUIRE p.uid IS UNIQUE;
CREATE INDEX parked_source IF NOT EXISTS FOR (p:Parked) ON (p.source);
CREATE CONSTRAINT case_id IF NOT EXISTS FOR (c:Case) REQUIRE c.id IS UNIQUE;
CREATE INDEX case_status IF NOT EXISTS FOR (c:Case) ON (c.status);
CREATE INDEX case_key IF NOT EXISTS FOR (c:Case) ON (c.key);
CREATE CONSTRAINT scope_uid IF NOT EXISTS FOR (s:Scope) REQUIRE s.uid IS UNIQUE;
CREATE INDEX scope_source IF NOT EXISTS FOR (s:Scope) ON (s.source);
CREATE INDEX record_missing IF NOT EXISTS FOR (r:Record) ON (r.missing_since)
