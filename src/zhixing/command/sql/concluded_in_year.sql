-- Conclusions of a year by court and kind: how many, within the limit (the clock holds the days not counted), days taken, money.
WITH concluded AS MATERIALIZED (
    SELECT id, court_id, closing_kind, filed_on, concluded_on
    FROM cases_case
    WHERE court_id = ANY (%(courts)s) AND type_code = %(type)s AND filed_on <= %(last)s
        AND concluded_on BETWEEN %(first)s AND %(last)s
), money AS (
    SELECT recovery.case_id, sum(recovery.fen) AS fen
    FROM cases_recovery recovery JOIN concluded ON concluded.id = recovery.case_id
    WHERE recovery."on" <= %(last)s
    GROUP BY recovery.case_id
)
SELECT concluded.court_id, concluded.closing_kind, count(*),
    count(*) FILTER (WHERE concluded.concluded_on <= clock.due_on),
    sum(concluded.concluded_on - concluded.filed_on)::bigint,
    sum(title.principal_fen + title.litigation_costs_fen)::bigint,
    coalesce(sum(money.fen), 0)::bigint
FROM concluded
JOIN cases_title title ON title.case_id = concluded.id
LEFT JOIN cases_caseclock clock ON clock.case_id = concluded.id AND clock.kind = %(limit)s
LEFT JOIN money ON money.case_id = concluded.id
GROUP BY concluded.court_id, concluded.closing_kind
