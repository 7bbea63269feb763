// What the live feed looks at every second: runs under way, and cases that wait for a person.
CREATE INDEX run_status IF NOT EXISTS FOR (r:Run) ON (r.status);
CREATE INDEX case_waiting IF NOT EXISTS FOR (c:Case) ON (c.status, c.kind)
