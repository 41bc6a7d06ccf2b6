"""What each new line of a statement is: a receipt with or without its case, a reversal, a payment of ours, or unknown."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from zhixing.cases.models import CourtAccount
from zhixing.cases.personal import keys
from zhixing.foundation.database.rows import select_any
from zhixing.foundation.evidence.rules import canonical_json, sha256
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.foundation.names import comparing_key
from zhixing.foundation.personal_data import Purpose, blind_index
from zhixing.funds.models import HandReceipt, HandState, LineUse, Payment, PaymentState, ReceiptState
from zhixing.funds.operations.receiving_accounts import mark_by_account
from zhixing.funds.rules.hand_receipts import numbers_in
from zhixing.funds.rules.marking import KnownCase, Marked, Traces, Unidentified, Why, decide, traces_of
from zhixing.funds.rules.payments import REFERENCE
from zhixing.funds.rules.reversals import Movement, is_reversal, originals
from zhixing.funds.rules.statement import BankLine


@dataclass(frozen=True, slots=True)
class Original:
    """The line a reversal takes back. For one of this file only `serial` and `id` matter."""

    id: UUID
    serial: str
    state: str = ReceiptState.UNIDENTIFIED.value
    case_id: UUID | None = None
    turns: int = 0


@dataclass(slots=True)
class Taken:
    """A new line and what it turned out to be."""

    id: UUID
    line: BankLine
    digest: str
    use: LineUse
    account_index: bytes | None
    marked: Marked | None = None
    unidentified: Unidentified | None = None
    original: Original | None = None
    payment: Payment | None = None
    hand: tuple[HandReceipt, ...] = ()

    @property
    def original_serial(self) -> str:
        """The serial of the line it reverses."""
        return self.original.serial if self.original else ""


def indexes_of_accounts(lines: Sequence[BankLine]) -> dict[str, bytes | None]:
    """The blind index of each account number on the other side; none where the bank gives no number."""
    vault = keys()
    numbers = {line.account for line in lines}
    return {
        number: blind_index(vault, number, purpose=Purpose.ACCOUNT) if number else None for number in numbers
    }


def digests(lines: Sequence[BankLine], indexes: Mapping[str, bytes | None]) -> list[str]:
    """What each line says, as one hash: the same serial with another hash is another claim."""
    found = []
    for line in lines:
        index = indexes[line.account]
        content = [
            line.serial, line.at.date().isoformat(), line.fen, line.balance_fen, line.name_key,
            index.hex() if index else "", comparing_key(line.remark), line.sub_account,
        ]  # fmt: skip
        found.append(sha256(canonical_json(content)))
    return found


def take(
    court: Court,
    account: CourtAccount,
    lines: Sequence[BankLine],
    new: Sequence[int],
    digest_of: Sequence[str],
    indexes: Mapping[str, bytes | None],
) -> list[Taken]:
    """Judge the new lines (given by place), oldest first. Nothing is written."""
    taken = [
        Taken(
            uuid7(),
            lines[place],
            digest_of[place],
            _first_guess(lines[place]),
            indexes[lines[place].account],
        )
        for place in new
    ]
    _find_payments(account, taken)
    _find_hand_deposits(account, taken)
    _find_originals(account, taken)
    _mark(court, taken)
    return taken


def _first_guess(line: BankLine) -> LineUse:
    if line.fen > 0:
        return LineUse.RECEIPT
    if line.takes_back or is_reversal(line.fen, line.remark):
        return LineUse.REVERSAL
    return LineUse.UNEXPLAINED


def _find_payments(account: CourtAccount, taken: Sequence[Taken]) -> None:
    """Debits that are payments of ours, and credits that are such a payment come back: by reference or bank serial."""
    named: dict[str, list[Taken]] = {}
    for line in taken:
        for reference in re.findall(REFERENCE, line.line.remark):
            named.setdefault(reference, []).append(line)
    serials = {line.line.serial: line for line in taken if line.use is LineUse.UNEXPLAINED}
    mine = Payment.objects.select_for_update(of=("self",)).filter(bank_account=account).exclude(state="ready")
    for payment in mine.filter(reference__in=list(named)).order_by("id") if named else ():
        for line in named[payment.reference]:
            _pair(payment, line)
    for payment in (
        mine.filter(bank_serial__in=list(serials), paid_line=None).order_by("id") if serials else ()
    ):
        _pair(payment, serials[payment.bank_serial])


def _pair(payment: Payment, line: Taken) -> None:
    """Amount and direction must fit and the place be free; else the line stays what it was."""
    if line.payment is not None:
        return
    left_the_bank = payment.state != PaymentState.FAILED.value or payment.paid_on is not None
    if line.line.fen == -payment.fen and payment.paid_line_id is None and left_the_bank:
        line.payment, line.use = payment, LineUse.PAYOUT
    elif line.line.fen == payment.fen and payment.return_line_id is None:
        line.payment, line.use = payment, LineUse.RETURN


def _find_hand_deposits(account: CourtAccount, taken: Sequence[Taken]) -> None:
    """Credits that are cash or instruments of ours handed to the bank, by receipt number; debits that send them back.

    All receipts a line names must be there and come to its amount; else the line stays what it was.
    """
    named = {line.id: numbers_in(line.line.remark) for line in taken if line.payment is None}
    wanted = {number for numbers in named.values() for number in numbers}
    if not wanted:
        return
    rows = HandReceipt.objects.select_for_update(of=("self",)).filter(
        bank_account=account, number__in=wanted, state__in=[HandState.CONFIRMED.value, HandState.HANDED_OVER.value]
    )  # fmt: skip
    there = {row.number: row for row in rows.order_by("id")}
    for line in taken:
        numbers = named.get(line.id, ())
        mine = tuple(there[number] for number in numbers if number in there)
        is_banked = line.line.fen < 0
        if not numbers or len(mine) < len(numbers) or sum(row.fen for row in mine) != abs(line.line.fen):
            continue
        if all((row.state == HandState.HANDED_OVER.value) == is_banked for row in mine):
            line.hand, line.use = mine, LineUse.HAND_DEPOSIT
            for row in mine:
                row.state = (HandState.CONFIRMED if is_banked else HandState.HANDED_OVER).value
                row.deposit_line_id = None if is_banked else line.id


_CANDIDATES = """
SELECT l.id, l.serial, l.fen, l.name_key, l.account_index, l.remark, l.sub_account, l.booked_at,
       r.state, r.case_id, r.turns
  FROM funds_statementline l JOIN funds_receipt r ON r.line_id = l.id
 WHERE l.account_index = ANY (%s) AND l.bank_account_id = %s AND r.state <> 'reversed'
   AND NOT EXISTS (SELECT 1 FROM funds_statementline b WHERE b.reverses_id = l.id)
 ORDER BY l.booked_at, l.id
"""
_CANDIDATES_WITHOUT_ACCOUNT = """
SELECT l.id, l.serial, l.fen, l.name_key, l.account_index, l.remark, l.sub_account, l.booked_at,
       r.state, r.case_id, r.turns
  FROM funds_statementline l JOIN funds_receipt r ON r.line_id = l.id
 WHERE l.fen = ANY (%s) AND l.bank_account_id = %s AND l.account_index IS NULL AND r.state <> 'reversed'
   AND NOT EXISTS (SELECT 1 FROM funds_statementline b WHERE b.reverses_id = l.id)
 ORDER BY l.booked_at, l.id
"""


def _find_originals(account: CourtAccount, taken: Sequence[Taken]) -> None:
    reversals = [line for line in taken if line.use is LineUse.REVERSAL]
    if not reversals:
        return
    indexes = list({line.account_index for line in reversals if line.account_index})
    rows = select_any(_CANDIDATES, indexes, account.pk)
    fens = list({-line.line.fen for line in reversals if not line.account_index})
    rows += select_any(_CANDIDATES_WITHOUT_ACCOUNT, fens, account.pk)
    known = {str(row[0]): Original(row[0], row[1], row[8], row[9], row[10]) for row in rows}
    earlier = [
        (row[7], Movement(str(row[0]), row[2], row[3], row[4] and bytes(row[4]), row[5], row[6]))
        for row in rows
    ]
    mine = {str(line.id): line for line in taken}
    earlier += [(line.line.at, _movement(line)) for line in taken if line.payment is None and not line.hand]
    ordered = [movement for _, movement in sorted(earlier, key=lambda pair: pair[0])]
    for key, original in originals([_movement(line) for line in reversals], ordered).items():
        if original is None:
            mine[key].unidentified = Unidentified(Why.REVERSAL_WITHOUT_ORIGINAL)
        elif original in mine:
            mine[key].original = Original(mine[original].id, mine[original].line.serial)
        else:
            mine[key].original = known[original]


def _movement(line: Taken) -> Movement:
    said = line.line
    return Movement(
        str(line.id),
        said.fen,
        said.name_key,
        line.account_index,
        said.remark,
        said.sub_account,
        said.takes_back,
    )


def _mark(court: Court, taken: Sequence[Taken]) -> None:
    receipts = [line for line in taken if line.use is LineUse.RECEIPT]
    traces = {line.id: traces_of(line.line.remark, line.line.sub_account) for line in receipts}
    by_sub_account, by_number = known_cases(court, traces.values())
    for line in receipts:
        decision = decide(
            traces[line.id],
            payer_key=line.line.name_key,
            court_code=court.code,
            by_sub_account=by_sub_account,
            by_number=by_number,
        )
        if isinstance(decision, Marked):
            line.marked = decision
        else:
            line.unidentified = decision
    taken_back = {line.original.id for line in taken if line.original}
    mark_by_account(court, [line for line in receipts if line.id not in taken_back], traces)


def known_cases(
    court: Court, traces: Iterable[Traces]
) -> tuple[Mapping[str, KnownCase], Mapping[str, KnownCase]]:
    """The filed cases that the traces name, by sub-account and by number, in a few queries whatever their number."""
    traces = list(traces)
    sub_accounts = list({trace.sub_account for trace in traces if trace.sub_account})
    numbers = list({trace.number for trace in traces if trace.number and not trace.sub_account})
    by_sub_account = {
        row[2]: KnownCase(row[0], row[1])
        for row in select_any(
            "SELECT id, number, sub_account FROM cases_case WHERE sub_account = ANY (%s) AND court_id = %s",
            sub_accounts,
            court.pk,
        )
    }
    for case_id, number, sub_account, party_id in select_any(
        "SELECT c.id, c.number, p.sub_account, p.id FROM cases_party p JOIN cases_case c ON c.id = p.case_id "
        "WHERE p.sub_account = ANY (%s) AND p.sub_account <> '' AND p.court_id = %s",
        [one for one in sub_accounts if one not in by_sub_account],
        court.pk,
    ):
        by_sub_account[sub_account] = KnownCase(case_id, number, debtor_id=party_id)
    ids = dict(
        select_any(
            "SELECT id, number FROM cases_case WHERE number = ANY (%s) AND court_id = %s", numbers, court.pk
        )
    )
    sides: dict[UUID, dict[str, set[str]]] = {}
    for case_id, role, name_key in select_any(
        "SELECT case_id, role, name_key FROM cases_party WHERE case_id = ANY (%s)", list(ids)
    ):
        sides.setdefault(case_id, {}).setdefault(role, set()).add(name_key)
    by_number = {
        number: KnownCase(
            case_id,
            number,
            frozenset(sides.get(case_id, {}).get("applicant", ())),
            frozenset(sides.get(case_id, {}).get("debtor", ())),
        )
        for case_id, number in ids.items()
    }
    return by_sub_account, by_number
