// One round of IMPACT.md's rule, in Cypher alone: for each CI that needs something which is not ok,
// the worst state that any of its needs gives on the states before the round, and which need that is.
// $states: id → number of the state (1 at_risk, 2 degraded, 3 down). $types: the relation types'
// defaults. $declared: id → group → quorum; $defaults: class → type → quorum (texts, needs first).
UNWIND keys($states) AS failing
MATCH (:CI {id: failing})<--(d:CI) WHERE coalesce(d.lifecycle, 'operational') IN ['operational', 'retiring']
WITH DISTINCT d
MATCH (d)-[r]->(s:CI) WHERE coalesce(s.lifecycle, 'operational') IN ['operational', 'retiring']
WITH d, r, s, type(r) AS type, $types[type(r)] AS kind
WITH d, r, s, type, kind, coalesce(r.strength, CASE
    WHEN kind.when IS NOT NULL AND coalesce(r[kind.when], kind.attribute_default) = kind.value
    THEN kind.then ELSE kind.strength END) AS strength
WHERE strength <> 'none'
WITH d, s, type, strength, coalesce($states[s.id], 0) AS state, CASE
    WHEN strength = 'standby' THEN ''
    WHEN r.group IS NOT NULL THEN r.group
    WHEN kind.attribute IS NULL THEN kind.group
    ELSE kind.group + coalesce(r[kind.attribute], kind.attribute_default) END AS group
WITH d, s, type, group, CASE strength
    WHEN 'hard' THEN state
    WHEN 'soft' THEN CASE WHEN state = 3 THEN 2 ELSE 0 END
    ELSE CASE WHEN state >= 2 THEN 1 ELSE 0 END END AS contribution
// A relation in no group is a need of its own. A member counts once, at its worse contribution.
WITH d, group, CASE group WHEN '' THEN [type, s.name, s.id] ELSE null END AS plain,
     s, max(contribution) AS contribution, collect(DISTINCT type) AS types
ORDER BY contribution
WITH d, group, plain, collect(contribution) AS best, collect(types) AS types
WITH d, group, plain, best, size(best) AS n,
     size([c IN best WHERE c < 2]) AS w,
     CASE
       WHEN group = '' THEN [['1', '1']]
       WHEN $declared[d.id][group] IS NOT NULL THEN [$declared[d.id][group]]
       ELSE [t IN reduce(all = [], some IN types | all + some)
             WHERE $defaults[d.class][t] IS NOT NULL AND $types[t].group IS NOT NULL
               AND CASE WHEN $types[t].attribute IS NULL THEN group = $types[t].group
                        ELSE group STARTS WITH $types[t].group END | $defaults[d.class][t]]
     END AS quorums
WITH d, group, plain, best, n, w,
     [q IN CASE WHEN size(quorums) = 0 THEN [['1', '1']] ELSE quorums END |
       [amount IN q | CASE
         WHEN amount = 'all' THEN n
         WHEN amount = 'majority' THEN n / 2 + 1
         WHEN amount = 'n-1' THEN CASE WHEN n > 1 THEN n - 1 ELSE 1 END
         WHEN amount ENDS WITH '%'
           THEN (toInteger(left(amount, size(amount) - 1)) * n + 99) / 100
         WHEN toInteger(amount) > n THEN n
         ELSE toInteger(amount) END]] AS counts
WITH d, group, plain, best, n, w,
     reduce(most = 1, c IN counts | CASE WHEN c[0] > most THEN c[0] ELSE most END) AS k,
     reduce(most = 1, c IN counts |
       CASE WHEN c[0] > most AND c[0] >= c[1] THEN c[0] WHEN c[1] > most THEN c[1]
            ELSE most END) AS m
WITH d, group, plain, best[k - 1] AS s, w, m, n
WITH d, group, plain, CASE
    WHEN s >= 2 THEN s
    WHEN w < m THEN 2
    WHEN w = m AND w < n AND s = 0 THEN 1
    ELSE s END AS state
WHERE state > 0
WITH d, group, plain, state ORDER BY state DESC, group <> '', coalesce(plain[0], group), plain[1], plain[2]
WITH d, collect({state: state, group: group, type: plain[0], via: plain[2]})[0] AS worst
RETURN d.id AS id, worst.state AS state, worst.group AS group, worst.type AS type, worst.via AS via
