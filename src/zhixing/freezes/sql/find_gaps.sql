-- Measures that somebody must look after and that lack something, each gap once while it stands open. Those of 终本 cases go on
-- being renewed: they are a gap of their own when the renewal is due and nobody has begun it.
WITH found AS (
    INSERT INTO freezes_gap (measure_id, court_id, kind, found_on)
    SELECT measure.id, measure.court_id, gap.kind, %(today)s
    FROM freezes_measure measure
    JOIN cases_case owner ON owner.id = measure.case_id
    CROSS JOIN LATERAL (VALUES
        ('no_owner', measure.officer_id IS NULL),
        ('no_end', measure.ends_on IS NULL),
        ('no_holder', measure.holder = ''),
        ('no_receipt', NOT measure.confirmed_by_holder),
        ('lapsed', coalesce(measure.ends_on < %(today)s, false) AND measure.do_not_renew_on IS NULL),
        ('case_concluded', owner.status = 'concluded' AND owner.closing_kind <> 'suspended_for_want_of_assets'),
        ('case_suspended', owner.closing_kind = 'suspended_for_want_of_assets' AND measure.renewal IN ('', 'refused')
            AND measure.do_not_renew_on IS NULL
            AND coalesce(measure.ends_on BETWEEN %(today)s AND %(today)s::date + 60, false)),
        ('handed_over', measure.handed_over_on IS NOT NULL),
        ('not_said_yes', measure.trouble <> '')
    ) AS gap (kind, is_so)
    WHERE measure.state <> 'released' AND gap.is_so
    ON CONFLICT DO NOTHING
    RETURNING court_id, kind
)
SELECT court_id, kind, count(*) FROM found GROUP BY court_id, kind ORDER BY court_id, kind
