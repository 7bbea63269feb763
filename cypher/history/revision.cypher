// One revision by its number.
MATCH (r:Revision {number: $number})
RETURN properties(r) AS revision
