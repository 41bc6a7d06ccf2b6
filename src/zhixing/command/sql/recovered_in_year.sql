-- Money that came in during a year for the cases that count, by court; reversals are negative rows.
SELECT recovery.court_id, sum(recovery.fen)::bigint
FROM cases_recovery recovery
JOIN cases_case debt ON debt.id = recovery.case_id
WHERE recovery.court_id = ANY (%(courts)s) AND debt.type_code = %(type)s
    AND recovery."on" BETWEEN %(first)s AND %(last)s
GROUP BY recovery.court_id
