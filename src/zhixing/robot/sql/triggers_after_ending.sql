-- So many days after the case was concluded in one of these ways (none named: in any).
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT id AS case_id, 'concluded:' || concluded_on AS ref, '结案之日 ' || concluded_on AS words,
             concluded_on + %(days)s AS on
      FROM cases_case
      WHERE court_id = %(court)s AND status = 'concluded'
        AND (%(closing)s = '' OR closing_kind = %(closing)s)) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
