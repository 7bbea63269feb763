// Records that a migration has run.
MERGE (m:Migration {name: $name})
ON CREATE SET m.at = datetime()
