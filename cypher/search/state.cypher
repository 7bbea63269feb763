// What changes whenever an import ended: it tells whether what sources know still holds.
MATCH (r:Run)
RETURN count(r) AS runs, toString(max(r.finished_at)) AS finished_at
