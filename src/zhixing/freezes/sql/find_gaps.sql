-- Measures that somebody must look after and that lack something, each gap once while it stands open. Each kind is read from
-- its own index, never from all measures. Those of 终本 cases go on being renewed: they are a gap of their own when the renewal
-- is due and nobody has begun it. What is known already is left to the unique index: an anti-join with a table that grows
-- meanwhile became quadratic on the first night.
WITH lacking AS (
    SELECT id, court_id, 'no_owner' AS kind FROM freezes_measure WHERE officer_id IS NULL AND state <> 'released'
    UNION ALL SELECT id, court_id, 'no_end' FROM freezes_measure WHERE state = 'no_end'
    UNION ALL SELECT id, court_id, 'no_holder' FROM freezes_measure WHERE holder = '' AND state <> 'released'
    UNION ALL SELECT id, court_id, 'lapsed' FROM freezes_measure
        WHERE state = 'watched' AND ends_on < %(today)s AND do_not_renew_on IS NULL
    UNION ALL SELECT measure.id, measure.court_id, 'case_concluded'
        FROM (
            SELECT DISTINCT held.case_id FROM freezes_measure held JOIN cases_case owner ON owner.id = held.case_id
            WHERE held.state <> 'released' AND owner.status = 'concluded'
              AND owner.closing_kind <> 'suspended_for_want_of_assets'
        ) over
        JOIN freezes_measure measure ON measure.case_id = over.case_id AND measure.state <> 'released'
    UNION ALL SELECT measure.id, measure.court_id, 'case_suspended'
        FROM freezes_measure measure JOIN cases_case owner ON owner.id = measure.case_id
        WHERE owner.closing_kind = 'suspended_for_want_of_assets' AND measure.state = 'watched'
          AND measure.ends_on BETWEEN %(today)s AND %(today)s::date + 60 AND measure.renewal IN ('', 'refused')
          AND measure.do_not_renew_on IS NULL
    UNION ALL SELECT id, court_id, 'handed_over' FROM freezes_measure
        WHERE handed_over_on IS NOT NULL AND state <> 'released'
    UNION ALL SELECT id, court_id, 'not_said_yes' FROM freezes_measure WHERE trouble <> '' AND state <> 'released'
), found AS (
    INSERT INTO freezes_gap (measure_id, court_id, kind, found_on)
    SELECT id, court_id, kind, %(today)s FROM lacking
    ON CONFLICT DO NOTHING
    RETURNING court_id, kind
)
SELECT court_id, kind, count(*) FROM found GROUP BY court_id, kind ORDER BY court_id, kind
