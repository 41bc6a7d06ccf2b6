-- Measures that press on a person: of each court as far as their rung reaches, and their own (with those they stand in for)
-- further. Nobody is pressed by what two people let go, nor by what the holder was asked lately and ends later.
-- Of each kind at most `most` are taken (all where it is null): counting is then as fast for ten million as for ten.
WITH seen AS (
    SELECT * FROM unnest(%(courts)s::int[], %(reaches)s::date[]) AS one (court_id, reach)
), calm AS MATERIALIZED (
    SELECT id FROM freezes_measure
    WHERE (renewal <> '' OR lifting <> '' OR do_not_renew_reason <> '') AND state <> 'released' AND court_id = ANY (%(all)s)
      AND trouble = '' AND (do_not_renew_on IS NOT NULL OR (ends_on > %(week)s
          AND ((renewal = 'sent' AND renewal_since >= %(silent)s) OR (lifting = 'sent' AND lifting_since >= %(silent)s))))
), found AS (
    (SELECT measure.id, measure.ends_on FROM seen
    JOIN freezes_measure measure ON measure.court_id = seen.court_id AND measure.state = 'watched'
        AND measure.ends_on <= seen.reach
    WHERE NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = measure.id) LIMIT %(most)s)
    UNION
    (SELECT id, ends_on FROM freezes_measure
    WHERE officer_id = ANY (%(people)s) AND state = 'watched' AND ends_on <= %(own)s
      AND NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = freezes_measure.id) LIMIT %(most)s)
    UNION
    (SELECT measure.id, measure.ends_on FROM seen
    JOIN freezes_measure measure ON measure.court_id = seen.court_id AND measure.state = 'no_end'
    WHERE NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = measure.id) LIMIT %(most)s)
    UNION
    (SELECT id, ends_on FROM freezes_measure WHERE officer_id = ANY (%(people)s) AND state = 'no_end'
      AND NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = freezes_measure.id) LIMIT %(most)s)
    UNION
    (SELECT id, ends_on FROM freezes_measure
    WHERE trouble <> '' AND state <> 'released' AND court_id = ANY (%(all)s)
      AND (court_id = ANY (%(courts)s) OR officer_id = ANY (%(people)s))
      AND NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = freezes_measure.id) LIMIT %(most)s)
    UNION
    (SELECT id, ends_on FROM freezes_measure
    WHERE is_waiting AND state <> 'released' AND advanced_on IS NOT NULL AND court_id = ANY (%(all)s)
      AND (court_id = ANY (%(courts)s) OR officer_id = ANY (%(people)s))
      AND NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = freezes_measure.id) LIMIT %(most)s)
    UNION
    (SELECT id, ends_on FROM freezes_measure
    WHERE (renewal <> '' OR lifting <> '' OR do_not_renew_reason <> '') AND state <> 'released' AND court_id = ANY (%(all)s)
      AND (court_id = ANY (%(courts)s) OR officer_id = ANY (%(people)s))
      AND ((renewal = 'sent' AND renewal_since < %(silent)s) OR (lifting = 'sent' AND lifting_since < %(silent)s)
           OR renewal = 'refused' OR lifting = 'refused')
      AND NOT EXISTS (SELECT 1 FROM calm WHERE calm.id = freezes_measure.id) LIMIT %(most)s)
)
SELECT id, count(*) OVER () AS pressing FROM found
ORDER BY (ends_on IS NOT NULL AND ends_on < %(today)s), ends_on IS NULL,
    CASE WHEN ends_on >= %(today)s THEN ends_on END, ends_on DESC, id
LIMIT %(limit)s
