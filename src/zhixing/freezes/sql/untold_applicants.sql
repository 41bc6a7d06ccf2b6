-- Cases and ends whose applicants have not been noted as to be told at a rung of the ladder: from the warnings of the last
-- days, the lowest rung reached for each. Measures that are let go are nobody's to renew.
WITH given AS (
    SELECT measure.court_id, measure.case_id, round.expires_on, min(round.step) AS step, count(DISTINCT measure.id) AS measures
    FROM freezes_reminderround round
    CROSS JOIN LATERAL unnest(round.measures) AS told(id)
    JOIN freezes_measure measure ON measure.id = told.id AND measure.ends_on = round.expires_on
    WHERE round.step = ANY (%(steps)s::smallint[]) AND round.due_on >= %(since)s AND round.expires_on >= %(today)s
      AND measure.state = 'watched' AND measure.do_not_renew_on IS NULL
    GROUP BY measure.court_id, measure.case_id, round.expires_on
)
SELECT court_id, case_id, expires_on, step, measures FROM given
WHERE EXISTS (SELECT 1 FROM cases_party party WHERE party.case_id = given.case_id AND party.role = 'applicant')
  AND NOT EXISTS (
    SELECT 1 FROM freezes_applicantreminder told
    WHERE told.case_id = given.case_id AND told.expires_on = given.expires_on AND told.step <= given.step)
ORDER BY expires_on, case_id LIMIT %(limit)s
