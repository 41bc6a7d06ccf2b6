-- The kinds of gap that stand open in whole courts or on people's own measures. Each measure of a person is looked up by
-- itself: a join of all gaps with all measures took seconds over ten million.
SELECT wanted.kind FROM unnest(%(kinds)s::text[]) AS wanted (kind)
WHERE EXISTS (
    SELECT FROM freezes_gap gap
    WHERE gap.court_id = ANY (%(courts)s) AND gap.kind = wanted.kind AND gap.cleared_on IS NULL
)
UNION
SELECT open.kind FROM (
    SELECT id FROM freezes_measure WHERE officer_id = ANY (%(people)s) AND state = 'watched'
    UNION ALL SELECT id FROM freezes_measure WHERE officer_id = ANY (%(people)s) AND state = 'no_end'
    OFFSET 0
) own
CROSS JOIN LATERAL (
    SELECT gap.kind FROM freezes_gap gap
    WHERE gap.measure_id = own.id AND gap.cleared_on IS NULL AND gap.kind = ANY (%(kinds)s)
    OFFSET 0
) open
UNION
SELECT 'no_receipt' FROM freezes_nightlycheck checked
WHERE EXISTS (
    SELECT FROM freezes_measure
    WHERE NOT confirmed_by_holder AND state <> 'released' AND court_id = checked.court_id AND id < checked.through
      AND court_id = ANY (%(courts)s)
) OR EXISTS (
    SELECT FROM freezes_measure
    WHERE NOT confirmed_by_holder AND state <> 'released' AND court_id = checked.court_id AND id < checked.through
      AND officer_id = ANY (%(people)s)
)
