// Open cases of a record that may be several CIs; those about some CIs where these are given.
MATCH (c:Case {status: 'open'})
WHERE c.kind = 'duplicate' AND ($ids IS NULL OR any(ci IN c.cis WHERE ci IN $ids))
RETURN c.id AS case, c.cis AS cis, c.source AS source, c.name AS name, c.by AS by
ORDER BY c.key
