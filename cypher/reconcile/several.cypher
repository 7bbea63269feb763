// CIs in operation that several records speak of, or (`pinned`) that people keep fields of, by their
// ids from after one; of some classes and one source where they are given.
MATCH (n:CI) WHERE n.id > $after AND n.lifecycle <> 'retired'
  AND ($classes IS NULL OR n.class IN $classes)
  AND CASE WHEN $pinned THEN size(coalesce(n.pinned, [])) > 0
           ELSE COUNT { (n)<-[:RECORD_OF]-(:Record) } > 1 END
  AND ($source IS NULL OR EXISTS { (n)<-[:RECORD_OF]-(:Record {source: $source}) })
RETURN n.id AS ci ORDER BY ci LIMIT $limit
