-- So many days after a document of the kind.
SELECT found.case_id, found.ref, found.words, found.on
FROM (SELECT case_id, 'paper:' || id AS ref, number || ' 制作于 ' || issued_on AS words,
             issued_on + %(days)s AS on
      FROM documents_document WHERE court_id = %(court)s AND kind = %(name)s) found
WHERE found.on <= %(today)s AND found.on > %(oldest)s AND NOT EXISTS (
    SELECT 1 FROM robot_trigger known
    WHERE known.court_id = %(court)s AND known.procedure = %(procedure)s
      AND known.case_id = found.case_id AND known.ref = found.ref)
ORDER BY found.on, found.case_id LIMIT %(limit)s
