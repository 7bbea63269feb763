// A CI as a revision left it: what the newest of its events until then says (null: it was gone).
MATCH (e:Event {ci: $ci}) WHERE e.kind = 'ci' AND e.revision <= $revision
RETURN e.after AS after, e.revision AS rev ORDER BY e.revision DESC, e.ordinal DESC LIMIT 1
