// The same for some identities only: who else has equal values of all these attributes? Found over
// the index of texts: `text` is one of the values, as it stands in what a search looks in.
UNWIND $wanted AS want
CALL (want) {
  MATCH (n:CI)
  WHERE n.search CONTAINS want.text AND $label IN labels(n)
    AND coalesce(n.lifecycle, 'operational') IN ['operational', 'retiring']
    AND all(name IN $names WHERE n[name] IS NOT NULL)
    AND [name IN $names | toLower(trim(toString(n[name])))] = want.identity
  RETURN collect(n.id) AS cis
}
WITH cis WHERE size(cis) > 1
RETURN DISTINCT cis
