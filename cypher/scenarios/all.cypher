// All saved questions by name.
MATCH (s:Scenario)
RETURN s.name AS name, s.question AS question, s.owner AS owner, s.reason AS reason,
       toString(s.created_at) AS created_at, s.changed_by AS changed_by,
       toString(s.changed_at) AS changed_at
ORDER BY name
