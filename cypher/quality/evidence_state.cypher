// What changes whenever an import ended: it tells whether what was found before still holds.
MATCH (r:Run)
RETURN count(r) AS runs, toString(max(r.finished_at)) AS finished_at
