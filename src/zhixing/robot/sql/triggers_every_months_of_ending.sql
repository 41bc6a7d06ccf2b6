-- Every so many months since the ending, as often as the procedure says.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT id AS case_id, 'concluded:' || due AS ref, '结案之日 ' || concluded_on || '，第 ' || n || ' 次' AS words,
             due + %(days)s AS on
      FROM cases_case, generate_series(1, %(times)s) n,
           LATERAL (SELECT (concluded_on + make_interval(months => n * %(every)s))::date AS due) day
      WHERE court_id = %(court)s AND status = 'concluded'
        AND (%(closing)s = '' OR closing_kind = %(closing)s)) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
