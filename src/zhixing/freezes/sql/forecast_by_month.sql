-- Ends ahead by month and asset class.
SELECT date_trunc('month', ends_on)::date AS month, asset_class, count(*)
FROM freezes_measure
WHERE state = 'watched' AND court_id = ANY (%(courts)s) AND ends_on >= %(today)s AND ends_on < %(until)s
    AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)
GROUP BY 1, 2 ORDER BY 1, 2
