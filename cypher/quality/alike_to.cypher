// The same for some identities only: who else has equal values of all these attributes?
MATCH (n:$($label))
WHERE coalesce(n.lifecycle, 'operational') IN ['operational', 'retiring']
  AND all(name IN $names WHERE n[name] IS NOT NULL)
WITH n, [name IN $names | toLower(trim(toString(n[name])))] AS identity
WHERE identity IN $identities
WITH identity, collect(n.id) AS cis WHERE size(cis) > 1
RETURN cis
