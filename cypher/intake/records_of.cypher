// Which sources know a CI, and under which external id?
MATCH (record:Record)-[:RECORD_OF]->(:CI {id: $ci})
RETURN record.source AS source, record.external_id AS external_id, record.place AS place
ORDER BY source, external_id
