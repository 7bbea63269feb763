// What live sources stand on: a name means one of them, and a host is allowed once.
CREATE CONSTRAINT live_source_name IF NOT EXISTS FOR (s:LiveSource) REQUIRE s.name IS UNIQUE;
CREATE CONSTRAINT allowed_host_name IF NOT EXISTS FOR (h:AllowedHost) REQUIRE h.name IS UNIQUE
