-- What waits in a court is due at once when something has happened in its case since the last look.
UPDATE robot_trigger waiting SET look_at = %(now)s
WHERE waiting.court_id = %(court)s AND waiting.state = 'waiting' AND waiting.look_at > %(now)s
  AND waiting.facts_seen < (
    SELECT count(*) FROM evidence_fact fact
    WHERE fact.subject = 'case:' || waiting.case_id AND fact.kind NOT LIKE 'task%%' AND fact.kind NOT LIKE 'act.%%')
