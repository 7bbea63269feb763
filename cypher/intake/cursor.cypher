// Where does a source's incremental read go on?
MATCH (s:Source {name: $source})
RETURN s.cursor AS cursor
