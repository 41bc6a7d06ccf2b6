-- Every so many months since filing, as often as the procedure says.
SELECT id AS case_id, 'filed:' || due AS ref, '立案之日 ' || filed_on || '，第 ' || n || ' 次' AS words,
       due + %(days)s AS on
FROM cases_case, generate_series(1, %(times)s) n,
     LATERAL (SELECT (filed_on + make_interval(months => n * %(every)s))::date AS due) day
WHERE court_id = %(court)s AND status = 'open'
