-- How much has happened in each case. The robot's own facts do not count, or it would wake itself.
SELECT wanted.id, (
    SELECT count(*) FROM evidence_fact fact
    WHERE fact.subject = 'case:' || wanted.id AND fact.kind NOT LIKE 'task%%' AND fact.kind NOT LIKE 'act.%%')
FROM unnest(%(cases)s::uuid[]) AS wanted(id)
