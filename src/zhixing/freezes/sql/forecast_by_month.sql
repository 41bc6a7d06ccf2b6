-- Ends ahead by month, asset class and holder, with what is lost with them where it is known.
SELECT date_trunc('month', ends_on)::date AS month, asset_class, holder, count(*),
    coalesce(sum(coalesce(value_fen, amount_fen)), 0)::bigint
FROM freezes_measure
WHERE state = 'watched' AND court_id = ANY (%(courts)s) AND ends_on >= %(today)s AND ends_on < %(until)s
    AND (%(officer)s::bigint IS NULL OR officer_id = %(officer)s)
GROUP BY 1, 2, 3
