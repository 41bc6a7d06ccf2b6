"""From a row of a query reply to an asset: one shape for banks, registries, funds and offices.

A row that cannot be read whole is still kept: what is unreadable becomes a fault on the asset and never a guess, for an
asset left out is an asset lost. Marriages are no assets; they become a lead that opens only with a reason.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhixing.foundation.dates import UnreadableDate, read_date
from zhixing.foundation.identifiers import BadIdentifier, read_identifier
from zhixing.foundation.money import UnreadableAmount, read_fen
from zhixing.foundation.names import mask_account
from zhixing.inquiries.rules.assets import (
    SECRET_KINDS,
    Burden,
    BurdenKind,
    CoOwner,
    Ownership,
    Prior,
    Stated,
    burdens_in,
    normal_identifier,
    ownership_in,
    priors_in,
    protections_in,
    says_nothing,
)
from zhixing.inquiries.rules.identity import Holder
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Row

_MOST_DETAILS = 40
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{12,}[Xx]?(?![0-9A-Za-z])")
_MADE_UP = re.compile(r"[a-z_]+-[0-9a-f]{16}")
"""What a node calls an asset whose register has no number for it: orders name it so, people do not read it."""


@dataclass(frozen=True, slots=True)
class Spouse:
    """What a civil-affairs row says: a lead for an officer, never an asset and never a debtor."""

    name: str
    id_number: str
    since: date | None
    has_ended: bool
    status: str
    as_of: date


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row, read: whom the unit names, and the asset or the spouse."""

    row_ref: str
    holder: Holder
    kind: AssetKind
    stated: Stated | None
    spouse: Spouse | None = None


def read_row(row: Row, *, as_of: date) -> ReadRow:
    """Read a row; `as_of` is the reply's day and holds where the row names none of its own."""
    holder = Holder(row.holder.name, row.holder.id_number)
    day = row.as_of.date() if row.as_of else as_of
    if row.asset_kind is AssetKind.MARRIAGE:
        return ReadRow(row.row_ref, holder, row.asset_kind, None, _spouse(row, day))
    return ReadRow(row.row_ref, holder, row.asset_kind, _asset(row, day))


def _date(text: str, faults: list[str], what: str) -> date | None:
    try:
        return read_date(text)
    except UnreadableDate:
        faults.append(f"{what}“{text[:30]}”读不出")
        return None


# ---- details a register writes in its own words -------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """What a row's own columns add to what the wire's fields say."""

    faults: list[str]
    kept: list[tuple[str, str]]
    ownership: Ownership = Ownership.UNKNOWN
    share: str = ""
    location: str = ""
    use: str = ""
    use_ends_on: date | None = None
    amount_fen: int | None = None
    status: str = ""
    burdens: tuple[Burden, ...] = ()
    priors: tuple[Prior, ...] = ()


def _read_share(read: _Reading, name: str, text: str) -> None:
    read.ownership, read.share = ownership_in(text)


def _read_stake(read: _Reading, name: str, text: str) -> None:
    """A stake in a firm is the debtor's alone; the per cent is of the firm."""
    read.share = text
    read.kept.append((name, text))


def _read_amount(read: _Reading, name: str, text: str) -> None:
    try:
        read.amount_fen = read_fen(text, unit=10_000 if "万" in name else 1, zero_allowed=True)
    except UnreadableAmount as error:
        read.faults.append(f"{name}“{text[:30]}”：{error}")


def _read_use_end(read: _Reading, name: str, text: str) -> None:
    if says_nothing(text) or text in ("长期", "永久"):
        read.kept.append((name, text))
    else:
        read.use_ends_on = _date(text, read.faults, name)


def _read_burden(read: _Reading, name: str, text: str) -> None:
    kind = BurdenKind.PLEDGE if "质" in name else BurdenKind.MORTGAGE
    read.burdens = tuple(dict.fromkeys((*read.burdens, *burdens_in(text, kind=kind))))


def _read_prior(read: _Reading, name: str, text: str) -> None:
    read.priors = tuple(dict.fromkeys((*read.priors, *priors_in(text))))


def _read_location(read: _Reading, name: str, text: str) -> None:
    read.location = text


def _read_use(read: _Reading, name: str, text: str) -> None:
    read.use = text


def _read_status(read: _Reading, name: str, text: str) -> None:
    read.status = text


_Reader = Callable[[_Reading, str, str], None]
_COLUMNS: tuple[tuple[tuple[str, ...], _Reader], ...] = (
    (("查封", "冻结", "限制", "司法"), _read_prior),
    (("抵押", "质押", "他项权"), _read_burden),
    (("持股比例", "出资比例", "股比"), _read_stake),
    (("共有", "权利比例", "份额"), _read_share),
    (("坐落", "座落", "位置", "地址"), _read_location),
    (("使用期限", "承包期限", "终止日期", "使用权至", "期限至"), _read_use_end),
    (("用途", "林种", "性质"), _read_use),
    (("余额", "认缴出资", "出资额", "金额", "市值", "现金价值"), _read_amount),
    (("状态",), _read_status),
)


@lru_cache(maxsize=4096)
def _reader_of(name: str) -> _Reader | None:
    """Which reader a column goes to; a register has few columns and many rows."""
    return next((reader for words, reader in _COLUMNS if any(word in name for word in words)), None)


def _read_details(details: Mapping[str, str]) -> _Reading:
    read = _Reading([], [])
    for name, value in list(details.items())[:_MOST_DETAILS]:
        text = value.strip()
        if not text:
            continue
        reader = _reader_of(name)
        if reader is None:
            read.kept.append((name, text))
        else:
            reader(read, name, text)
    return read


def _asset(row: Row, as_of: date) -> Stated:
    kind, read = row.asset_kind, _read_details(row.details)
    status = row.status or read.status
    ownership, owners = _owners(row, read)
    words = (row.title, status, read.use, *(text for pair in read.kept for text in pair))
    identifier = "" if _MADE_UP.fullmatch(row.identifier) else normal_identifier(kind, row.identifier)
    return Stated(
        kind=kind, identifier=identifier or _stand_in(kind, row.title, read), named_as=row.identifier,
        is_secret=bool(identifier) and kind in SECRET_KINDS,
        title=_without_numbers(row.title) or kind.label, as_of=as_of, ownership=ownership, share=read.share, currency=row.currency,
        amount_fen=read.amount_fen if row.amount_fen is None else row.amount_fen,
        available_fen=row.available_fen, controlled_fen=row.controlled_fen, status=status,
        location=row.location or read.location, use=read.use, use_ends_on=read.use_ends_on, opened_on=row.opened_on,
        closed_on=row.closed_on, co_owners=owners, burdens=_burdens(row, read),
        priors=_without_doubles((*_priors(row), *read.priors, *_prior_of_status(status))),
        protections=protections_in(words, kind=kind), details=tuple(read.kept), faults=tuple(read.faults),
    )  # fmt: skip


def _without_numbers(title: str) -> str:
    """A title that repeats an account, card or ID number shows it as any list does; the number itself is kept sealed."""
    return _LONG_NUMBER.sub(lambda found: mask_account(found[0]), title)


def _stand_in(kind: AssetKind, title: str, read: _Reading) -> str:
    """What an asset without a number is recognised by: its title and what does not change (an employer, a place)."""
    stable = title or read.location or "；".join(f"{name}{text}" for name, text in read.kept)
    return f"{kind.label}·{stable}"[:200]


def _owners(row: Row, read: _Reading) -> tuple[Ownership, tuple[CoOwner, ...]]:
    """How it is owned, and by whom besides; a unit may only say that there are others (共同共有)."""
    ownership = read.ownership
    if row.ownership:
        ownership, share = ownership_in(row.ownership)
        read.share = read.share or share
    if row.co_owners and ownership in (Ownership.UNKNOWN, Ownership.SOLE):
        ownership = Ownership.SHARES if any(one.share for one in row.co_owners) else Ownership.JOINT
    return ownership, tuple(CoOwner(one.name, one.share) for one in row.co_owners if one.name)


def _burdens(row: Row, read: _Reading) -> tuple[Burden, ...]:
    if not row.priority_rights:
        return read.burdens
    found = [
        Burden(BurdenKind(one.kind), one.holder or one.written, one.amount_fen) for one in row.priority_rights
    ]
    return tuple({one.key: one for one in (*read.burdens, *found)}.values())


def _priors(row: Row) -> list[Prior]:
    found = []
    for one in row.prior_measures:
        text = one.written or " ".join(part for part in (one.document, one.kind) if part)
        read = priors_in(text)[0] if not says_nothing(text) else Prior("", "", "查封")
        found.append(
            Prior(
                one.authority or read.authority, read.document or one.document, one.kind or read.kind,
                one.place_in_waiting or read.place, one.starts_on or read.starts_on, one.ends_on or read.ends_on,
                one.amount_fen, text,
            )
        )  # fmt: skip
    return found


_SEALED_STATES = ("查封", "冻结", "扣押", "锁定", "司法限制")


def _prior_of_status(status: str) -> tuple[Prior, ...]:
    """A status 查封 tells of somebody's measure, even where the register does not say whose."""
    if any(word in status for word in _SEALED_STATES) and not status.startswith(("未", "无", "解")):
        return priors_in(status)
    return ()


def _without_doubles(priors: tuple[Prior, ...]) -> tuple[Prior, ...]:
    """Each measure once; what a status says without a document adds nothing beside a measure that has one."""
    kept: dict[str, Prior] = {}
    for one in priors:
        if not (kept and not one.document and not one.authority):
            kept.setdefault(one.key, one)
    return tuple(kept.values())


# ---- marriages -----------------------------------------------------------------------------------------------------------

_ENDED = ("离婚", "丧偶", "解除", "撤销", "无效", "注销", "终止")


def _spouse(row: Row, as_of: date) -> Spouse | None:
    """The spouse a civil-affairs row names, or None where it names nobody."""
    name = number = ""
    for one in row.related:
        if one.relation == "spouse":
            name, number = one.name, one.id_number
    for heading, value in row.details.items():
        if "配偶" in heading or "对方" in heading:
            if "证" in heading or "号" in heading:
                number = number or value.strip()
            else:
                name = name or value.strip()
    if not name:
        return None
    try:
        number = read_identifier(number, organisation=False).number if number else ""
    except BadIdentifier:
        number = ""
    written = row.details.get("登记日期") or row.details.get("结婚日期") or ""
    since = row.opened_on or (_date(written, [], "登记日期") if written else None)
    status = row.status or row.details.get("状态") or row.details.get("婚姻状况") or ""
    return Spouse(name, number, since, any(word in status for word in _ENDED), status, as_of)
