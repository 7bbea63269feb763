// A page of CIs by name and id, filtered by class (with its subclasses), lifecycle, owner, team, environment.
MATCH (n:CI)
WHERE (n.name > $after_name OR (n.name = $after_name AND n.id > $after_id))
  AND ($classes IS NULL OR n.class IN $classes)
  AND ($lifecycle IS NULL OR n.lifecycle = $lifecycle)
  AND ($owner IS NULL OR n.owner = $owner)
  AND ($support_team IS NULL OR n.support_team = $support_team)
  AND ($environment IS NULL OR n.environment = $environment)
RETURN properties(n) AS ci ORDER BY n.name, n.id LIMIT $limit
