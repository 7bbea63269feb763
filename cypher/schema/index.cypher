// Finds the CIs of a class by one attribute. The names in < > come from the model, and are checked.
CREATE INDEX <name> IF NOT EXISTS FOR (n:<label>) ON (n.<attribute>)
