// Several CIs by their ids.
UNWIND $ids AS id
MATCH (n:CI {id: id})
RETURN properties(n) AS ci
