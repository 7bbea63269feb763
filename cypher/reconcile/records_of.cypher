// All that sources say of these CIs. When a record was seen follows from its scope's last run.
UNWIND $cis AS ci
MATCH (record:Record)-[:RECORD_OF]->(:CI {id: ci})
OPTIONAL MATCH (scope:Scope {uid: record.source + '\n' + coalesce(record.scope, '')})
RETURN ci, record.source AS source, record.kind AS kind, record.external_id AS external_id,
       record.values AS values, record.observed_at AS observed_at, record.place AS place,
       record.identity AS identity,
       record.gone AS gone, record.missing_since AS missing_since,
       CASE WHEN record.missing_since IS NULL AND scope.seen_at > record.seen_at
            THEN scope.seen_at ELSE record.seen_at END AS seen_at
ORDER BY ci, source, external_id
