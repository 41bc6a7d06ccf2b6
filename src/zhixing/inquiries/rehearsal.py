"""Rehearsing units' tables: a node for each table on loopback, every debtor of every open case asked about over the wire.

The messages are real: signed, numbered, over HTTP, answered by the program that a unit runs. The house keeps nothing of it:
requests, assets and keys live in a transaction and a folder that are thrown away, and one fact says that it was done.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, CaseStatus, Party, PartyRole
from zhixing.cases.personal import keys
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries import operations
from zhixing.inquiries.models import Request, Unit
from zhixing.inquiries.node.settings import SettingsUnusable, load_settings, read_settings
from zhixing.inquiries.node.several import NodeUnusable, Served, nodes_at_work
from zhixing.inquiries.operations.answers import TakenReply, judge_queries
from zhixing.inquiries.operations.asking import CASES_MAX
from zhixing.inquiries.operations.letters import court_signer
from zhixing.inquiries.operations.reading import RowOutcome
from zhixing.inquiries.rules.identity import Judgement
from zhixing.inquiries.rules.kinds import AssetKind, RequestKind, RequestState
from zhixing.inquiries.sweeps import pump
from zhixing.inquiries.wire.numbering import is_code

AT_ONCE = 16
PURPOSE = "单位数据演练：上线前核对数据表"


class RehearsalImpossible(ValueError):
    """There is nothing to rehearse, or a table cannot be used; the message names the file."""


@dataclass(frozen=True, slots=True)
class Table:
    """A unit's table: `unit` is the file's stem, `code` what messages call the unit."""

    unit: str
    code: str
    file: Path
    rows: int


@dataclass(slots=True)
class Rehearsal:
    """What came of it. Rows are lines of the files, the header being 1."""

    tables: list[Table] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    attributed: list[tuple[str, int, str]] = field(default_factory=list)
    apart: list[tuple[str, int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "units": [
                {"unit": table.unit, "rows": table.rows, "asked": self.asked.get(table.unit, 0),
                 "answered": self.answered.get(table.unit, 0)}
                for table in self.tables
            ],
            "attributed": [{"unit": unit, "row": row, "debtor_id": number} for unit, row, number in self.attributed],
            "apart": [{"unit": unit, "row": row, "why": why} for unit, row, why in self.apart],
        }  # fmt: skip


def tables_in(folder: Path) -> list[Table]:
    """The tables of a folder, one for each CSV or xlsx. Raises RehearsalImpossible when there is none."""
    found = []
    files = [
        file
        for file in folder.iterdir()
        if file.suffix.lower() in (".csv", ".xlsx") and file.name[0] not in "~."
    ]
    for place, file in enumerate(sorted(files), start=1):
        code = file.stem if is_code(file.stem) else f"unit-{place}"
        found.append(Table(file.stem, code, file, 0))
    if not found:
        raise RehearsalImpossible(f"{folder} 里没有 .csv 或 .xlsx 文件。")
    return found


def rehearse(
    *, folder: Path, court: Court, actor: Actor, advance: Callable[[int, int], None] | None = None
) -> Rehearsal:
    """Ask each table in `folder` about every debtor of the court's open cases. Raises RehearsalImpossible.

    `<stem>.toml` beside a table gives its settings (mapping of columns, kind); without one the node guesses.
    """
    tables = tables_in(folder)
    with tempfile.TemporaryDirectory(prefix="zhixing-rehearsal-") as scratch:
        settings = [_settings(table, Path(scratch), court) for table in tables]
        with _nodes(settings, Path(scratch), tables) as servers, courts_visible([court.pk]):
            outcome = Rehearsal(
                [replace(table, rows=server.rows) for table, server in zip(tables, servers, strict=True)]
            )
            with transaction.atomic():
                _ask_and_read(outcome, servers, court, actor, advance)
                transaction.set_rollback(True)
            record(
                court_id=court.pk, subject=f"court:{court.pk}", kind="inquiries.rehearsed", at=clock.now(), actor=actor,
                body={"units": [table.unit for table in tables], "asked": sum(outcome.asked.values()),
                      "attributed": len(outcome.attributed), "apart": len(outcome.apart)},
            )  # fmt: skip
    return outcome


def _settings(table: Table, scratch: Path, court: Court) -> dict[str, Any]:
    """The node's settings: those beside the table, with key, journal, court and address of the rehearsal."""
    beside = table.file.with_suffix(".toml")
    public = str(court_signer(court).public)
    given: dict[str, Any] = {
        "unit": {"code": table.code, "name": table.unit, "listen": "127.0.0.1:0", "key": str(scratch / f"{table.code}.key"),
                 "journal": str(scratch / f"{table.code}.sqlite3")},
        "table": {"file": str(table.file.resolve())},
        "approval": {},
        "courts": [{"code": court.code, "keys": [public]}],
    }  # fmt: skip
    try:
        if beside.exists():
            theirs = load_settings(beside)
            given["mapping"] = dict(theirs.table.mapping)
            given["table"] |= {"kind": theirs.table.kind.value} if theirs.table.kind else {}
            given["table"] |= {"amount_unit": theirs.table.amount_unit}
        read_settings(given, folder=scratch)
    except SettingsUnusable as error:
        raise RehearsalImpossible(f"{beside.name}：{error}") from error
    return given


@contextmanager
def _nodes(
    settings: Sequence[dict[str, Any]], scratch: Path, tables: Sequence[Table]
) -> Iterator[list[Served]]:
    try:
        with nodes_at_work(settings, scratch) as served:
            yield served
    except NodeUnusable as error:
        raise RehearsalImpossible(f"{tables[error.place].file.name}：{error}") from error


def _ask_and_read(
    outcome: Rehearsal,
    servers: Sequence[Served],
    court: Court,
    actor: Actor,
    advance: Callable[[int, int], None] | None,
) -> None:
    units = [
        _register(table, server, court, actor) for table, server in zip(outcome.tables, servers, strict=True)
    ]
    names = {unit.code: table.unit for unit, table in zip(units, outcome.tables, strict=True)}
    total = _ask(court, units, actor)
    read: list[RowOutcome] = []
    pump(
        actor=actor, linger=timedelta(milliseconds=100), only=frozenset(unit.pk for unit in units),
        readers={RequestKind.QUERY: partial(_reading, read)},
        advance=(lambda done: advance(done, total)) if advance else None,
    )  # fmt: skip
    for code, unit in names.items():
        mine = Request.objects.filter(unit__code=code, unit_id__in=[one.pk for one in units])
        outcome.asked[unit] = mine.count()
        outcome.answered[unit] = mine.filter(state=RequestState.ANSWERED.value).count()
    _sort_out(outcome, read, names)


def _register(table: Table, server: Served, court: Court, actor: Actor) -> Unit:
    code = table.code
    Unit.objects.filter(court=court, code=code).update(
        code=f"{code[:20]}-演练前"
    )  # thrown away with the rest
    return operations.register_unit(
        court=court,
        terms=operations.UnitTerms(
            code=code, name=table.unit[:80], kind="演练", connector="node", agreement="演练，不对外",
            address=f"http://127.0.0.1:{server.port}", at_once=AT_ONCE,
        ),
        items=[operations.Item(AssetKind(kind)) for kind in server.kinds], keys=[server.key], now=clock.now(),
        actor=actor,
    )  # fmt: skip


def _ask(court: Court, units: Sequence[Unit], actor: Actor) -> int:
    open_cases = Case.objects.filter(
        court=court, status=CaseStatus.OPEN.value, parties__role=PartyRole.DEBTOR.value
    )
    ids: list[UUID] = list(open_cases.distinct().order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise RehearsalImpossible("本院没有在办案件，请先立案（zhixing intake），或用 --register 指定台账。")
    made = 0
    for start in range(0, len(ids), CASES_MAX):
        made += operations.ask(
            court=court, case_ids=ids[start : start + CASES_MAX], unit_ids=[unit.pk for unit in units], purpose=PURPOSE,
            now=clock.now(), actor=actor,
        ).requests  # fmt: skip
    return made


def _reading(read: list[RowOutcome], *, replies: Sequence[TakenReply], **given: object) -> None:
    """The gate's word on every row; assets would only be thrown away."""
    read.extend(judge_queries(replies=replies))


def _sort_out(outcome: Rehearsal, read: Sequence[RowOutcome], names: dict[str, str]) -> None:
    """Each row once: as the debtor's by the gate, else apart. A row that is one debtor's is not apart from another."""
    parties = {one.party_id for one in read if one.attribution.kind is Judgement.OURS}
    numbers = {
        party.pk: unseal(keys(), party.id_sealed, purpose=Purpose.ID_NUMBER)
        for party in Party.objects.filter(pk__in=parties).only("pk", "id_sealed")
    }
    ours = {
        (names[one.unit_code], int(one.row_ref), numbers[one.party_id])
        for one in read
        if one.attribution.kind is Judgement.OURS
    }
    taken = {(unit, row) for unit, row, _ in ours}
    apart: dict[tuple[str, int], str] = {}
    for one in read:
        place = (names[one.unit_code], int(one.row_ref))
        if one.attribution.kind is not Judgement.OURS and place not in taken:
            apart.setdefault(place, one.attribution.why)
    outcome.attributed = sorted(ours)
    outcome.apart = sorted((unit, row, why) for (unit, row), why in apart.items())
