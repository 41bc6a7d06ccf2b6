-- Restrictions that stand, by the last day to lift them, or by the end of their term.
SELECT case_id, 'restriction:' || id || ':' || due AS ref, '限制措施至 ' || due || ' 届满' AS words, due + %(days)s AS on
FROM cases_restriction, LATERAL (SELECT coalesce(lift_due_on, ends_on) AS due) day
WHERE court_id = %(court)s AND lifted_on IS NULL AND due IS NOT NULL
