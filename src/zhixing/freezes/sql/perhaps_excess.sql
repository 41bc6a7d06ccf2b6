-- Cases whose confirmed control may go beyond the need: what it is worth at most against what is owed at least.
-- Interest and fees only add to the need, mortgages and shares only take from the worth, so no excess is missed here. A case
-- comes up anew when its sums have changed, and once a week: by time alone an excess only shrinks.
WITH held AS (
    SELECT m.case_id,
           sum(greatest(coalesce(e.fen, 0), coalesce(a.amount_fen, 0), coalesce(m.amount_fen, 0)))::bigint AS fen,
           sum(coalesce(m.amount_fen, 0))::bigint AS written, count(*) AS measures
    FROM freezes_measure m
    LEFT JOIN inquiries_asset a ON a.id = m.asset_id
    LEFT JOIN LATERAL (
        SELECT fen FROM freezes_assetestimate e WHERE e.asset_id = m.asset_id ORDER BY e.id DESC LIMIT 1
    ) e ON true
    WHERE m.state = 'watched' AND m.confirmed_by_holder AND NOT m.is_waiting AND m.ends_on >= %(today)s
    GROUP BY m.case_id
)
SELECT h.case_id, c.court_id, concat_ws('|', h.fen, h.written, h.measures, paid.fen, t.principal_fen + t.litigation_costs_fen)
FROM held h
JOIN cases_title t ON t.case_id = h.case_id
JOIN cases_case c ON c.id = h.case_id
CROSS JOIN LATERAL (
    SELECT coalesce(sum(r.fen), 0)::bigint AS fen FROM cases_recovery r WHERE r.case_id = h.case_id
) paid
WHERE h.fen > greatest(t.principal_fen + t.litigation_costs_fen - paid.fen, 0)
ORDER BY h.case_id
