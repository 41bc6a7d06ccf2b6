"""The unit's table in memory: found by ID number, by name, by asset; read again when the table changes.

A row belongs to a question by the ID number alone. Namesakes are shown only when the court asks, reduced to what tells
them apart (name, masked number, row): no asset of somebody who is no debtor leaves the unit (法释〔2013〕20号 art 7).
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from zhixing.foundation.identifiers import BadIdentifier, IdKind, read_identifier
from zhixing.foundation.names import comparing_key
from zhixing.foundation.sheets import MAX_ROWS, UnreadableFile, read_sheets
from zhixing.foundation.tables import Cell, cell_text, heading_key
from zhixing.inquiries.node.settings import TableSettings
from zhixing.inquiries.rules.assets import Prior, burdens_in, normal_identifier, priors_in, says_nothing
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.rules.mapping import (
    Field,
    Named,
    NoMapping,
    Role,
    RowRead,
    TableMapping,
    given,
    guess,
    is_id_number,
    normal_number,
    read_row,
)
from zhixing.inquiries.wire.messages import CoOwner, Match, Person, PriorityRight, PriorMeasure, Related, Row
from zhixing.inquiries.wire.shapes import clean

_OWNERS = (Role.HOLDER, Role.CO_OWNER)
_ASKED_ABOUT = (Role.HOLDER, Role.CO_OWNER, Role.SPOUSE)
_SEALED = ("查封", "冻结", "扣押", "锁定", "司法限制")
_LISTED = 100
_SUM_ROWS = frozenset({"合计", "总计", "小计", "累计", "共计"})


class TableUnreadable(ValueError):
    """The table cannot be read now; the message says why."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One row of the table."""

    row_ref: str
    kind: AssetKind
    identifier: str
    read: RowRead

    def person(self, number: str) -> Named | None:
        """The person in the row with this ID number who may be asked about."""
        return next(
            (who for who in self.read.people if who.role in _ASKED_ABOUT and who.number == number and number),
            None,
        )

    def owner(self, number: str) -> Named | None:
        """The owner in the row with this ID number."""
        return next((who for who in self.read.people if who.role in _OWNERS and who.number == number), None)

    def priors(self) -> tuple[Prior, ...]:
        """Measures that the table itself states."""
        texts, status = self.read.texts, self.read.texts.get(Field.STATUS, "")
        found = priors_in(texts.get(Field.PRIOR_MEASURES, ""))
        if (
            not found
            and any(word in status for word in _SEALED)
            and not status.startswith(("未", "无", "解"))
        ):
            found = priors_in(status)
        return found


@dataclass(frozen=True, slots=True)
class Holdings:
    """A table read whole."""

    mapping: TableMapping
    rows: tuple[Holding, ...]
    as_of: datetime
    by_number: Mapping[str, tuple[int, ...]]
    by_name: Mapping[str, tuple[int, ...]]
    by_asset: Mapping[str, tuple[int, ...]]

    @property
    def kind(self) -> AssetKind:
        """What the table holds."""
        return self.mapping.kind

    def of_person(self, number: str) -> list[Holding]:
        """Rows that name this ID number."""
        return [self.rows[at] for at in self.by_number.get(normal_number(number), ())]

    def of_namesakes(self, name: str, number: str) -> list[tuple[Holding, Named]]:
        """Rows that name the same name with another number, or with none that can be read."""
        key, own = comparing_key(name), normal_number(number)
        found = []
        for at in self.by_name.get(key, ()):
            row = self.rows[at]
            if row.person(own) is None:
                found.append((row, next(who for who in row.read.people if comparing_key(who.name) == key)))
        return found

    def of_asset(self, identifier: str) -> list[Holding]:
        """Rows with this identifier; several people may have one plate in a bad table."""
        return [self.rows[at] for at in self.by_asset.get(normal_identifier(self.kind, identifier), ())]


def index(mapping: TableMapping, rows: Sequence[Sequence[Cell]], *, as_of: datetime) -> Holdings:
    """The rows of a table with its indexes. Row numbers count the header as the table shows it, from 1."""
    found: list[Holding] = []
    by_number: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    by_asset: dict[str, list[int]] = {}
    header = [cell_text(cell) for cell in rows[mapping.header_row]] if rows else []
    for position in range(mapping.header_row + 1, len(rows)):
        texts = [cell_text(cell) for cell in rows[position]]
        first = next((text for text in texts if text), "")
        if not first or texts == header or heading_key(first) in _SUM_ROWS:
            continue
        read = read_row(mapping, rows[position])
        holding = Holding(str(position + 1), mapping.kind, _identifier(mapping.kind, read), read)
        at = len(found)
        found.append(holding)
        for who in read.people:
            if who.role in _ASKED_ABOUT:
                if who.number:
                    by_number.setdefault(who.number, []).append(at)
                if who.name:
                    by_name.setdefault(comparing_key(who.name), []).append(at)
        by_asset.setdefault(normal_identifier(mapping.kind, holding.identifier), []).append(at)
    return Holdings(mapping, tuple(found), as_of, _frozen(by_number), _frozen(by_name), _frozen(by_asset))


def _frozen(found: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(dict.fromkeys(places)) for key, places in found.items()}


def _identifier(kind: AssetKind, read: RowRead) -> str:
    """The asset's own number; a stake's is the company's; where the table has none, one made of holder and title."""
    if written := read.texts.get(Field.IDENTIFIER):
        return clean(written, 160)
    company = next((who for who in read.people if who.role is Role.COMPANY), None)
    if company is not None and kind is AssetKind.EQUITY:
        return clean(company.number or company.name, 160)
    who = next((who for who in read.people if who.role is Role.HOLDER), None)
    said = "\0".join((kind, who.number if who else "", read.texts.get(Field.TITLE, "")))
    return f"{kind}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


# ---- as rows of a reply -------------------------------------------------------------------------------------------------


def row_of(holding: Holding, who: Named) -> Row:
    """The whole row for the person it belongs to."""
    read, texts = holding.read, holding.read.texts
    company = next((one for one in read.people if one.role is Role.COMPANY), None)
    title = (
        texts.get(Field.TITLE)
        or (company.name if company else "")
        or read.details.get("用途", "")
        or read.details.get("林种", "")
    )
    return Row(
        row_ref=holding.row_ref,
        match=Match.ID,
        holder=Person(
            name=_name(who),
            id_kind=_id_kind(who.number),
            id_number=clean(who.number, 40),
        ),
        asset_kind=holding.kind,
        identifier=holding.identifier,
        title=clean(title, 200),
        details=_details(holding, who),
        currency=_currency(texts.get(Field.CURRENCY, "")),
        amount_fen=read.amounts.get(Field.AMOUNT),
        available_fen=read.amounts.get(Field.AVAILABLE),
        controlled_fen=read.amounts.get(Field.CONTROLLED),
        status=clean(texts.get(Field.STATUS, ""), 120),
        opened_on=read.days.get(Field.OPENED_ON),
        closed_on=read.days.get(Field.CLOSED_ON),
        ownership=clean(texts.get(Field.OWNERSHIP, ""), 120),
        co_owners=_co_owners(holding, who),
        priority_rights=rights_of(holding),
        prior_measures=tuple(prior_measure(prior) for prior in holding.priors()[:_LISTED]),
        related=_related(holding, who),
        location=clean(texts.get(Field.LOCATION, ""), 300),
    )


def namesake_row(holding: Holding, who: Named) -> Row:
    """What a court may see of somebody who only bears the name: that there is such a row, and that it is another number."""
    return Row(
        row_ref=holding.row_ref,
        match=Match.NAME,
        holder=Person(name=_name(who), id_kind=_id_kind(who.number), id_number=masked(who.number)),
        asset_kind=holding.kind,
    )


def _name(who: Named) -> str:
    return clean(who.name, 120) or "（未登记）"


def masked(number: str) -> str:
    """First six and last four characters; a shorter number shows nothing but its length."""
    plain = clean(number, 40)
    return plain[:6] + "*" * (len(plain) - 10) + plain[-4:] if len(plain) >= 15 else "*" * len(plain)


def _details(holding: Holding, who: Named) -> dict[str, str]:
    """The unit's other columns; ID numbers of third persons among them are masked. The spouse is named from either side."""
    details = {
        clean(heading, 80) or "列": (masked(normal_number(text)) if _is_persons(text) else clean(text, 2000))
        for heading, text in list(holding.read.details.items())[:60]
    }
    for other in _related(holding, who):
        if other.relation == "spouse":
            details |= {"配偶姓名": other.name, "配偶证件号码": other.id_number}
    return details


def _is_persons(text: str) -> bool:
    return (
        len(text) in (15, 18)
        and is_id_number(text)
        and _id_kind(normal_number(text)) is not IdKind.CREDIT_CODE
    )


def _related(holding: Holding, who: Named) -> tuple[Related, ...]:
    found = []
    for other in holding.read.people:
        if (
            other is who
            or (other.role is Role.CO_OWNER)
            or (who.role is Role.CO_OWNER and other.role is Role.HOLDER)
        ):
            continue
        is_couple = holding.kind is AssetKind.MARRIAGE or Role.SPOUSE in (other.role, who.role)
        relation = "company" if other.role is Role.COMPANY else "spouse" if is_couple else "other"
        found.append(
            Related(relation=relation, name=clean(other.name, 120), id_number=clean(other.number, 40))
        )
    return tuple(found)


def _co_owners(holding: Holding, who: Named) -> tuple[CoOwner, ...]:
    """Other owners by name; their numbers stay with the unit."""
    return tuple(
        CoOwner(name=clean(other.name, 120))
        for other in holding.read.people
        if other is not who and other.role in _OWNERS
    )


def rights_of(holding: Holding) -> tuple[PriorityRight, ...]:
    """Mortgages and pledges the row states."""
    text = holding.read.texts.get(Field.PRIORITY_RIGHTS, "")
    if says_nothing(text):
        return ()
    return tuple(
        PriorityRight(
            kind=burden.kind.value,
            holder=clean(burden.holder, 160),
            amount_fen=burden.amount_fen,
            written=clean(text, 400),
        )
        for burden in burdens_in(text)[:_LISTED]
    )


def prior_measure(prior: Prior) -> PriorMeasure:
    """A stated measure as the wire writes it."""
    return PriorMeasure(
        authority=clean(prior.authority, 120), document=clean(prior.document, 160), kind=clean(prior.kind, 40),
        place_in_waiting=prior.place or None, starts_on=prior.starts_on, ends_on=prior.ends_on,
        amount_fen=prior.amount_fen, written=clean(prior.written, 400),
    )  # fmt: skip


def _id_kind(number: str) -> IdKind:
    try:
        return read_identifier(number).kind
    except BadIdentifier:
        return IdKind.OTHER


def _currency(text: str) -> str:
    plain = text.strip().upper()
    return plain if len(plain) == 3 and plain.isascii() and plain.isalpha() else "CNY"


# ---- reading, and reading again -----------------------------------------------------------------------------------------


class Table:
    """The unit's table; `current` reads it again when it changed. A table that cannot be read leaves the last good one."""

    def __init__(self, settings: TableSettings) -> None:
        self._settings = settings
        self._stamp: tuple[object, ...] = ()
        self._held: Holdings | None = None
        self.trouble = ""
        self.readings = 0

    def current(self) -> Holdings:
        """The table as it stands. Raises TableUnreadable when it was never read whole."""
        try:
            stamp = self._look()
            if stamp != self._stamp:
                self._held, self._stamp, self.trouble = self._read(), stamp, ""
                self.readings += 1
        except (OSError, UnreadableFile, NoMapping, sqlite3.Error, TableUnreadable) as error:
            self.trouble = f"{error}"
        if self._held is None:
            raise TableUnreadable(self.trouble or "还没有读到表。")
        return self._held

    def _look(self) -> tuple[object, ...]:
        found = []
        for file in self._files():
            state = file.stat()
            found.append((state.st_mtime_ns, state.st_size, state.st_ino))
        return tuple(found)

    def _files(self) -> Iterable[Path]:
        if self._settings.file is not None:
            return (self._settings.file,)
        file = self._settings.database or Path()
        journal = file.with_name(f"{file.name}-wal")
        return (file, journal) if journal.exists() else (file,)

    def _read(self) -> Holdings:
        rows, name = self._rows()
        settings = self._settings
        if settings.mapping and settings.kind is not None:
            mapping = given(rows, settings.mapping, kind=settings.kind, amount_unit=settings.amount_unit)
        else:
            mapping = guess(rows, file_name=name, kind=settings.kind)
        changed = max(file.stat().st_mtime for file in self._files())
        return index(mapping, rows, as_of=settings.as_of or datetime.fromtimestamp(int(changed), UTC))

    def _rows(self) -> tuple[Sequence[Sequence[Cell]], str]:
        if self._settings.file is not None:
            sheets = read_sheets(self._settings.file)
            best = max(sheets, key=lambda sheet: len(sheet.rows))
            return best.rows, self._settings.file.stem
        file, table = self._settings.database, self._settings.database_table
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            named = table.replace('"', '""')
            cursor = connection.execute(" ".join(("SELECT * FROM", f'"{named}"', "LIMIT", str(MAX_ROWS))))
            heads: list[Cell] = [column[0] for column in cursor.description]
            return [heads, *([("" if cell is None else cell) for cell in row] for row in cursor)], table
