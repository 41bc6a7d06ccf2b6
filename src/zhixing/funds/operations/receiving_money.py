"""Entering the lines of a statement: rows, journals, recoveries, facts, all set-based and in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from zhixing.cases.models import CourtAccount, Recovery
from zhixing.cases.operations import append_recoveries
from zhixing.cases.personal import keys
from zhixing.foundation.database.rows import insert
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.names import mask_account
from zhixing.foundation.personal_data import Keys, Purpose, seal
from zhixing.funds.models import (
    Difference,
    DifferenceKind,
    Drawer,
    FundsPolicy,
    HandReceipt,
    HandState,
    Holder,
    Journal,
    LineUse,
    Payment,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.posting import AccountKey, NewJournal, Posted, accounts, move, post
from zhixing.funds.operations.receiving_lines import Taken
from zhixing.funds.operations.settling import Outcome, settle
from zhixing.funds.operations.withdrawing import lock_with_cases, withdraw_proposed
from zhixing.funds.rules.continuity import Joined
from zhixing.funds.rules.hand_receipts import NOT_BANKED, NOT_BANKED_TEXT
from zhixing.funds.rules.marking import Unidentified, Why
from zhixing.funds.rules.payments import Effect
from zhixing.law.amounts import yuan_text
from zhixing.law.case_funds import FundsSettings, funds_clocks

BANK, TRAY = AccountKey(Holder.BANK), AccountKey(Holder.UNIDENTIFIED)
OPENING = AccountKey(Holder.UNIDENTIFIED, drawer=Drawer.OPENING)
UNEXPLAINED = AccountKey(Holder.UNIDENTIFIED, drawer=Drawer.UNEXPLAINED)
CASH = AccountKey(Holder.CASH)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where and by whom lines are entered."""

    court: Court
    account: CourtAccount
    statement_id: UUID
    now: datetime
    actor: Actor


def line_ref(account_id: int, serial: str) -> str:
    """The ref of the journal of a statement line."""
    return f"line:{account_id}:{serial}"


def recovery_source(line_id: UUID, turn: int) -> str:
    """The source of a recovery: the receipt, and how often it had been put to a case by then."""
    return f"receipt:{line_id}:{turn}"


def taken_back(line_id: UUID, turn: int) -> str:
    """The source of the negative row that takes that recovery back."""
    return f"back:{line_id}:{turn}"


def enter(entry: Entry, taken: Sequence[Taken], joined: Joined, progress: Callable[[int], None]) -> None:
    """Enter judged lines, oldest first."""
    _insert_lines(entry, taken)
    progress(len(taken) // 3)
    earlier = _lock_originals(entry, taken)
    book = accounts(
        court_id=entry.court.pk, bank_account_id=entry.account.pk, keys=_account_keys(taken, earlier)
    )
    _post(entry, taken, joined, book, earlier)
    progress(2 * len(taken) // 3)
    _insert_receipts(entry, taken)
    Receipt.objects.filter(
        pk__in=[pk for pk, receipt in earlier.items() if receipt.state == _REVERSED]
    ).update(state=_REVERSED, changed_at=entry.now, changed_by=entry.actor.name)
    append_recoveries(rows=_recoveries(entry, taken, earlier))
    _note_differences(entry, taken)
    _settle_payments(entry, taken)
    _bank_hand_receipts(entry, taken)
    record_many(facts=_facts(entry, taken, earlier), at=entry.now, actor=entry.actor)
    progress(len(taken))


_REVERSED = ReceiptState.REVERSED.value


def _insert_lines(entry: Entry, taken: Sequence[Taken]) -> None:
    vault = keys()
    count = len(taken)
    insert(
        "funds_statementline",
        {
            "id": ("uuid", [line.id for line in taken]),
            "court_id": ("int", [entry.court.pk] * count),
            "bank_account_id": ("bigint", [entry.account.pk] * count),
            "statement_id": ("uuid", [entry.statement_id] * count),
            "place": ("int", [line.line.row for line in taken]),
            "serial": ("text", [line.line.serial for line in taken]),
            "booked_at": ("timestamptz", [line.line.at for line in taken]),
            "booked_on": ("date", [line.line.at.date() for line in taken]),
            "fen": ("bigint", [line.line.fen for line in taken]),
            "balance_fen": ("bigint", [line.line.balance_fen for line in taken]),
            "name": ("text", [line.line.name for line in taken]),
            "name_key": ("text", [line.line.name_key[:200] for line in taken]),
            "account_sealed": ("bytea", [_sealed(vault, line.line.account) for line in taken]),
            "account_index": ("bytea", [line.account_index for line in taken]),
            "account_masked": (
                "text",
                [mask_account(line.line.account) if line.line.account else "" for line in taken],
            ),
            "remark": ("text", [line.line.remark for line in taken]),
            "sub_account": ("text", [line.line.sub_account for line in taken]),
            "content_sha256": ("text", [line.digest for line in taken]),
            "use": ("text", [line.use.value for line in taken]),
            "reverses_id": ("uuid", [line.original.id if line.original else None for line in taken]),
        },
    )


def _sealed(vault: Keys, number: str) -> bytes | None:
    return seal(vault, number, purpose=Purpose.ACCOUNT) if number else None


def _lock_originals(entry: Entry, taken: Sequence[Taken]) -> dict[UUID, Receipt]:
    """The receipts of earlier files that are reversed now, locked, in the state they have from now on.

    Proposed plans of their cases fall. Money of an approved plan has left: its receipt stays as it is (→ difference).
    """
    mine = {line.id for line in taken}
    wanted = {line.original.id for line in taken if line.original and line.original.id not in mine}
    if not wanted:
        return {}
    locked = lock_with_cases(wanted)
    text = "银行冲正，方案撤回。"
    approved = withdraw_proposed(receipts=locked.values(), reason=text, now=entry.now, actor=entry.actor)
    originals = {pk: locked[pk] for pk in wanted}
    for pk, receipt in originals.items():
        if pk not in approved:
            receipt.state = _REVERSED
    return originals


def _account_keys(taken: Sequence[Taken], earlier: dict[UUID, Receipt]) -> list[AccountKey]:
    cases = [AccountKey(Holder.CASE, line.marked.case.id) for line in taken if line.marked]
    cases += [AccountKey(Holder.CASE, receipt.case_id) for receipt in earlier.values() if receipt.case_id]
    cash = [CASH] if any(line.hand for line in taken) else []
    return [BANK, TRAY, OPENING, UNEXPLAINED, *cash, *cases]


def _post(
    entry: Entry,
    taken: Sequence[Taken],
    joined: Joined,
    book: dict[AccountKey, UUID],
    earlier: dict[UUID, Receipt],
) -> None:
    """What is taken over, what came in, then what went out: a reversal finds the money it takes back."""
    journals = _taking_over(entry, taken, joined, book)
    mine = {line.id: line for line in taken}
    for line in taken:
        if line.use is LineUse.RECEIPT:
            holder = AccountKey(Holder.CASE, line.marked.case.id) if line.marked else TRAY
            journals.append(_journal(entry, line, "arrival", debit=book[BANK], credit=book[holder]))
        elif line.use is LineUse.HAND_DEPOSIT:
            debit, credit = (BANK, CASH) if line.line.fen > 0 else (CASH, BANK)
            journals.append(_journal(entry, line, "hand_deposit", debit=book[debit], credit=book[credit]))
    done = {one.ref: one.journal_id for one in _send(entry, journals)} | _posted_before(entry, taken)
    back = []
    for line in taken:
        if line.use is LineUse.REVERSAL and line.original:
            giver = book[_holder_of_original(line, mine, earlier)]
            original = done.get(line_ref(entry.account.pk, line.original.serial))
            back.append(_journal(entry, line, "reversal", debit=giver, credit=book[BANK], reverses=original))
        elif line.use in (LineUse.REVERSAL, LineUse.UNEXPLAINED):
            back.append(_journal(entry, line, "unexplained", debit=book[UNEXPLAINED], credit=book[BANK]))
    _send(entry, back)


def _posted_before(entry: Entry, taken: Sequence[Taken]) -> dict[str, UUID]:
    """The journals of earlier files that are taken back now, by ref: the reversal names them."""
    refs = [line_ref(entry.account.pk, line.original.serial) for line in taken if line.original]
    if not refs:
        return {}
    found = Journal.objects.filter(court=entry.court, ref__in=refs)
    return dict(found.values_list("ref", "id"))


def _taking_over(
    entry: Entry, taken: Sequence[Taken], joined: Joined, book: dict[AccountKey, UUID]
) -> list[NewJournal]:
    """The balance the account held before its first known line; corrected when older lines come in later."""
    fen, on = joined.opening_fen, taken[0].line.at.date()
    if not fen:
        return []
    debit, credit = (BANK, OPENING) if fen > 0 else (OPENING, BANK)
    ref = f"opening:{entry.account.pk}:{taken[0].line.serial}"
    return [move(ref, "opening", on, debit=book[debit], credit=book[credit], fen=abs(fen), text="期初承接")]


def _holder_of_original(line: Taken, mine: dict[UUID, Taken], earlier: dict[UUID, Receipt]) -> AccountKey:
    original = line.original
    if original is None:
        return UNEXPLAINED
    here = mine.get(original.id)
    if here is not None:
        return AccountKey(Holder.CASE, here.marked.case.id) if here.marked else TRAY
    receipt = earlier[original.id]
    if receipt.state != _REVERSED:
        return UNEXPLAINED
    return AccountKey(Holder.CASE, receipt.case_id) if receipt.case_id else TRAY


def _journal(
    entry: Entry, line: Taken, kind: str, *, debit: UUID, credit: UUID, reverses: UUID | None = None
) -> NewJournal:
    return move(
        line_ref(entry.account.pk, line.line.serial), kind, line.line.at.date(),
        debit=debit, credit=credit, fen=abs(line.line.fen), reverses=reverses,
    )  # fmt: skip


def _send(entry: Entry, journals: Sequence[NewJournal]) -> list[Posted]:
    return post(court_id=entry.court.pk, journals=journals, at=entry.now, actor_name=entry.actor.name)


@lru_cache(maxsize=4096)
def clocks_of(arrived_on: date, target_days: int) -> tuple[date, date, date]:
    """Until when a receipt must be identified, paid, and (the court's own aim) paid."""
    clocks = funds_clocks(arrived_on=arrived_on, settings=FundsSettings(target_days=target_days))
    return clocks.identify_by, clocks.pay_by or clocks.target_by, clocks.target_by


def target_days_of(court: Court) -> int:
    """The days a court has set itself for paying out."""
    policy = FundsPolicy.objects.filter(court=court).first()
    return policy.target_days if policy else FundsSettings().target_days


def _insert_receipts(entry: Entry, taken: Sequence[Taken]) -> None:
    reversed_here = {line.original.id for line in taken if line.original}
    receipts = [line for line in taken if line.use is LineUse.RECEIPT]
    if not receipts:
        return
    days = target_days_of(entry.court)
    clocks = [clocks_of(line.line.at.date(), days) for line in receipts]
    count = len(receipts)
    insert(
        "funds_receipt",
        {
            "line_id": ("uuid", [line.id for line in receipts]),
            "court_id": ("int", [entry.court.pk] * count),
            "bank_account_id": ("bigint", [entry.account.pk] * count),
            "arrived_on": ("date", [line.line.at.date() for line in receipts]),
            "fen": ("bigint", [line.line.fen for line in receipts]),
            "state": ("text", [_state(line, reversed_here) for line in receipts]),
            "case_id": ("uuid", [line.marked.case.id if line.marked else None for line in receipts]),
            "debtor_id": ("uuid", [line.marked.case.debtor_id if line.marked else None for line in receipts]),
            "marked_by": ("text", [line.marked.by.value if line.marked else "" for line in receipts]),
            "why": ("text", [line.unidentified.why.value if line.unidentified else "" for line in receipts]),
            "turns": ("int", [1 if line.marked else 0 for line in receipts]),
            "identify_by": ("date", [clock[0] for clock in clocks]),
            "pay_by": ("date", [clock[1] for clock in clocks]),
            "target_by": ("date", [clock[2] for clock in clocks]),
            "blocked_by": ("text", [""] * count),
            "blocked_text": ("text", [""] * count),
            "changed_at": ("timestamptz", [entry.now] * count),
            "changed_by": ("text", [entry.actor.name[:60]] * count),
        },
    )


def _state(line: Taken, reversed_here: set[UUID]) -> str:
    if line.id in reversed_here:
        return _REVERSED
    return ReceiptState.MARKED.value if line.marked else ReceiptState.UNIDENTIFIED.value


def _recoveries(entry: Entry, taken: Sequence[Taken], earlier: dict[UUID, Receipt]) -> list[Recovery]:
    """Marked money counts against its debt from the day it came; reversed money stops counting on the day it left."""
    rows = [
        _recovery(entry, line.marked.case.id, line.line.at.date(), line.line.fen, recovery_source(line.id, 1))
        for line in taken
        if line.use is LineUse.RECEIPT and line.marked
    ]
    mine = {line.id: line for line in taken}
    for line in taken:
        if line.original is None:
            continue
        here, receipt = mine.get(line.original.id), earlier.get(line.original.id)
        case_id, turn = None, 1
        if here is not None:
            case_id = here.marked.case.id if here.marked else None
        elif receipt is not None and receipt.state == _REVERSED:
            case_id, turn = receipt.case_id, receipt.turns
        if case_id is not None:
            source = taken_back(line.original.id, turn)
            rows.append(_recovery(entry, case_id, line.line.at.date(), line.line.fen, source))
    return rows


def _recovery(entry: Entry, case_id: UUID, on: date, fen: int, source: str) -> Recovery:
    return Recovery(court=entry.court, case_id=case_id, on=on, fen=fen, source=source, recorded_at=entry.now)


def _note_differences(entry: Entry, taken: Sequence[Taken]) -> None:
    """Debits that nobody has explained, and reversals of money that has left: a person decides."""
    stayed = set(
        Receipt.objects.filter(pk__in=[line.original.id for line in taken if line.original])
        .exclude(state=_REVERSED)
        .values_list("pk", "case_id")
    )
    cases = dict(stayed)
    rows = []
    for line in taken:
        if line.use is LineUse.UNEXPLAINED:
            kind = DifferenceKind.UNEXPLAINED_DEBIT
            line.unidentified = line.unidentified or Unidentified(Why.UNEXPLAINED_DEBIT)
        elif line.use is LineUse.REVERSAL and line.original is None:
            kind = DifferenceKind.REVERSAL_WITHOUT_ORIGINAL
        elif line.original is not None and line.original.id in cases:
            kind = DifferenceKind.REVERSAL_AFTER_PAYOUT
        else:
            continue
        original = f"，原流水 {line.original_serial}" if line.original else ""
        rows.append(
            Difference(
                court=entry.court,
                bank_account=entry.account,
                kind=kind.value,
                line_id=line.id,
                case_id=cases.get(line.original.id) if line.original else None,
                on=line.line.at.date(),
                fen=line.line.fen,
                noted_at=entry.now,
                text=f"流水 {line.line.serial} {kind.label}：{yuan_text(line.line.fen, True)} 元{original}。",
            )
        )
    Difference.objects.bulk_create(rows)


def _settle_payments(entry: Entry, taken: Sequence[Taken]) -> None:
    """Payments of ours that the statement shows: booked now if no notice came before, and tied to their line."""
    outcomes = []
    for line in taken:
        payment = line.payment
        if payment is None:
            continue
        effect = Effect.NONE
        if line.use is LineUse.PAYOUT:
            payment.paid_line_id = line.id
            effect = Effect.NONE if payment.paid_on else Effect.PAID
        else:
            payment.return_line_id = line.id
            effect = Effect.NONE if payment.returned_on else Effect.RETURNED
        outcomes.append(Outcome(payment, effect, line.line.at.date(), serial=line.line.serial, text=""))
    settle(court_id=entry.court.pk, outcomes=outcomes, now=entry.now, actor=entry.actor)
    Payment.objects.bulk_update(
        [outcome.payment for outcome in outcomes], ["paid_line", "return_line"], batch_size=1000
    )


def _bank_hand_receipts(entry: Entry, taken: Sequence[Taken]) -> None:
    """Money from officers' hands that the bank shows may be distributed; what the bank sends back waits again."""
    rows = [row for line in taken for row in line.hand]
    if not rows:
        return
    HandReceipt.objects.bulk_update(rows, ["state", "deposit_line"], batch_size=1000)
    banked = [row.line_id for row in rows if row.state == HandState.HANDED_OVER.value]
    waiting = [row.line_id for row in rows if row.state != HandState.HANDED_OVER.value]
    change = {"changed_at": entry.now, "changed_by": entry.actor.name[:60]}
    Receipt.objects.filter(pk__in=banked, blocked_by=NOT_BANKED).update(
        blocked_by="", blocked_text="", **change
    )
    Receipt.objects.filter(pk__in=waiting, state=ReceiptState.MARKED.value).update(
        blocked_by=NOT_BANKED, blocked_text=NOT_BANKED_TEXT, **change
    )


def _facts(entry: Entry, taken: Sequence[Taken], earlier: dict[UUID, Receipt]) -> list[NewFact]:
    mine = {line.id: line for line in taken}
    facts = []
    for line in taken:
        said = line.line
        body = {"serial": said.serial, "fen": said.fen, "on": said.at.date().isoformat()}
        if line.use is LineUse.RECEIPT and line.marked:
            facts.append(
                NewFact(entry.court.pk, f"case:{line.marked.case.id}", "money.marked",
                        {**body, "by": line.marked.by.value, "receipt": str(line.id)})
            )  # fmt: skip
        elif line.use is LineUse.REVERSAL and line.original:
            here, receipt = mine.get(line.original.id), earlier.get(line.original.id)
            case_id = here.marked.case.id if here and here.marked else receipt.case_id if receipt else None
            subject = f"case:{case_id}" if case_id else f"receipt:{line.original.id}"
            facts.append(
                NewFact(entry.court.pk, subject, "money.reversed", {**body, "of": line.original.serial})
            )
        elif line.hand:
            kind = "money.hand_deposited" if said.fen > 0 else "money.hand_sent_back"
            facts += [
                NewFact(entry.court.pk, f"case:{row.case_id}", kind, {**body, "receipt": row.number}) for row in line.hand
            ]  # fmt: skip
        elif line.unidentified is not None:
            kind = "money.unidentified" if line.use is LineUse.RECEIPT else "money.unexplained"
            facts.append(
                NewFact(entry.court.pk, f"receipt:{line.id}", kind,
                        {**body, "why": line.unidentified.why.value, "text": line.unidentified.text})
            )  # fmt: skip
    return facts
