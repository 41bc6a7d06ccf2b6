-- Exact counts of what is pressing, each from a partial index.
SELECT
    (SELECT count(*) FROM freezes_measure WHERE state = 'no_end' AND court_id = ANY (%(courts)s)
        AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)),
    count(*) FILTER (WHERE ends_on < %(today)s),
    count(*) FILTER (WHERE ends_on BETWEEN %(today)s AND %(week)s),
    count(*) FILTER (WHERE ends_on BETWEEN %(today)s AND %(month)s),
    count(*) FILTER (WHERE ends_on BETWEEN %(today)s AND %(sixty)s)
FROM freezes_measure
WHERE state = 'watched' AND court_id = ANY (%(courts)s) AND ends_on <= %(sixty)s
    AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)
