-- So many days after the case was concluded in one of these ways (none named: in any).
SELECT id AS case_id, 'concluded:' || concluded_on AS ref, '结案之日 ' || concluded_on AS words,
       concluded_on + %(days)s AS on
FROM cases_case
WHERE court_id = %(court)s AND status = 'concluded'
  AND (%(closing)s = '' OR closing_kind = %(closing)s)
