// Which indexes are there, those behind constraints included, and in what state?
SHOW INDEXES YIELD name, state
RETURN name, state ORDER BY name
