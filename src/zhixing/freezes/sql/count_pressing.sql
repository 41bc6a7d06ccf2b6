-- How many measures press: those of whole courts, and a person's own elsewhere. Apart, for an OR of both reads everything.
SELECT
    (SELECT count(*) FROM freezes_measure WHERE state = 'no_end' AND court_id = ANY (%(courts)s))
  + (SELECT count(*) FROM freezes_measure WHERE state = 'watched' AND court_id = ANY (%(courts)s) AND ends_on <= %(last)s)
  + (SELECT count(*) FROM freezes_measure WHERE state = 'no_end' AND officer_id = %(officer)s
        AND NOT court_id = ANY (%(courts)s))
  + (SELECT count(*) FROM freezes_measure WHERE state = 'watched' AND officer_id = %(officer)s AND ends_on <= %(last)s
        AND NOT court_id = ANY (%(courts)s))
