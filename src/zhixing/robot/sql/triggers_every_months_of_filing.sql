-- Every so many months since filing, as often as the procedure says.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT id AS case_id, 'filed:' || due AS ref, '立案之日 ' || filed_on || '，第 ' || n || ' 次' AS words,
             due + %(days)s AS on
      FROM cases_case, generate_series(1, %(times)s) n,
           LATERAL (SELECT (filed_on + make_interval(months => n * %(every)s))::date AS due) day
      WHERE court_id = %(court)s AND status = 'open') found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
