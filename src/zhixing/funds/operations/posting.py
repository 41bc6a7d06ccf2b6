"""Posting to the books: journals as values, one database call for any number of them."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.database.rows import insert, select_any
from zhixing.foundation.keys import uuid7, uuid7s
from zhixing.funds.models import Account, Drawer, Holder
from zhixing.funds.operations.dating import keep_late, on_open_days

CHUNK = 10_000
"""Journals sent in one call; larger calls gain nothing and hold more memory."""
_OVERDRAWN, _REF_REUSED, _CLOSED = "ZX001", "ZX002", "ZX004"
_SEPARATOR = "\x1f"
_GUARDED = (Holder.CASE, Holder.REFUND_PAYABLE, Holder.DEPOSIT)


class PostingRefused(ValueError):
    """The books do not take a journal: it does not balance or names an unknown account."""


class Overdrawn(PostingRefused):
    """A holder would give more than it holds; nothing was posted."""


class ReferenceReused(PostingRefused):
    """A ref that is posted already came again with other content; nothing was posted."""


class PeriodClosed(PostingRefused):
    """The day is closed; nothing was posted. Whatever goes through `post` is dated on an open day and never meets this."""


@dataclass(frozen=True, slots=True)
class Leg:
    """`fen` above zero: the bank account receives or a holder gives; below zero the reverse. Never zero."""

    account_id: UUID
    fen: int


@dataclass(frozen=True, slots=True)
class NewJournal:
    """A movement to post. `ref` is unique in the court and makes it happen once; `booked_on` is the day it counts."""

    ref: str
    kind: str
    booked_on: date
    legs: tuple[Leg, ...]
    text: str = ""
    reverses: UUID | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a journal: its key, and whether this call posted it."""

    journal_id: UUID
    ref: str
    is_new: bool


def move(
    ref: str,
    kind: str,
    on: date,
    *,
    debit: UUID,
    credit: UUID,
    fen: int,
    text: str = "",
    reverses: UUID | None = None,
) -> NewJournal:
    """`fen` (above zero) on two legs: a debit makes the bank account grow or a holder give, a credit the reverse."""
    return NewJournal(ref, kind, on, (Leg(debit, fen), Leg(credit, -fen)), text, reverses)


def post(*, court_id: int, journals: Sequence[NewJournal], at: datetime, actor_name: str) -> list[Posted]:
    """Post journals, each once, in the order given; what was posted before is reported and left as it is.

    A journal of a closed day is booked on the first open day and keeps the day it belongs to (`LateEntry`).
    All or nothing within the caller's transaction. Raises Overdrawn, ReferenceReused, PostingRefused.
    """
    # Nearly always every day is open: the books themselves say when one is not, and only then each is looked at.
    try:
        with transaction.atomic() if len(journals) > CHUNK else nullcontext():
            return _post(court_id, journals, at, actor_name)
    except (PeriodClosed, ReferenceReused):
        dated, moved = on_open_days(court_id=court_id, journals=journals)
        if list(dated) == list(journals):
            raise
    done = _post(court_id, dated, at, actor_name)
    if moved:
        keep_late(posted={one.journal_id: moved[one.ref] for one in done if one.is_new and one.ref in moved})
    return done


def _post(court_id: int, journals: Sequence[NewJournal], at: datetime, actor_name: str) -> list[Posted]:
    chunks = [journals[start : start + CHUNK] for start in range(0, len(journals), CHUNK)]
    if len(chunks) < 2:
        return [posted for chunk in chunks for posted in _send(_written(chunk), court_id, at, actor_name)]
    done: list[Posted] = []
    # While the database posts one chunk the next is written: it waits for the other anyway.
    with ThreadPoolExecutor(max_workers=1) as ahead:
        upcoming = ahead.submit(_written, chunks[0])
        for following in [*chunks[1:], None]:
            written = upcoming.result()
            if following is not None:
                upcoming = ahead.submit(_written, following)
            done += _send(written, court_id, at, actor_name)
    return done


_CALL = (
    "SELECT journal_id, journal_ref, is_new, refused, said FROM public.funds_post("
    "%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class _Written:
    """A chunk ready to be sent: its journals' keys and refs, and the arguments that follow court, time and actor."""

    keys: list[UUID]
    refs: list[str]
    arguments: list[str]


def _written(journals: Sequence[NewJournal]) -> _Written:
    """Arrays travel as joined texts: three times faster than one element at a time, and what binds here is Python."""
    if not all(journal.legs for journal in journals):
        raise PostingRefused("凭证没有分录，未入账。")
    legs = [leg for journal in journals for leg in journal.legs]
    places = [str(place) for place, journal in enumerate(journals, start=1) for _ in journal.legs]
    seqs = [str(seq) for journal in journals for seq in range(1, len(journal.legs) + 1)]
    names: dict[UUID, str] = {key: key.hex for key in {leg.account_id for leg in legs}}
    days = {day: day.isoformat() for day in {journal.booked_on for journal in journals}}
    keys, refs = uuid7s(len(journals)), [journal.ref for journal in journals]
    return _Written(keys, refs, [
        ",".join([key.hex for key in keys]),
        _joined(refs),
        _joined(journal.kind for journal in journals),
        ",".join([days[journal.booked_on] for journal in journals]),
        _joined(journal.text[:200] for journal in journals),
        ",".join([journal.reverses.hex if journal.reverses else "" for journal in journals]),
        ",".join(places), ",".join(seqs),
        ",".join([names[leg.account_id] for leg in legs]),
        ",".join([str(leg.fen) for leg in legs]),
    ])  # fmt: skip


def _send(written: _Written, court_id: int, at: datetime, actor_name: str) -> list[Posted]:
    with connection.cursor() as cursor:
        cursor.execute(_CALL, [court_id, at, actor_name[:80], *written.arguments])
        rows = cursor.fetchall()
    if not rows:
        return [Posted(key, ref, True) for key, ref in zip(written.keys, written.refs, strict=True)]
    if rows[0][3]:
        raise _refusal(*rows[0][3:])
    return [Posted(*row[:3]) for row in rows]


def _joined(texts: Iterable[str]) -> str:
    return _SEPARATOR.join([text.replace(_SEPARATOR, " ") for text in texts])


def _refusal(state: str, said: str) -> PostingRefused:
    """What the books refused, in words."""
    if state == _OVERDRAWN:
        return Overdrawn("余额不足，未入账：该笔款项可能已经发放或冲正，请刷新后核对。")
    if state == _REF_REUSED:
        return ReferenceReused(f"编号“{said}”已经入账，内容与本次不同，未入账，请核对。")
    if state == _CLOSED:
        return PeriodClosed(f"账期已经结账，不能再记入（{said}），请记入未结账的日期。")
    return PostingRefused(f"分录不平或账户不存在，未入账（{said}）。")


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What an account is found by."""

    holder: Holder
    case_id: UUID | None = None
    drawer: Drawer = Drawer.NONE


def accounts(*, court_id: int, bank_account_id: int, keys: Iterable[AccountKey]) -> dict[AccountKey, UUID]:
    """The accounts of the keys; those that are missing are opened."""
    wanted = list(dict.fromkeys(keys))
    found = _find(bank_account_id, wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        count = len(missing)
        insert(
            "funds_account",
            {
                "id": ("uuid", [uuid7() for _ in missing]),
                "court_id": ("int", [court_id] * count),
                "bank_account_id": ("bigint", [bank_account_id] * count),
                "holder": ("text", [key.holder.value for key in missing]),
                "drawer": ("text", [key.drawer.value for key in missing]),
                "case_id": ("uuid", [key.case_id for key in missing]),
                "is_guarded": ("bool", [key.holder in _GUARDED for key in missing]),
            },
            skip_known=True,
        )
        found |= _find(bank_account_id, missing)
    return found


def _find(bank_account_id: int, keys: Sequence[AccountKey]) -> dict[AccountKey, UUID]:
    """One query for the accounts of cases, one for the others."""
    found: dict[AccountKey, UUID] = {}
    cases = list({key.case_id for key in keys if key.case_id is not None})
    rows = select_any(
        "SELECT holder, case_id, drawer, id FROM funds_account WHERE case_id = ANY (%s) AND bank_account_id = %s",
        cases,
        bank_account_id,
    )
    if any(key.case_id is None for key in keys):
        mine = Account.objects.filter(bank_account_id=bank_account_id, case=None)
        rows += mine.values_list("holder", "case_id", "drawer", "id")
    wanted = set(keys)
    for holder, case_id, drawer, account_id in rows:
        key = AccountKey(Holder(holder), case_id, Drawer(drawer))
        if key in wanted:
            found[key] = account_id
    return found


def locked_balances(account_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """What the holders hold, in fen, their accounts locked (in order of id) until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, held_fen FROM public.funds_lock_balances(%s::uuid[])", [list(account_ids)]
        )
        return dict(cursor.fetchall())
