// How many CIs are there, and how many relations leave them? Both from Neo4j's own counts.
CALL () { MATCH (n:CI) RETURN count(n) AS cis }
CALL () { MATCH (:CI)-[r]->() RETURN count(r) AS relations }
RETURN cis, relations
