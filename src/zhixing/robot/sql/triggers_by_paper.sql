-- So many days after a document of the kind.
SELECT case_id, 'paper:' || id AS ref, number || ' 制作于 ' || issued_on AS words,
       issued_on + %(days)s AS on
FROM documents_document WHERE court_id = %(court)s AND kind = %(name)s
