-- Measures that somebody must look after and that lack something, each gap once while it stands open.
WITH found AS (
    INSERT INTO freezes_gap (measure_id, court_id, kind, found_on)
    SELECT measure.id, measure.court_id, gap.kind, %(today)s
    FROM freezes_measure measure
    JOIN cases_case owner ON owner.id = measure.case_id
    CROSS JOIN LATERAL (VALUES
        ('no_owner', measure.officer_id IS NULL),
        ('no_end', measure.ends_on IS NULL),
        ('no_holder', measure.holder = ''),
        ('lapsed', coalesce(measure.ends_on < %(today)s, false)),
        ('case_concluded', owner.status = 'concluded')
    ) AS gap (kind, is_so)
    WHERE measure.state <> 'released' AND gap.is_so
    ON CONFLICT DO NOTHING
    RETURNING court_id, kind
)
SELECT court_id, kind, count(*) FROM found GROUP BY court_id, kind ORDER BY court_id, kind
