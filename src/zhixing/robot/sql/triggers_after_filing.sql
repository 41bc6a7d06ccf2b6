-- So many days after filing.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT id AS case_id, 'filed:' || filed_on AS ref, '立案之日 ' || filed_on AS words,
             filed_on + %(days)s AS on
      FROM cases_case WHERE court_id = %(court)s AND status = 'open') found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
