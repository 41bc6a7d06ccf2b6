-- How far each court was checked, and how many of its measures stand there without a holder's receipt.
WITH marked AS (
    INSERT INTO freezes_nightlycheck (court_id, "on", through, at)
    SELECT id, %(today)s, %(through)s, %(now)s FROM identity_court WHERE id = ANY (zhixing_courts())
    ON CONFLICT (court_id) DO UPDATE SET "on" = excluded."on", through = excluded.through, at = excluded.at
)
SELECT court_id, count(*) FROM freezes_measure
WHERE NOT confirmed_by_holder AND state <> 'released' AND id < %(through)s
GROUP BY court_id
