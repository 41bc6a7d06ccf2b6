-- What is pressing, read from an index: each stretch of days is counted by itself and only as far as `most`.
SELECT
    (SELECT count(*) FROM (SELECT 1 FROM freezes_measure WHERE state = 'no_end' AND court_id = ANY (%(courts)s)
        AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s) LIMIT %(most)s) AS one),
    (SELECT count(*) FROM (SELECT 1 FROM freezes_measure WHERE state = 'watched' AND court_id = ANY (%(courts)s)
        AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s) AND ends_on < %(today)s LIMIT %(most)s) AS one),
    (SELECT count(*) FROM (SELECT 1 FROM freezes_measure WHERE state = 'watched' AND court_id = ANY (%(courts)s)
        AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)
        AND ends_on BETWEEN %(today)s AND %(week)s LIMIT %(most)s) AS one),
    (SELECT count(*) FROM (SELECT 1 FROM freezes_measure WHERE state = 'watched' AND court_id = ANY (%(courts)s)
        AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)
        AND ends_on > %(week)s AND ends_on <= %(month)s LIMIT %(most)s) AS one),
    (SELECT count(*) FROM (SELECT 1 FROM freezes_measure WHERE state = 'watched' AND court_id = ANY (%(courts)s)
        AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)
        AND ends_on > %(month)s AND ends_on <= %(sixty)s LIMIT %(most)s) AS one)
