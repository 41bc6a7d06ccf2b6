-- What happened to measures, any number in one statement.
INSERT INTO freezes_measureevent (id, court_id, measure_id, kind, at, actor_name, body)
SELECT id, court_id, measure_id, kind, %s, %s, body
FROM jsonb_to_recordset(%s::jsonb) AS row (id uuid, court_id integer, measure_id uuid, kind text, body jsonb)
