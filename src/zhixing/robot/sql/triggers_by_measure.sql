-- Ends of measures; those of one case that end on one day call once.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT DISTINCT case_id, 'measure:' || ends_on AS ref, '控制措施至 ' || ends_on || ' 届满' AS words,
             ends_on + %(days)s AS on
      FROM freezes_measure
      WHERE court_id = %(court)s AND state = 'watched'
        AND ends_on > %(oldest)s - %(days)s AND ends_on <= %(today)s - %(days)s) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
