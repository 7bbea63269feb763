// CIs whose text holds the words of a Lucene query, best first.
CALL db.index.fulltext.queryNodes('ci_words', $words, {limit: $limit}) YIELD node AS n, score
WHERE $classes IS NULL OR n.class IN $classes
RETURN properties(n) AS ci, score
