"""Proving the books: six invariants over all rows, and the three-way reconciliation of a day."""

from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from zhixing.cases.models import CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.funds.models import Difference, DifferenceKind, Holder, Payment, StatementLine
from zhixing.law.amounts import yuan_text

MAX_PROBLEMS = 20
"""Problems listed for each invariant; more would not be read."""

# Each query lists what breaks its invariant, as one text per row.
_INVARIANTS: tuple[tuple[str, str], ...] = (
    (
        "凭证借贷平衡、至少两笔分录，内容与入账时一致",
        """
        SELECT j.ref FROM funds_journal j
          LEFT JOIN (SELECT p.journal_id, sum(p.fen) AS total, count(*) AS legs,
                            string_agg(p.account_id || ':' || p.fen, ',' ORDER BY p.seq) AS written
                       FROM funds_posting p GROUP BY p.journal_id) AS legs ON legs.journal_id = j.id
         WHERE legs.legs IS NULL OR legs.legs < 2 OR legs.total <> 0
            OR j.input_sha256 <> sha256(convert_to(j.kind || '|' || j.booked_on || '|' || j.text || '|'
                                        || coalesce(j.reverses_id::text, '') || '|' || legs.written, 'UTF8'))
        """,
    ),
    (
        "分录的凭证和账户都存在，且属同一法院",
        """
        SELECT p.journal_id::text FROM funds_posting p
          LEFT JOIN funds_journal j ON j.id = p.journal_id AND j.court_id = p.court_id
          LEFT JOIN funds_account a ON a.id = p.account_id AND a.court_id = p.court_id
         WHERE j.id IS NULL OR a.id IS NULL
        """,
    ),
    (
        "专户存款等于各持有人之和",
        """
        SELECT a.bank_account_id || '：相差 ' || sum(p.fen) || ' 分'
          FROM funds_posting p JOIN funds_account a ON a.id = p.account_id
         GROUP BY a.bank_account_id HAVING sum(p.fen) <> 0
        """,
    ),
    (
        "案件子账户、应退款、提存款不透支",
        """
        SELECT a.holder || ' ' || a.id || '：' || -sum(p.fen) || ' 分'
          FROM funds_posting p JOIN funds_account a ON a.id = p.account_id
         WHERE a.is_guarded GROUP BY a.id, a.holder HAVING sum(p.fen) > 0
        """,
    ),
    (
        "银行流水每笔恰好入账一次，金额一致",
        """
        SELECT l.serial FROM funds_statementline l
          LEFT JOIN funds_payment out_ ON out_.paid_line_id = l.id
          LEFT JOIN funds_payment back_ ON back_.return_line_id = l.id
          LEFT JOIN funds_journal j ON j.court_id = l.court_id AND j.ref = CASE l.use
                WHEN 'payout' THEN 'paid:' || out_.reference WHEN 'return' THEN 'returned:' || back_.reference
                ELSE 'line:' || l.bank_account_id || ':' || l.serial END
          LEFT JOIN (SELECT p.journal_id, sum(p.fen) AS fen FROM funds_posting p JOIN funds_account a ON a.id = p.account_id
                      WHERE a.holder = 'bank' GROUP BY p.journal_id) AS bank ON bank.journal_id = j.id
         WHERE bank.fen IS DISTINCT FROM l.fen
        UNION ALL
        SELECT j.ref FROM funds_journal j
         WHERE j.kind IN ('arrival', 'reversal', 'unexplained')
           AND NOT EXISTS (SELECT 1 FROM funds_statementline l
                            WHERE l.bank_account_id = split_part(j.ref, ':', 2)::bigint
                              AND l.serial = substr(j.ref, length('line:' || split_part(j.ref, ':', 2) || ':') + 1))
        """,
    ),
    (
        "账上各持有人与款项、方案、付款的记录一致",
        """
        WITH held AS (
            SELECT a.bank_account_id, a.holder, a.drawer, a.case_id, -coalesce(sum(p.fen), 0) AS fen
              FROM funds_account a LEFT JOIN funds_posting p ON p.account_id = a.id
             WHERE (a.holder, a.drawer) IN (('case', ''), ('unidentified', ''), ('in_transit', ''), ('deposit', ''),
                                            ('refund_payable', ''))
             GROUP BY a.id, a.bank_account_id, a.holder, a.drawer, a.case_id
        ), said AS (
            SELECT bank_account_id, 'unidentified' AS holder, NULL::uuid AS case_id, fen
              FROM funds_receipt WHERE state = 'unidentified'
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
            SELECT r.bank_account_id, CASE l.kind WHEN 'deposit' THEN 'deposit' ELSE 'refund_payable' END, p.case_id, l.fen
              FROM funds_planline l JOIN funds_plan p ON p.id = l.plan_id JOIN funds_receipt r ON r.line_id = p.receipt_id
             WHERE p.state = 'approved' AND l.kind IN ('deposit', 'refund') AND l.payee_account_sealed IS NULL
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
        cursor.execute("SELECT set_config('enable_nestloop', 'off', true)")
        for title, query in _INVARIANTS:
            cursor.execute(query)
            problems += [f"{title}：{row[0]}" for row in cursor.fetchmany(MAX_PROBLEMS)]
        cursor.execute(
            "SELECT (SELECT count(*) FROM funds_journal), (SELECT count(*) FROM funds_posting),"
            " (SELECT coalesce(sum(p.fen), 0) FROM funds_posting p JOIN funds_account a ON a.id = p.account_id"
            " WHERE a.holder = 'bank')"
        )
        journals, postings, bank = cursor.fetchone()
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")
    figures = f"凭证 {journals} 笔，分录 {postings} 条，专户存款 {yuan_text(int(bank), True)} 元"
    return BooksReport(figures, problems)


@dataclass(frozen=True, slots=True)
class Item:
    """Why the books and the statement differ for good reason, or what may be the cause of a difference. In fen."""

    text: str
    fen: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Three ways of one day, in fen: `ledger_fen` = `statement_fen` + items = sum of `holders`.

    `difference_fen` is what remains unexplained; `suspects` are where to look first.
    """

    on: date
    account: str
    ledger_fen: int
    statement_fen: int
    statement_on: date | None
    items: tuple[Item, ...]
    holders: tuple[tuple[Holder, int], ...]
    suspects: tuple[Item, ...]

    @property
    def difference_fen(self) -> int:
        """Ledger minus statement minus the listed items."""
        return self.ledger_fen - self.statement_fen - sum(item.fen for item in self.items)

    @property
    def holders_fen(self) -> int:
        """What all holders hold together."""
        return sum(fen for _, fen in self.holders)

    @property
    def is_even(self) -> bool:
        """Whether all three agree and nothing suspicious is open."""
        return self.difference_fen == 0 and self.holders_fen == self.ledger_fen and not self.suspects


_HOLDERS = """
SELECT a.holder, sum(p.fen) FROM funds_posting p
  JOIN funds_account a ON a.id = p.account_id JOIN funds_journal j ON j.id = p.journal_id
 WHERE a.bank_account_id = %s AND j.booked_on <= %s GROUP BY a.holder
"""


def reconcile(*, court: Court, on: date) -> list[Reconciliation]:
    """The reconciliation of each case-funds account of a court at the end of a day."""
    return [_reconcile(account, on) for account in CourtAccount.objects.filter(court=court).order_by("id")]


def _reconcile(account: CourtAccount, on: date) -> Reconciliation:
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [account.pk, on])
        sums: dict[str, int] = {holder: int(total) for holder, total in cursor.fetchall()}
    last = (
        StatementLine.objects.filter(bank_account=account, booked_on__lte=on)
        .order_by("-booked_at", "-id")
        .first()
    )
    return Reconciliation(
        on=on,
        account=account.number,
        ledger_fen=sums.get(Holder.BANK.value, 0),
        statement_fen=last.balance_fen if last else 0,
        statement_on=last.booked_on if last else None,
        items=tuple(_items(account, on)),
        holders=tuple(
            (holder, -sums[holder.value]) for holder in Holder if holder is not Holder.BANK and holder in sums
        ),
        suspects=tuple(_suspects(account, on)),
    )


def _items(account: CourtAccount, on: date) -> list[Item]:
    """Payments that one side knew by that day and the other did not yet."""
    items: list[Item] = []
    sides: tuple[tuple[str, str, int, str], ...] = (
        ("paid_on", "paid_line", -1, "付款"),
        ("returned_on", "return_line", 1, "退回"),
    )
    for day, line, sign, word in sides:
        rows = Payment.objects.filter(bank_account=account, **{f"{day}__isnull": False}).order_by(day, "id")
        for payment in rows.select_related(line).filter(_crossing(day, line, on)):
            in_books = getattr(payment, day) <= on
            text = (
                f"{word}：银行回执已确认，尚未见于对账单" if in_books else f"{word}：对账单已列，账上记在其后"
            )
            fen = sign * payment.fen if in_books else -sign * payment.fen
            items.append(Item(text, fen, payment.reference))
    return items


def _crossing(day: str, line: str, on: date) -> Q:
    in_books = Q(**{f"{day}__lte": on})
    on_statement = Q(**{f"{line}__booked_on__lte": on})
    return (in_books & (Q(**{line: None}) | Q(**{f"{line}__booked_on__gt": on}))) | (
        Q(**{f"{day}__gt": on}) & on_statement
    )


def _suspects(account: CourtAccount, on: date) -> list[Item]:
    rows = Difference.objects.filter(bank_account=account, on__lte=on, settled_at=None).order_by("on", "id")
    return [Item(f"{DifferenceKind(row.kind).label}：{row.text}", row.fen, str(row.id)) for row in rows[:100]]
