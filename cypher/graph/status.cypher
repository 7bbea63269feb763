// Is the database in service, and if not, what does the server say of it? Asked of `system`.
SHOW DATABASES YIELD name, currentStatus, statusMessage
WHERE name = 'neo4j'
RETURN currentStatus AS status, statusMessage AS message
