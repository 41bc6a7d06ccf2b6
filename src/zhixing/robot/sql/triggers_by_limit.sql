-- Limits of cases that still run.
SELECT case_id, 'limit:' || kind || ':' || due_on AS ref, '期限至 ' || due_on AS words,
       due_on + %(days)s AS on
FROM cases_caseclock WHERE court_id = %(court)s AND kind = %(name)s AND done_on IS NULL AND paused_since IS NULL
