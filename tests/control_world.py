"""For tests of control: a debtor's assets that passed the gate, papers of the case, and a unit's node that really controls."""

import asyncio
import csv
import hashlib
import io
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from funds_world import make_case
from unit_world import settings
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import keys, sealed_id
from zhixing.documents.models import Document
from zhixing.foundation import clock
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries import operations, sweeps
from zhixing.inquiries.models import Asset, Unit
from zhixing.inquiries.node.serving import Server
from zhixing.inquiries.operations.letters import court_signer
from zhixing.inquiries.operations.reading import take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction
from zhixing.inquiries.wire import messages as wire
from zhixing.inquiries.wire.messages import Action, PartyRef
from zhixing.simulator.bad_line import BadLine, LineFaults

SYSTEM = Actor.system("测试")
NUMBER, NAME = "222403196007250004", "王堃"
UNTIL = date(2027, 11, 20)
FUND = AssetKind.HOUSING_FUND
ACCOUNTS = ("GJJ-0001", "GJJ-0002", "GJJ-0003")


def debtor_of(case: Case) -> Party:
    return case.parties.get(role="debtor")


def a_case(court: Court, sequence: int = 7, *, number: str = NUMBER, name: str = NAME) -> Case:
    case = make_case(court, sequence, debtors=(name,))
    party = debtor_of(case)
    party.id_sealed, party.id_index, party.id_masked = sealed_id(number)
    party.save()
    return case


def say(
    case: Case, *identifiers: str, name: str = NAME, number: str = NUMBER, unit: str = "公积金", kind: AssetKind = FUND,
    fen: int | None = 100_000, at: datetime | None = None,
) -> list[Asset]:  # fmt: skip
    """A unit answers that it holds these; the debtor's assets of that kind afterwards, by their identifier's order."""
    moment = at or clock.now()
    rows = tuple(
        wire.Row(
            row_ref=str(place), match=wire.Match.ID, asset_kind=kind, title=identifier, details={}, identifier=identifier,
            holder=wire.Person(name=name, id_number=number), amount_fen=fen,
        )
        for place, identifier in enumerate(identifiers, start=2)
    )  # fmt: skip
    reply = wire.QueryReply(as_of=moment, rows=rows, result=wire.Found.FOUND if rows else wire.Found.NONE)
    digest = hashlib.sha256(repr((moment, rows, unit)).encode()).digest()
    incoming = IncomingReply(case.court_id, case.id, debtor_of(case).id, unit, unit, digest, reply)
    take_rows(replies=[incoming], now=moment, actor=SYSTEM)
    return list(Asset.objects.filter(kind=kind.value).order_by("title"))


def paper(case: Case, kind: str, content: bytes = b"%PDF-1.7 ruling") -> Document:
    """A paper of the case in the store, without the typesetter."""
    nth = Document.objects.filter(case=case, series=kind).count() + 1
    place = f"documents/tests/{case.id}-{kind}-{nth}.pdf"
    file = home().files / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return Document.objects.create(
        court_id=case.court_id, case=case, kind=kind, series=kind, nth=nth, number=f"{case.number}之{nth}",
        issued_on=clock.today(), issued_at=clock.now(), content={}, engine="test", pages=1, size=len(content), file=place,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def papers(case: Case) -> tuple[Document, Document]:
    return paper(case, "control_ruling"), paper(case, "assistance_notice")


def new(
    case: Case, unit: Unit, asset: Asset | None, action: Action = Action.FREEZE, /, **fields: Any
) -> operations.NewControl:
    """An order that is whole for its act; give what differs."""
    if "ruling_id" not in fields:
        ruling, notice = papers(case)
        fields |= {"ruling_id": ruling.id, "notice_id": notice.id}
    kind = AssetKind(asset.kind) if asset else FUND
    termed = action in (Action.FREEZE, Action.RENEW, Action.WAIT)
    given: dict[str, Any] = {
        "key": str(uuid7()), "action": action, "case_id": case.id, "party_id": debtor_of(case).id, "unit_id": unit.pk,
        "asset_kind": kind, "identifier": "", "asset_id": asset.pk if asset else None,
        "amount_fen": 60_000 if kind is FUND and action is not Action.RENEW else None,
        "starts_on": clock.today() if termed else None, "ends_on": UNTIL if termed else None,
    }  # fmt: skip
    return operations.NewControl(**{**given, **fields})


def order(court: Court, *orders: operations.NewControl, actor: Actor = SYSTEM) -> list[operations.Ordered]:
    return operations.order_controls(court_id=court.pk, orders=orders, now=clock.now(), actor=actor)


def send(seconds: float = 0.4) -> int:
    return sweeps.pump(actor=SYSTEM, linger=timedelta(seconds=seconds))


def all_items(kind: AssetKind = FUND) -> list[operations.Item]:
    return [operations.Item(kind, action) for action in UnitAction]


def a_table(
    identifiers: Sequence[str], *, name: str = NAME, number: str = NUMBER, yuan: str = "1000.00"
) -> str:
    """A housing-fund register in which each account is the debtor's."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["公积金账号", "姓名", "身份证号", "缴存余额", "状态"])
    table.writerows([one, name, number, yuan, "正常"] for one in identifiers)
    return out.getvalue()


@dataclass
class AtWork:
    """A unit that serves; `line` lies between it and the court when it is a bad one."""

    unit: Unit
    server: Server
    journal: Path
    line: BadLine | None = None
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def controls(self) -> list[tuple[Any, ...]]:
        """What stands in the unit's own log."""
        with sqlite3.connect(f"file:{self.journal}?mode=ro", uri=True) as log:
            return list(
                log.execute(
                    "SELECT number, action, identifier, actual_fen, state FROM control ORDER BY rowid"
                )
            )


@contextmanager
def a_unit(
    court: Court, folder: Path, table: str, *, code: str = "公积金", faults: LineFaults | None = None, seed: int = 1,
    items: Sequence[operations.Item] = (), **changes: Any,
) -> Iterator[AtWork]:  # fmt: skip
    """A node on loopback over this table, registered as a unit of the court that takes every act."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def do(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    chosen = settings(
        folder, table, courts=((court.code, court_signer(court).public),), unit=PartyRef(code=code, name=code), **changes
    )  # fmt: skip
    server = Server(chosen)
    do(server.start())
    address = f"http://127.0.0.1:{server.port}"
    line = None
    if faults is not None:
        line = BadLine(address, seed=seed, faults=faults)
        do(line.start())
        address = line.address
    with every_court_visible():
        unit = operations.register_unit(
        court=court,
        terms=operations.UnitTerms(
            code=code, name=code, kind="机关", connector="node", address=address, agreement="测试协议", answer_hours=24,
            dead_after_days=7, at_once=8,
        ),
        items=list(items) or all_items(), keys=[str(server.node.signer.public)], now=clock.now(), actor=SYSTEM,
    )  # fmt: skip
    try:
        yield AtWork(unit, server, folder / "unit.sqlite3", line, loop)
    finally:
        if line is not None:
            do(line.stop())
        do(server.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def opened(sealed: bytes) -> str:
    return unseal(keys(), sealed, purpose=Purpose.ACCOUNT)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
