-- Facts about cases that no row of the procedure names yet. A fact committed late is missing as well, and found.
SELECT found.case_id, found.ref, found.kind, found.on
FROM (SELECT fact.id, fact.kind, fact.at, 'fact:' || fact.id AS ref, substr(fact.subject, 6)::uuid AS case_id,
             (fact.at AT TIME ZONE 'Asia/Shanghai')::date AS on
      FROM evidence_fact fact
      WHERE fact.court_id = %(court)s AND fact.kind = ANY(%(kinds)s)
        AND fact.at >= %(since)s AND fact.at <= %(now)s AND fact.subject LIKE 'case:%%') found
WHERE NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.at, found.id LIMIT %(limit)s
