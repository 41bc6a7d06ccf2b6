-- Waiting measures with nobody known ahead of them any more. Those of whom nothing is known ahead are left to a person.
UPDATE freezes_measure waiting SET advanced_on = %(today)s
WHERE waiting.is_waiting AND waiting.state <> 'released' AND waiting.advanced_on IS NULL
  AND (waiting.waits_behind_id IS NOT NULL OR waiting.ahead_until IS NOT NULL)
  AND (waiting.ahead = '[]'::jsonb OR waiting.ahead_until < %(today)s)
  AND NOT EXISTS (
      SELECT 1 FROM freezes_measure front
      WHERE front.id = waiting.waits_behind_id AND front.state <> 'released'
        AND (front.ends_on IS NULL OR front.ends_on >= %(today)s))
RETURNING waiting.id
