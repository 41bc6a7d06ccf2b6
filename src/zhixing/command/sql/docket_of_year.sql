-- Cases on the docket of a year, by court: carried over, newly received, and what was applied for in them.
SELECT docket.court_id,
    count(*) FILTER (WHERE docket.filed_on < %(first)s),
    count(*) FILTER (WHERE docket.filed_on >= %(first)s),
    sum(title.principal_fen + title.litigation_costs_fen)::bigint
FROM cases_case docket
JOIN cases_title title ON title.case_id = docket.id
WHERE docket.court_id = ANY (%(courts)s) AND docket.type_code = %(type)s AND docket.filed_on <= %(last)s
    AND (docket.concluded_on IS NULL OR docket.concluded_on >= %(first)s)
GROUP BY docket.court_id
