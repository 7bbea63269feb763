// CIs whose text holds every one of the parts, the longest of which the TEXT index finds.
MATCH (n:CI) WHERE n.search CONTAINS $longest
  AND all(part IN $parts WHERE n.search CONTAINS part)
  AND ($classes IS NULL OR n.class IN $classes)
RETURN properties(n) AS ci LIMIT $limit
