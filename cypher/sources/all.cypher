// All live sources by name.
MATCH (s:LiveSource)
RETURN s.name AS name, s.kind AS kind, s.settings AS settings, s.owner AS owner,
       toString(s.created_at) AS created_at, s.changed_by AS changed_by,
       toString(s.changed_at) AS changed_at, s.reason AS reason
ORDER BY name
