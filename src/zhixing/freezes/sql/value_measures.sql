-- What is lost with a measure: its amount, at most what is owed in its case; without an amount, what is owed.
UPDATE freezes_measure measure SET value_fen = owed.value_fen
FROM (
    SELECT one.id, CASE WHEN one.amount_fen IS NULL THEN debt.owed_fen ELSE least(one.amount_fen, debt.owed_fen) END AS value_fen
    FROM unnest(%(cases)s::uuid[], %(owed)s::bigint[]) AS debt (case_id, owed_fen)
    JOIN freezes_measure one ON one.case_id = debt.case_id AND one.state <> 'released'
) AS owed
WHERE measure.id = owed.id AND measure.value_fen IS DISTINCT FROM owed.value_fen
