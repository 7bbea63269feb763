// What finds the CIs of which something ends soon.
CREATE INDEX ci_expires_at IF NOT EXISTS FOR (n:CI) ON (n.expires_at);
CREATE INDEX ci_support_ends IF NOT EXISTS FOR (n:CI) ON (n.support_ends);
CREATE INDEX ci_warranty_ends IF NOT EXISTS FOR (n:CI) ON (n.warranty_ends)
