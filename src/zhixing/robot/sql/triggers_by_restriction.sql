-- Restrictions that stand, by the last day to lift them, or by the end of their term.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT case_id, 'restriction:' || id || ':' || due AS ref, '限制措施至 ' || due || ' 届满' AS words, due + %(days)s AS on
      FROM cases_restriction, LATERAL (SELECT coalesce(lift_due_on, ends_on) AS due) day
      WHERE court_id = %(court)s AND lifted_on IS NULL AND due IS NOT NULL) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
