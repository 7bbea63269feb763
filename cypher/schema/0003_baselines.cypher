// What named baselines stand on: a name means one revision.
CREATE CONSTRAINT baseline_name IF NOT EXISTS FOR (b:Baseline) REQUIRE b.name IS UNIQUE
