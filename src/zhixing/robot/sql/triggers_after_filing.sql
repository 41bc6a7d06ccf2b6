-- So many days after filing.
SELECT id AS case_id, 'filed:' || filed_on AS ref, '立案之日 ' || filed_on AS words,
       filed_on + %(days)s AS on
FROM cases_case WHERE court_id = %(court)s AND status = 'open'
