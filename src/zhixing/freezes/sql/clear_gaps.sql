-- Gaps that are no longer so.
UPDATE freezes_gap gap SET cleared_on = %(today)s
FROM freezes_measure measure JOIN cases_case owner ON owner.id = measure.case_id
WHERE gap.measure_id = measure.id AND gap.cleared_on IS NULL
  AND NOT (measure.state <> 'released' AND CASE gap.kind
      WHEN 'no_owner' THEN measure.officer_id IS NULL
      WHEN 'no_end' THEN measure.ends_on IS NULL
      WHEN 'no_holder' THEN measure.holder = ''
      WHEN 'lapsed' THEN coalesce(measure.ends_on < %(today)s, false)
      WHEN 'case_concluded' THEN owner.status = 'concluded'
      ELSE false END)
