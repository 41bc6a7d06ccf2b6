-- What has come to call a procedure by its day and has no row yet, the oldest first. Which days is told by one of triggers_*.sql.
SELECT found.case_id, found.ref, found.words, found.on
FROM ({found}) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
