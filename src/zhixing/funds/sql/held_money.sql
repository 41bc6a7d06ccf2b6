-- Money that the court holds and must act on: its day, its officer, and the stage at which it waits.
SELECT r.line_id, r.court_id, r.case_id, r.arrived_on, r.fen,
       CASE WHEN r.state = 'unidentified' THEN r.identify_by ELSE r.pay_by END AS due_on,
       r.target_by,
       coalesce(c.officer_name, '') AS officer,
       CASE
           WHEN r.state = 'unidentified' THEN 'claim'
           WHEN r.state = 'marked' THEN coalesce(
               (SELECT CASE d.state WHEN 'approved' THEN 'deferred' ELSE 'approval' END
                  FROM funds_payoutdeferral d
                 WHERE d.receipt_id = r.line_id AND d.state IN ('approved', 'proposed')
                 ORDER BY d.state LIMIT 1),
               'plan')
           ELSE coalesce(
               (SELECT CASE p.state WHEN 'failed' THEN 'repair' ELSE 'bank' END
                  FROM funds_payment p
                  JOIN funds_planline l ON l.id = p.plan_line_id
                  JOIN funds_plan o ON o.id = l.plan_id
                 WHERE o.receipt_id = r.line_id AND p.state IN ('failed', 'unknown')
                   AND (p.state = 'unknown' OR NOT EXISTS (
                       SELECT 1 FROM funds_plan again
                        WHERE again.repairs_id = p.id AND again.state IN ('proposed', 'approved')))
                 ORDER BY p.state DESC LIMIT 1),
               (SELECT 'approval' FROM funds_plan o WHERE o.receipt_id = r.line_id AND o.state = 'proposed' LIMIT 1),
               (SELECT CASE p.state WHEN 'sent' THEN 'bank' ELSE 'send' END
                  FROM funds_payment p
                  JOIN funds_planline l ON l.id = p.plan_line_id
                  JOIN funds_plan o ON o.id = l.plan_id
                 WHERE o.receipt_id = r.line_id AND p.state IN ('sent', 'ready')
                 ORDER BY p.state DESC LIMIT 1),
               'send')
       END AS stage
  FROM funds_receipt r
  LEFT JOIN cases_case c ON c.id = r.case_id
 WHERE r.state IN ('unidentified', 'marked', 'planned')
   AND (%(court)s::integer IS NULL OR r.court_id = %(court)s)
   AND (%(officer_id)s::bigint IS NULL OR c.officer_id = %(officer_id)s)
