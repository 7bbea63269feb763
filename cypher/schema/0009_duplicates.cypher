// What people said are different CIs, and which CI another one turned out to be.
CREATE CONSTRAINT apart_uid IF NOT EXISTS FOR (x:Apart) REQUIRE x.uid IS UNIQUE;
CREATE INDEX apart_one IF NOT EXISTS FOR (x:Apart) ON (x.one);
CREATE INDEX apart_other IF NOT EXISTS FOR (x:Apart) ON (x.other);
CREATE INDEX ci_merged_into IF NOT EXISTS FOR (n:CI) ON (n.merged_into)
