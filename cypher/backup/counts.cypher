// How many nodes and relations are there, and has anybody written configuration?
RETURN COUNT { MATCH (n) WHERE NOT n:Restoring } AS nodes,
       COUNT { MATCH ()-[r]->() } AS relations,
       EXISTS { MATCH (:CI) } OR EXISTS { MATCH (:Revision) } AS used,
       EXISTS { MATCH (:Restoring) } AS restoring
