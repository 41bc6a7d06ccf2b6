-- Gaps that are no longer so.
UPDATE freezes_gap gap SET cleared_on = %(today)s
FROM freezes_measure measure JOIN cases_case owner ON owner.id = measure.case_id
WHERE gap.measure_id = measure.id AND gap.cleared_on IS NULL
  AND NOT (measure.state <> 'released' AND CASE gap.kind
      WHEN 'no_owner' THEN measure.officer_id IS NULL
      WHEN 'no_end' THEN measure.ends_on IS NULL
      WHEN 'no_holder' THEN measure.holder = ''
      WHEN 'lapsed' THEN coalesce(measure.ends_on < %(today)s, false) AND measure.do_not_renew_on IS NULL
      WHEN 'case_concluded' THEN owner.status = 'concluded' AND owner.closing_kind <> 'suspended_for_want_of_assets'
      WHEN 'case_suspended' THEN owner.closing_kind = 'suspended_for_want_of_assets' AND measure.renewal IN ('', 'refused')
          AND measure.do_not_renew_on IS NULL
          AND coalesce(measure.ends_on BETWEEN %(today)s AND %(today)s::date + 60, false)
      WHEN 'handed_over' THEN measure.handed_over_on IS NOT NULL
      WHEN 'not_said_yes' THEN measure.trouble <> ''
      ELSE false END)
