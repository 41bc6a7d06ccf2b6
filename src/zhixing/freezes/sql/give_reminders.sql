-- Warnings due today: for each court, end and step one round of all measures that have not had it, whoever asks and
-- however often. Index-only on what is due; who was told is compared by hashing, never by a join, so that stale statistics
-- cannot make it slow.
WITH due AS (
    SELECT court.id AS court_id, day.expires_on, day.step, day.due_on, told.measures, coalesce(told.rounds, 0) AS rounds
    FROM unnest(%(ends)s::date[], %(steps)s::smallint[], %(days)s::date[]) AS day (expires_on, step, due_on)
    CROSS JOIN identity_court court
    LEFT JOIN LATERAL (
        SELECT max(round) AS rounds, array_agg(id) AS measures
        FROM freezes_reminderround, unnest(measures) AS id
        WHERE court_id = court.id AND expires_on = day.expires_on AND step = day.step
    ) told ON true
), given AS (
    INSERT INTO freezes_reminderround (court_id, expires_on, step, round, measures, officers, due_on, given_at)
    SELECT due.court_id, due.expires_on, due.step, due.rounds + 1, fresh.measures, fresh.officers, due.due_on, %(now)s
    FROM due CROSS JOIN LATERAL (
        SELECT array_agg(id) AS measures, array_agg(officer_id) AS officers
        FROM freezes_measure
        WHERE court_id = due.court_id AND ends_on = due.expires_on AND state = 'watched' AND due.rounds = 0
        HAVING count(*) > 0
      UNION ALL
        SELECT array_agg(id), array_agg(officer_id) FROM (
            SELECT id, max(officer_id) AS officer_id FROM (
                SELECT id, officer_id, false AS is_told FROM freezes_measure
                WHERE court_id = due.court_id AND ends_on = due.expires_on AND state = 'watched'
                UNION ALL SELECT unnest(due.measures), NULL, true
            ) both_sides WHERE due.rounds > 0 GROUP BY id HAVING NOT bool_or(is_told)
        ) missed HAVING count(*) > 0
    ) fresh
    RETURNING court_id, step, cardinality(measures) AS measures
)
SELECT court_id, step, sum(measures)::bigint FROM given GROUP BY court_id, step ORDER BY court_id, step DESC
