-- Ends of measures; those of one case that end on one day call once.
SELECT DISTINCT case_id, 'measure:' || ends_on AS ref, '控制措施至 ' || ends_on || ' 届满' AS words,
       ends_on + %(days)s AS on
FROM freezes_measure
WHERE court_id = %(court)s AND state = 'watched'
  AND ends_on > %(oldest)s - %(days)s AND ends_on <= %(today)s - %(days)s
