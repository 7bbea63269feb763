// Whether the database answers questions: one row.
RETURN 1 AS one
