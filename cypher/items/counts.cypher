// How many CIs of each class are there, and how many relations of each type?
MATCH (n:CI) WITH n.class AS name, count(*) AS number
RETURN 'ci' AS kind, name, number
UNION ALL
MATCH (:CI)-[r]->(:CI) WITH type(r) AS name, count(*) AS number
RETURN 'relation' AS kind, name, number
