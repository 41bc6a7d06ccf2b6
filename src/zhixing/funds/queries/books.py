"""Proving the books: six invariants over all rows."""

from dataclasses import dataclass, field

from django.db import connection, transaction

from zhixing.law.amounts import yuan_text

WORK_MEM = "128MB"
"""Memory for each hash of a proof: a million rows stay in it instead of going through files."""
MAX_PROBLEMS = 20
"""Problems listed for each invariant; more would not be read."""

# Each query lists what breaks its invariant, as one text per row.
_INVARIANTS: tuple[tuple[str, str], ...] = (
    (
        "凭证借贷平衡、至少两笔分录，内容与入账时一致，分录都有凭证",
        """
        SELECT coalesce(j.ref, legs.journal_id::text)
          FROM (SELECT p.journal_id, sum(p.fen) AS total, count(*) AS legs, min(p.court_id) AS court, max(p.court_id) AS other,
                       string_agg(p.account_id || ':' || p.fen, ',' ORDER BY p.seq) AS written
                  FROM funds_posting p GROUP BY p.journal_id) AS legs
          FULL JOIN funds_journal j ON j.id = legs.journal_id
         WHERE j.id IS NULL OR legs.legs IS NULL OR legs.legs < 2 OR legs.total <> 0
            OR legs.court <> j.court_id OR legs.other <> j.court_id
            OR j.input_sha256 <> sha256(convert_to(j.kind || '|' || j.booked_on || '|' || j.text || '|'
                                        || coalesce(j.reverses_id::text, '') || '|' || legs.written, 'UTF8'))
        """,
    ),
    (
        "分录的账户都存在，且属同一法院",
        """
        SELECT used.account_id::text
          FROM (SELECT p.account_id, min(p.court_id) AS court, max(p.court_id) AS other
                  FROM funds_posting p GROUP BY p.account_id) AS used
          LEFT JOIN funds_account a ON a.id = used.account_id
         WHERE a.id IS NULL OR used.court <> a.court_id OR used.other <> a.court_id
        """,
    ),
    (
        "专户存款等于各持有人之和",
        """
        SELECT a.bank_account_id || '：相差 ' || sum(s.fen) || ' 分'
          FROM (SELECT account_id, sum(fen) AS fen FROM funds_posting GROUP BY account_id) AS s
          JOIN funds_account a ON a.id = s.account_id
         GROUP BY a.bank_account_id HAVING sum(s.fen) <> 0
        """,
    ),
    (
        "案件子账户、应退款、提存款不透支",
        """
        SELECT a.holder || ' ' || a.id || '：' || -s.fen || ' 分'
          FROM (SELECT account_id, sum(fen) AS fen FROM funds_posting GROUP BY account_id HAVING sum(fen) > 0) AS s
          JOIN funds_account a ON a.id = s.account_id WHERE a.is_guarded
        """,
    ),
    (
        "银行流水每笔恰好入账一次，金额一致",
        """
        SELECT coalesce(l.serial, b.ref)
          FROM (SELECT l.id, l.court_id, l.serial, l.fen, l.use,
                       CASE l.use WHEN 'payout' THEN 'paid:' || out_.reference
                                  WHEN 'return' THEN 'returned:' || back_.reference
                                  ELSE 'line:' || l.bank_account_id || ':' || l.serial END AS ref
                  FROM funds_statementline l
                  LEFT JOIN funds_payment out_ ON out_.paid_line_id = l.id
                  LEFT JOIN funds_payment back_ ON back_.return_line_id = l.id) AS l
          FULL JOIN (SELECT j.court_id, j.ref, j.kind, asset.bank, asset.cash
                       FROM funds_journal j
                       LEFT JOIN (SELECT p.journal_id, sum(p.fen) FILTER (WHERE a.holder = 'bank') AS bank,
                                         sum(p.fen) FILTER (WHERE a.holder = 'cash') AS cash
                                    FROM funds_posting p JOIN funds_account a ON a.id = p.account_id
                                   WHERE a.holder IN ('bank', 'cash') GROUP BY p.journal_id) AS asset
                              ON asset.journal_id = j.id) AS b
                 ON b.court_id = l.court_id AND b.ref = l.ref
         WHERE CASE WHEN l.id IS NULL THEN b.kind IN ('arrival', 'reversal', 'unexplained', 'hand_receipt', 'hand_deposit')
                    WHEN l.use = 'hand' THEN b.cash IS DISTINCT FROM l.fen
                    ELSE b.bank IS DISTINCT FROM l.fen END
        """,
    ),
    (
        "账上各持有人与款项、方案、付款的记录一致",
        """
        WITH held AS (
            SELECT a.bank_account_id, coalesce(nullif(a.drawer, ''), a.holder) AS holder, a.case_id,
                   -coalesce(sum(s.fen), 0) AS fen
              FROM funds_account a
              LEFT JOIN (SELECT account_id, sum(fen) AS fen FROM funds_posting GROUP BY account_id) AS s ON s.account_id = a.id
             WHERE (a.holder, a.drawer) IN (('cash', ''), ('case', ''), ('unidentified', ''), ('in_transit', ''), ('deposit', ''),
                                            ('refund_payable', ''), ('fee_income', ''), ('unidentified', 'unexplained'))
             GROUP BY a.id, a.bank_account_id, a.holder, a.drawer, a.case_id
        ), said AS (
            SELECT bank_account_id, 'unidentified' AS holder, NULL::uuid AS case_id, fen
              FROM funds_receipt WHERE state = 'unidentified'
            UNION ALL
            SELECT bank_account_id, 'cash', NULL, -fen FROM funds_handreceipt WHERE state = 'confirmed'
            UNION ALL
            SELECT bank_account_id, 'in_transit', NULL, fen FROM funds_payment WHERE state IN ('ready', 'sent', 'unknown')
            UNION ALL
            SELECT bank_account_id, 'case', case_id, fen
              FROM funds_receipt WHERE state IN ('marked', 'planned', 'cleared')
            UNION ALL
            SELECT r.bank_account_id, p.source, p.case_id, -p.pool_fen
              FROM funds_plan p JOIN funds_receipt r ON r.line_id = p.receipt_id
             WHERE p.state = 'approved' AND p.source <> 'unidentified'
            UNION ALL
            SELECT r.bank_account_id,
                   CASE l.kind WHEN 'deposit' THEN 'deposit' WHEN 'refund' THEN 'refund_payable' ELSE 'fee_income' END,
                   CASE l.kind WHEN 'application_fee' THEN NULL ELSE p.case_id END, l.fen
              FROM funds_planline l JOIN funds_plan p ON p.id = l.plan_id JOIN funds_receipt r ON r.line_id = p.receipt_id
             WHERE p.state = 'approved' AND l.kind IN ('deposit', 'refund', 'application_fee')
               AND l.payee_account_sealed IS NULL
            UNION ALL
            SELECT bank_account_id, 'unexplained', NULL, fen FROM funds_difference
             WHERE kind IN ('unexplained_debit', 'reversal_without_original', 'reversal_after_payout')
            UNION ALL
            SELECT bank_account_id, 'unexplained', NULL, fen FROM funds_correction WHERE state = 'approved'
            UNION ALL
            SELECT bank_account_id, holder, case_id, -fen FROM funds_correction
             WHERE state = 'approved' AND explanation NOT IN ('taken_back', 'before_takeover')
            UNION ALL
            SELECT bank_account_id, 'case', case_id, fen FROM funds_payment WHERE state = 'failed' AND case_id IS NOT NULL
        ), compared AS (
            SELECT bank_account_id, holder, case_id, fen FROM held
            UNION ALL SELECT bank_account_id, holder, case_id, -fen FROM said
        )
        SELECT holder || ' ' || coalesce(case_id::text, '') || '：相差 ' || sum(fen) || ' 分'
          FROM compared GROUP BY bank_account_id, holder, case_id HAVING sum(fen) <> 0
        UNION ALL
        SELECT '到位 ' || case_id || '：相差 ' || sum(fen) || ' 分'
          FROM (SELECT case_id, fen FROM cases_recovery WHERE source LIKE 'receipt:%' OR source LIKE 'back:%'
                UNION ALL
                SELECT case_id, -fen FROM funds_receipt WHERE state IN ('marked', 'planned', 'cleared')) AS both_sides
         GROUP BY case_id HAVING sum(fen) <> 0
        UNION ALL
        SELECT '分配计入 ' || case_id || '：相差 ' || sum(fen) || ' 分'
          FROM (SELECT case_id, fen FROM cases_recovery
                 WHERE source LIKE 'moved:%' OR source LIKE 'distribution:%' OR source LIKE 'feeshare:%'
                UNION ALL
                SELECT p.case_id, l.fen FROM funds_planline l JOIN funds_plan p ON p.id = l.plan_id
                 WHERE p.state = 'approved' AND p.distribution_id IS NOT NULL AND p.source = 'case' AND l.kind <> 'refund'
                UNION ALL
                SELECT c.case_id, -l.fen FROM funds_planline l JOIN funds_plan p ON p.id = l.plan_id
                  JOIN funds_claimant c ON c.id = l.claimant_id
                 WHERE p.state = 'approved' AND c.case_id IS NOT NULL AND (c.is_fee OR c.kind <> 'costs')
                UNION ALL
                SELECT c.case_id, d.fen FROM funds_plan p
                  JOIN funds_plan first ON first.receipt_id = p.receipt_id AND first.distribution_id = p.distribution_id
                   AND first.source = 'case' AND first.state = 'approved'
                  JOIN funds_planline d ON d.plan_id = first.id AND d.kind = 'deposit'
                  JOIN funds_claimant c ON c.id = d.claimant_id
                 WHERE p.state = 'approved' AND p.source = 'deposit' AND c.case_id IS NOT NULL
                   AND (c.is_fee OR c.kind <> 'costs')) AS shared
         GROUP BY case_id HAVING sum(fen) <> 0
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class BooksReport:
    """What was proved. `problems` is empty when all six invariants hold."""

    figures: str
    problems: list[str] = field(default_factory=list)


def verify_books() -> BooksReport:
    """Prove the books of every court in sight again from the rows: six invariants, one query each."""
    problems: list[str] = []
    with transaction.atomic(), connection.cursor() as cursor:
        # Whole tables are read. Just after a large import the planner knows nothing of them yet, and a nested loop over
        # what it takes for a few rows took minutes instead of a fraction of a second.
        cursor.execute(
            "SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', %s, true)", [WORK_MEM]
        )
        for title, query in _INVARIANTS:
            cursor.execute(query)
            problems += [f"{title}：{row[0]}" for row in cursor.fetchmany(MAX_PROBLEMS)]
        cursor.execute(
            "SELECT (SELECT count(*) FROM funds_journal), (SELECT count(*) FROM funds_posting),"
            " (SELECT coalesce(sum(p.fen), 0) FROM funds_posting p JOIN funds_account a ON a.id = p.account_id"
            " WHERE a.holder = 'bank')"
        )
        journals, postings, bank = cursor.fetchone()
        cursor.execute("RESET enable_nestloop; RESET work_mem")
    figures = f"凭证 {journals} 笔，分录 {postings} 条，专户存款 {yuan_text(int(bank), True)} 元"
    return BooksReport(figures, problems)
