-- A measure belongs to the officer of its case. Which cases differ is read from an index alone.
UPDATE freezes_measure measure SET officer_id = owner.officer_id
FROM (
    SELECT DISTINCT held.case_id, owner.officer_id
    FROM freezes_measure held JOIN cases_case owner ON owner.id = held.case_id
    WHERE held.state <> 'released' AND held.officer_id IS DISTINCT FROM owner.officer_id
) owner
WHERE measure.case_id = owner.case_id AND measure.state <> 'released'
  AND measure.officer_id IS DISTINCT FROM owner.officer_id
