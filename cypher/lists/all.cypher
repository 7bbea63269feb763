// The lists that a person sees: their own, and those for all.
MATCH (l:List) WHERE l.shared OR l.owner = $actor
RETURN l.id AS id, l.name AS name, l.question AS question, l.columns AS columns, l.owner AS owner,
       l.shared AS shared, toString(l.created_at) AS created_at, l.changed_by AS changed_by,
       toString(l.changed_at) AS changed_at
ORDER BY toLower(name), id
