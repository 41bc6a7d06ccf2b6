-- Everybody behind one that moved up or came first moves up with it, however long the line.
WITH RECURSIVE line AS (
    SELECT id FROM freezes_measure
    WHERE waits_behind_id = ANY (%(fronts)s) AND is_waiting AND state <> 'released' AND advanced_on IS NULL
    UNION
    SELECT next.id FROM freezes_measure next JOIN line ON next.waits_behind_id = line.id
    WHERE next.is_waiting AND next.state <> 'released' AND next.advanced_on IS NULL
)
UPDATE freezes_measure waiting SET place = waiting.place - 1
FROM line WHERE line.id = waiting.id AND waiting.place > 1
RETURNING waiting.id
