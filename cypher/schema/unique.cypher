// One node at most has a value. The names in < > come from the code or the model, and are checked.
CREATE CONSTRAINT <name> IF NOT EXISTS FOR (n:<label>) REQUIRE n.<attribute> IS UNIQUE
