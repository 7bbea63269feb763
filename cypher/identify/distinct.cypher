// Which other CIs did a person say these are not the same as?
UNWIND $ids AS id
MATCH (x:Apart) WHERE x.one = id OR x.other = id
RETURN id, collect(CASE WHEN x.one = id THEN x.other ELSE x.one END) AS others
