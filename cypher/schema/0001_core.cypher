// What items, history, intake and search stand on: keys that must be unique, and how to look up.
CREATE CONSTRAINT head_name IF NOT EXISTS FOR (h:Head) REQUIRE h.name IS UNIQUE;
CREATE CONSTRAINT revision_number IF NOT EXISTS FOR (r:Revision) REQUIRE r.number IS UNIQUE;
CREATE CONSTRAINT revision_request IF NOT EXISTS FOR (r:Revision) REQUIRE r.request IS UNIQUE;
CREATE INDEX revision_at IF NOT EXISTS FOR (r:Revision) ON (r.at);
CREATE INDEX revision_run IF NOT EXISTS FOR (r:Revision) ON (r.run);
CREATE INDEX revision_undoes IF NOT EXISTS FOR (r:Revision) ON (r.undoes);
CREATE INDEX event_revision IF NOT EXISTS FOR (e:Event) ON (e.revision);
CREATE INDEX event_ci IF NOT EXISTS FOR (e:Event) ON (e.ci);
CREATE INDEX event_to IF NOT EXISTS FOR (e:Event) ON (e.to);
CREATE CONSTRAINT record_uid IF NOT EXISTS FOR (r:Record) REQUIRE r.uid IS UNIQUE;
CREATE INDEX record_source IF NOT EXISTS FOR (r:Record) ON (r.source);
CREATE CONSTRAINT source_name IF NOT EXISTS FOR (s:Source) REQUIRE s.name IS UNIQUE;
CREATE CONSTRAINT run_id IF NOT EXISTS FOR (r:Run) REQUIRE r.id IS UNIQUE;
CREATE INDEX run_source IF NOT EXISTS FOR (r:Run) ON (r.source);
CREATE FULLTEXT INDEX ci_words IF NOT EXISTS FOR (n:CI) ON EACH [n.search]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk', `fulltext.eventually_consistent`: true}};
CREATE TEXT INDEX ci_substrings IF NOT EXISTS FOR (n:CI) ON (n.search)
