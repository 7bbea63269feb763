// What of CIs ends before a moment, or has ended: their validity, their maker's support, their warranty.
// Times and dates are kept as text that sorts by time. `last` is the last day that counts.
MATCH (n:CI) WHERE n.expires_at < $until
RETURN n.id AS ci, 'expires' AS kind, n.expires_at AS ends
UNION ALL
MATCH (n:CI) WHERE n.support_ends <= $last
RETURN n.id AS ci, 'support' AS kind, n.support_ends AS ends
UNION ALL
MATCH (n:CI) WHERE n.warranty_ends <= $last
RETURN n.id AS ci, 'warranty' AS kind, n.warranty_ends AS ends
