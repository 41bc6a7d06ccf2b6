-- Limits of cases that still run.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT case_id, 'limit:' || kind || ':' || due_on AS ref, '期限至 ' || due_on AS words,
             due_on + %(days)s AS on
      FROM cases_caseclock WHERE court_id = %(court)s AND kind = %(name)s AND done_on IS NULL AND paused_since IS NULL) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
