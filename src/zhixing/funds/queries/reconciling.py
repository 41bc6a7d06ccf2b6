"""The three ways of a day: the ledger, the bank's statement, and all holders together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Max, Q

from zhixing.cases.models import CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.funds.models import (
    Difference,
    DifferenceKind,
    Holder,
    LateEntry,
    Payment,
    Statement,
    StatementLine,
)
from zhixing.funds.queries.unproved import unproved_spans
from zhixing.funds.rules.proofs import digest_of_cases

WORK_MEM = "128MB"
SUSPECTS_MAX = 100
NEAR = timedelta(days=10)
"""A line or payment of exactly the missing amount is looked for this many days around the day."""


@dataclass(frozen=True, slots=True)
class Item:
    """Why the books and the statement differ for good reason, or what may be the cause of a difference. In fen."""

    text: str
    fen: int
    reference: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was added up: journals, legs; and what cases hold: how many, fen together, one hash over all of them."""

    journals: int
    postings: int
    cases: int
    cases_fen: int
    cases_sha256: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Three ways of one day, in fen: `ledger_fen` = `statement_fen` + items = sum of `holders`.

    `difference_fen` is what remains unexplained; `suspects` are where to look first, `gaps` those of them that are
    missing statements. `statement_reaches` is the last day any statement covers.
    """

    on: date
    account_id: int
    account: str
    ledger_fen: int
    statement_fen: int
    statement_on: date | None
    statement_serial: str
    statement_reaches: date | None
    items: tuple[Item, ...]
    holders: tuple[tuple[Holder, int], ...]
    counted: Counted
    suspects: tuple[Item, ...]
    gaps: tuple[Item, ...]

    @property
    def difference_fen(self) -> int:
        """Ledger minus statement minus the listed items."""
        return self.ledger_fen - self.statement_fen - sum(item.fen for item in self.items)

    @property
    def holders_fen(self) -> int:
        """What all holders hold together."""
        return sum(fen for _, fen in self.holders)

    @property
    def agrees(self) -> bool:
        """Whether all three ways agree; differences that are known and explained by a line may still be open."""
        return self.difference_fen == 0 and self.holders_fen == self.ledger_fen

    @property
    def is_even(self) -> bool:
        """Whether all three agree and nothing suspicious is open."""
        return self.agrees and not self.suspects

    @property
    def is_used(self) -> bool:
        """Whether there is anything to reconcile on this account."""
        return bool(self.statement_on or self.ledger_fen or self.suspects or self.holders)


# What every account behind a bank account holds at the end of a day, and over how many legs and journals: one pass over
# the postings gives all that a day's statement says. Each journal has one leg number 1, and all legs in one bank account.
_SUMS = """
SELECT a.holder, c.number, held.fen, held.legs, held.journals
  FROM (SELECT p.account_id, sum(p.fen)::bigint AS fen, count(*) AS legs, count(*) FILTER (WHERE p.seq = 1) AS journals
          FROM funds_posting p JOIN funds_journal j ON j.id = p.journal_id
         WHERE p.court_id = %s AND j.court_id = %s AND j.booked_on <= %s
           AND p.account_id IN (SELECT id FROM funds_account WHERE bank_account_id = %s)
         GROUP BY p.account_id) AS held
  JOIN funds_account a ON a.id = held.account_id LEFT JOIN cases_case c ON c.id = a.case_id
"""


def _sums(account: CourtAccount, on: date) -> tuple[dict[str, int], Counted]:
    """What each holder's accounts add up to (as posted), and what was counted on the way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', %s, true)", [WORK_MEM])
        cursor.execute(_SUMS, [account.court_id, account.court_id, on, account.pk])
        rows = cursor.fetchall()
    sums: dict[str, int] = {}
    for holder, _, fen, _, _ in rows:
        sums[holder] = sums.get(holder, 0) + fen
    of_cases = [(number, holder, -fen) for holder, number, fen, _, _ in rows if number and fen]
    return sums, Counted(
        journals=sum(row[4] for row in rows),
        postings=sum(row[3] for row in rows),
        cases=len({number for number, _, _ in of_cases}),
        cases_fen=sum(fen for _, _, fen in of_cases),
        cases_sha256=digest_of_cases(of_cases),
    )


def reconcile(*, court: Court, on: date) -> list[Reconciliation]:
    """The reconciliation of each case-funds account of a court at the end of a day."""
    accounts = CourtAccount.objects.filter(court=court).order_by("id")
    return [reconcile_account(account=account, on=on) for account in accounts]


def reconcile_account(*, account: CourtAccount, on: date) -> Reconciliation:
    """The reconciliation of one account at the end of a day."""
    sums, counted = _sums(account, on)
    last = (
        StatementLine.objects.filter(bank_account=account, booked_on__lte=on, balance_fen__isnull=False)
        .order_by("-booked_at", "-id")
        .first()
    )
    items = (*_items(account, on), *_late_items(account, on), *_unproved_items(account, on))
    ledger_fen, statement_fen = sums.get(Holder.BANK.value, 0), (last.balance_fen or 0) if last else 0
    missing = ledger_fen - statement_fen - sum(item.fen for item in items)
    known, gaps = _open_differences(account, on)
    return Reconciliation(
        on=on,
        account_id=account.pk,
        account=account.number,
        ledger_fen=ledger_fen,
        statement_fen=statement_fen,
        statement_on=last.booked_on if last else None,
        statement_serial=last.serial if last else "",
        statement_reaches=Statement.objects.filter(bank_account=account).aggregate(Max("last_on"))["last_on__max"],
        items=items,
        holders=tuple(
            (holder, -sums[holder.value]) for holder in Holder if holder is not Holder.BANK and holder in sums
        ),
        counted=counted,
        suspects=(*known, *(_of_that_amount(account, on, missing) if missing else [])),
        gaps=tuple(gaps),
    )  # fmt: skip


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


def _unproved_items(account: CourtAccount, on: date) -> list[Item]:
    """What the bank announced without a balance and no statement has confirmed by that day."""
    return [
        Item("银行已通知入账，尚未见于有余额的对账单", fen, serial)
        for since, until, fen, serial in unproved_spans(account)
        if since <= on and (until is None or on < until)
    ]


def _crossing(day: str, line: str, on: date) -> Q:
    in_books = Q(**{f"{day}__lte": on})
    on_statement = Q(**{f"{line}__booked_on__lte": on})
    return (in_books & (Q(**{line: None}) | Q(**{f"{line}__booked_on__gt": on}))) | (
        Q(**{f"{day}__gt": on}) & on_statement
    )


def _late_items(account: CourtAccount, on: date) -> list[Item]:
    """What belongs to that day or before it and was booked later, because its day was closed."""
    rows = LateEntry.objects.filter(bank_account=account, true_on__lte=on, booked_on__gt=on)
    rows = rows.exclude(bank_fen=0).select_related("journal").order_by("true_on", "journal_id")
    return [
        Item(f"结账后补记：属于 {row.true_on:%Y-%m-%d}，记入 {row.booked_on:%Y-%m-%d}", -row.bank_fen, row.journal.ref)
        for row in rows
    ]  # fmt: skip


def _open_differences(account: CourtAccount, on: date) -> tuple[list[Item], list[Item]]:
    """What a person has to look into by that day; and those that are missing statements."""
    rows = Difference.objects.filter(bank_account=account, on__lte=on, settled_at=None).order_by("on", "id")
    all_of_them = [
        (row.kind, Item(f"{DifferenceKind(row.kind).label}：{row.text}", row.fen, str(row.id), row.kind))
        for row in rows[:SUSPECTS_MAX]
    ]
    gaps = [item for kind, item in all_of_them if kind == DifferenceKind.GAP.value]
    return [item for _, item in all_of_them], gaps


def _of_that_amount(account: CourtAccount, on: date, missing: int) -> list[Item]:
    """Lines and payments of exactly the missing amount around the day: one of them is on one side only."""
    around = (on - NEAR, on + NEAR)
    lines = StatementLine.objects.filter(
        bank_account=account, fen__in=[missing, -missing], booked_on__range=around
    )
    found = [
        Item(f"金额与差额相同的流水 {line.serial}（{line.booked_on:%Y-%m-%d}）", line.fen)
        for line in lines.order_by("booked_at", "id")[:5]
    ]
    payments = Payment.objects.filter(bank_account=account, fen=abs(missing), paid_on__range=around)
    found += [
        Item(f"金额与差额相同的付款 {payment.reference}", -payment.fen)
        for payment in payments.order_by("id")[:5]
    ]
    return found


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of an account, in fen: what the books hold, the statement says, and good reasons explain."""

    on: date
    ledger_fen: int
    statement_fen: int
    items_fen: int

    @property
    def agrees(self) -> bool:
        """Whether the ledger is the statement and what explains the rest."""
        return self.ledger_fen == self.statement_fen + self.items_fen


_BANK_BY_DAY = """
SELECT j.booked_on, sum(p.fen) FROM funds_posting p
  JOIN funds_account a ON a.id = p.account_id JOIN funds_journal j ON j.id = p.journal_id
 WHERE a.bank_account_id = %s AND a.holder = 'bank' AND j.booked_on <= %s GROUP BY j.booked_on
"""
_STATEMENT_BY_DAY = """
SELECT DISTINCT ON (booked_on) booked_on, balance_fen FROM funds_statementline
 WHERE bank_account_id = %s AND booked_on <= %s AND balance_fen IS NOT NULL
 ORDER BY booked_on, booked_at DESC, id DESC
"""


def days_of_account(*, account: CourtAccount, first: date, last: date) -> list[DayLine]:
    """Every day from `first` to `last`, in four queries however many days there are."""
    with connection.cursor() as cursor:
        cursor.execute(_BANK_BY_DAY, [account.pk, last])
        ledger = {on: int(fen) for on, fen in cursor.fetchall()}
        cursor.execute(_STATEMENT_BY_DAY, [account.pk, last])
        statement = {on: int(fen) for on, fen in cursor.fetchall()}
    spans = _spans(account)
    booked = sum(fen for on, fen in ledger.items() if on < first)
    before = [on for on in statement if on < first]
    said = statement[max(before)] if before else 0
    found = []
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        booked += ledger.get(on, 0)
        said = statement.get(on, said)
        items = sum(fen for since, until, fen in spans if since <= on and (until is None or on < until))
        found.append(DayLine(on, booked, said, items))
    return found


def _spans(account: CourtAccount) -> Sequence[tuple[date, date | None, int]]:
    """From which day until (not on) which day an item stands between the two sides, and its fen in the books' view."""
    spans: list[tuple[date, date | None, int]] = []
    for day, line, sign in (("paid_on", "paid_line", -1), ("returned_on", "return_line", 1)):
        rows = Payment.objects.filter(bank_account=account, **{f"{day}__isnull": False})
        for on, shown, fen in rows.values_list(day, f"{line}__booked_on", "fen"):
            if shown is None or on < shown:
                spans.append((on, shown, sign * fen))
            elif shown < on:
                spans.append((shown, on, -sign * fen))
    late = LateEntry.objects.filter(bank_account=account).exclude(bank_fen=0)
    return [
        *spans,
        *((since, until, fen) for since, until, fen, _ in unproved_spans(account)),
        *((since, until, -fen) for since, until, fen in late.values_list("true_on", "booked_on", "bank_fen")),
    ]
