-- Waiting measures whose front was itself waiting and is gone: they stand behind whomever it stood behind, one place nearer.
-- Without this a place given up in the middle would look as if the turn had come while the first measure still stands.
WITH left_open AS (
    SELECT waiting.id, front.waits_behind_id AS behind, front.ahead, front.ahead_until
    FROM freezes_measure waiting JOIN freezes_measure front ON front.id = waiting.waits_behind_id
    WHERE waiting.is_waiting AND waiting.state <> 'released' AND waiting.advanced_on IS NULL
      AND front.is_waiting AND (front.state = 'released' OR front.ends_on < %(today)s)
      AND (front.waits_behind_id IS NOT NULL OR front.ahead <> '[]'::jsonb)
)
UPDATE freezes_measure waiting SET waits_behind_id = left_open.behind, place = greatest(waiting.place - 1, 1),
    ahead = CASE WHEN waiting.ahead = '[]'::jsonb THEN left_open.ahead ELSE waiting.ahead END,
    ahead_until = CASE WHEN waiting.ahead = '[]'::jsonb THEN left_open.ahead_until ELSE waiting.ahead_until END
FROM left_open WHERE left_open.id = waiting.id
RETURNING waiting.id
