-- Every so many months since the ending, as often as the procedure says.
SELECT id AS case_id, 'concluded:' || due AS ref, '结案之日 ' || concluded_on || '，第 ' || n || ' 次' AS words,
       due + %(days)s AS on
FROM cases_case, generate_series(1, %(times)s) n,
     LATERAL (SELECT (concluded_on + make_interval(months => n * %(every)s))::date AS due) day
WHERE court_id = %(court)s AND status = 'concluded'
  AND (%(closing)s = '' OR closing_kind = %(closing)s)
