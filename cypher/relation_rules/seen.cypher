// CIs of these classes, each with the values of the attributes asked for, in their order.
MATCH (n:CI) WHERE n.class IN $classes
RETURN n.id AS id, n.class AS class, n.name AS name, [field IN $fields | n[field]] AS values
