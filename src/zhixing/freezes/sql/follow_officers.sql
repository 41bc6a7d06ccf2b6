-- A measure belongs to the officer of its case.
UPDATE freezes_measure measure SET officer_id = owner.officer_id
FROM cases_case owner
WHERE owner.id = measure.case_id AND measure.state <> 'released'
  AND measure.officer_id IS DISTINCT FROM owner.officer_id
