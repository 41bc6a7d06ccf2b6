"""A whole office from filing to conclusion: units, bank and carriers of others, and people who only look and press.

Time is turned by hand. Every day the house does what it does by itself, then each person approves what waits for them, in
one press a person and day. What a person does beyond that stands in the test, so that every touch is seen.
"""

import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self
from uuid import UUID

import pytest

from bank_world import ACCOUNT, introduce
from choosing_world import use_fonts
from delivery_world import gateway, register
from funds_world import person
from one_court import leave_only
from zhixing.cases import operations as cases
from zhixing.cases.models import Case, Party
from zhixing.cases.rules.register import read_register
from zhixing.delivery import operations as delivery
from zhixing.delivery import sweeps as delivery_sweeps
from zhixing.delivery.models import Sending
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps.engine import run_sweep
from zhixing.funds import operations as funds
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries import sweeps as inquiries_sweeps
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.connectors.base import Answer, ConfigProblem, Parcel, Peer
from zhixing.inquiries.models import Request
from zhixing.inquiries.operations.letters import court_ref, court_signer
from zhixing.inquiries.rules.kinds import UNDER_WAY, AssetKind, Outcome, UnitAction
from zhixing.inquiries.wire.envelopes import new_message, open_request, seal
from zhixing.inquiries.wire.messages import (
    AssetRef,
    Body,
    ControlReceipt,
    ControlRequest,
    Found,
    Match,
    PartyRef,
    Person,
    QueryReply,
    QueryRequest,
    Refusal,
    Result,
    Row,
    StatusRequest,
)
from zhixing.inquiries.wire.refusals import WORDS, Code
from zhixing.inquiries.wire.signing import Ed25519Signer, Trusted
from zhixing.law.delivery_attempts import Consent
from zhixing.law.working_days import day as working
from zhixing.robot import operations as robot
from zhixing.robot.models import Act, Task
from zhixing.robot.queries.touches import Touch, touches
from zhixing.simulator import sample_folder
from zhixing.simulator.bank import Bank
from zhixing.simulator.bank_server import BankDoor, BankServer

SYSTEM = Actor.system("测试")
BANK = "建行"
SWEEPS = (
    "documents.first_notices", "inquiries.clocks", "freezes.propose", "freezes.receipts", "freezes.carry_out",
    "freezes.waiting", "delivery.climb", "delivery.news", "delivery.clocks", "funds.statements", "funds.plan", "funds.send",
    "funds.answers", "freezes.release_satisfied", "cases.restriction_terms", "robot.prepare", "robot.carry_out",
    "robot.settle",
)  # fmt: skip
BY_PRESIDENT = ("restrict_consumption", "satisfied_unlisting", "satisfied_delisting")
"""What only who signs in the president's place may approve, because the president signs its papers."""


@dataclass
class Time:
    """The office's moment."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        return clock.local_date(self.now)


class Voices:
    """Units in this process, with true keys and real messages: they answer what they hold and do what they are ordered."""

    name = "voices"
    title = "测试单位"
    court: ClassVar[Court]
    holds: ClassVar[dict[str, list[tuple[str, int]]]] = {}
    """By ID number: accounts and what lies on them, in fen."""
    signer: ClassVar[Ed25519Signer] = Ed25519Signer.of(bytes(range(32)))
    said: ClassVar[dict[str, Body]] = {}
    faults: ClassVar[list[str]] = []
    orders: ClassVar[Counter[str]] = Counter()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        return []

    def discard(self, peer: Peer, name: str) -> None: ...

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        return []

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        try:
            return self._deliver(peer, parcel)
        except Exception:
            self.faults.append(traceback.format_exc())
            raise

    def _deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        trusted = Trusted([(self.court.code, court_signer(self.court).public)])
        message = open_request(parcel.content, trusted, me=peer.code, now=clock.real_now()).message
        asked, number = message.body, message.number
        if isinstance(asked, StatusRequest):
            known = self.said.get(asked.about)
            refusal = Refusal(code=Code.NEVER_SEEN, words=WORDS[Code.NEVER_SEEN][0])
            return self._say(peer.code, known or refusal, asked.about if known else number)
        if number not in self.said:
            assert isinstance(asked, QueryRequest | ControlRequest)
            self.said[number] = self._reply(asked) if isinstance(asked, QueryRequest) else self._do(asked)
        return self._say(peer.code, self.said[number], number)

    def _reply(self, asked: QueryRequest) -> Body:
        who = asked.subject
        rows = tuple(
            Row(
                row_ref=str(place), match=Match.ID, asset_kind=AssetKind.DEPOSIT, identifier=account, title="活期存款",
                holder=Person(name=who.name, id_number=who.id_number), details={}, amount_fen=fen, available_fen=fen,
            )
            for place, (account, fen) in enumerate(self.holds.get(who.id_number, []), start=2)
        )  # fmt: skip
        return QueryReply(as_of=clock.now(), rows=rows, result=Found.FOUND if rows else Found.NONE)

    def _do(self, asked: ControlRequest) -> Body:
        self.orders[asked.action.value] += 1
        return ControlReceipt(
            result=Result.CONTROLLED, action=asked.action,
            asset=AssetRef(kind=asked.asset.kind, identifier=asked.asset.identifier), control_ref="K1",
            requested_fen=asked.amount_fen, actual_fen=asked.amount_fen, starts_at=clock.now(), ends_on=asked.ends_on,
        )  # fmt: skip

    def _say(self, unit: str, body: Body, in_reply_to: str) -> Answer:
        said = new_message(
            body, sender=PartyRef(code=unit, name=unit), to=court_ref(self.court), now=clock.real_now(),
            in_reply_to=in_reply_to, life=timedelta(days=1),
        )  # fmt: skip
        return Answer(Outcome.REPLIED, seal(said, self.signer))


@dataclass
class Office:
    """The court with its people, and the bank; `pressed` counts presses by person."""

    court: Court
    time: Time
    bank: Bank
    officer: Actor
    chief: Actor
    vice: Actor
    pressed: Counter[str] = field(default_factory=Counter)

    def work_alone(self, rounds: int = 2) -> None:
        """What the house does by itself at this moment."""
        for _ in range(rounds):
            for name in SWEEPS:
                run_sweep(name)
            self._send()

    def _send(self) -> None:
        with every_court_visible():
            asking = Request.objects.filter(
                state__in=[state.value for state in UNDER_WAY], next_try_at__lte=self.time.now
            ).exists()
            handing = Sending.objects.filter(state__in=["ready", "unknown"]).exists()
        if asking:
            inquiries_sweeps.pump(actor=SYSTEM, linger=timedelta(milliseconds=200))
        if handing:
            delivery_sweeps.pump(linger=timedelta(milliseconds=200))

    def press(self) -> None:
        """Each person approves what waits for them, red tasks left out: one press a person."""
        for who, mine in ((self.officer, "officer"), (self.chief, "chief"), (self.vice, "president")):
            with every_court_visible():
                ids = [
                    task.id
                    for task in Task.objects.filter(state="proposed", is_red=False)
                    if self._for(task) == mine
                ]
            if not ids:
                continue
            with every_court_visible():
                report = robot.approve_tasks(task_ids=ids, now=self.time.now, actor=who)
            self.pressed[mine] += report.tasks > 0
            self.time.now += timedelta(minutes=1)

    def _for(self, task: Task) -> str:
        return "president" if task.procedure in BY_PRESIDENT else task.approver

    def day(self, on: date, rounds: int = 2) -> None:
        """One working day: the house, the people, the house."""
        self.time.now = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
        self.work_alone(rounds)
        for _ in range(2):
            before = sum(self.pressed.values())
            self.press()
            self.time.now += timedelta(minutes=5)
            self.work_alone(1)
            if sum(self.pressed.values()) == before:
                break

    def days(self, first: date, last: date) -> None:
        """Every working day between two days."""
        on = first
        while on <= last:
            if working(on).is_working:
                self.day(on, rounds=1)
            on += timedelta(days=1)

    def pay(self, case: Case, fen: int) -> None:
        """The debtor pays into the case's sub-account."""
        with every_court_visible():
            debtor = Party.objects.get(case=case, role="debtor")
        self.bank.receive(
            fen=fen, payer=debtor.name, payer_account="6217572294969566448", remark="案款",
            sub_account=debtor.sub_account or case.sub_account, now=self.time.now,
        )  # fmt: skip

    def troubles(self) -> list[str]:
        """Acts that failed and tasks that stay red."""
        with every_court_visible():
            failed = [f"{act.title}：{act.words}" for act in Act.objects.filter(state="failed")]
            return failed + [f"red: {task.procedure_name}" for task in Task.objects.filter(is_red=True)]


def touched(case_id: UUID) -> list[Touch]:
    with every_court_visible():
        return touches(case_id)


def kinds(case_id: UUID) -> list[str]:
    with every_court_visible():
        return list(
            Fact.objects.filter(subject=f"case:{case_id}").order_by("at", "id").values_list("kind", flat=True)
        )


@contextmanager
def office(folder: Path, start: date, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The court, its people, one bank as a unit, one for the money, one carrier."""
    time = Time(datetime(start.year, start.month, start.day, 2, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", time)
    use_fonts(monkeypatch)
    court = Court.objects.get(code="吉2424")
    leave_only(court)
    Voices.court, Voices.said, Voices.holds, Voices.faults, Voices.orders = court, {}, {}, [], Counter()
    monkeypatch.setitem(registry._CONNECTORS, "voices", Voices)
    for file in ("bank", "keys"):
        (folder / file).mkdir(exist_ok=True)
    bank = Bank(folder / "bank", seed=1, opening_fen=10**10)
    door = BankDoor(bank, keys=folder / "keys", clock=time, seed=1)
    introduce(door, "WQ2424", folder / "keys")
    with BankServer(door) as server, gateway(on=lambda: time.today) as carrier:
        with every_court_visible():
            _set_up(court, server.address, carrier.address)
            officer = person(court, Role.OFFICER, name="金哲")
            chief = person(court, Role.BUREAU_CHIEF, name="朴局长")
            vice = person(court, Role.VICE_PRESIDENT, name="李副院长")
        yield Office(court, time, bank, officer, chief, vice)
    assert Voices.faults == []


def _set_up(court: Court, bank: str, carrier: str) -> None:
    cases.name_court_account(
        court=court, holder="汪清县人民法院（执行案款专户）", bank_name="中国建设银行汪清支行", number=ACCOUNT, actor=SYSTEM,
        now=clock.now(),
    )  # fmt: skip
    inquiries.register_unit(
        court=court,
        terms=inquiries.UnitTerms(
            code=BANK, name="中国建设银行汪清支行", kind="银行", connector="voices", agreement="测试协议", answer_hours=24,
            dead_after_days=7, at_once=8,
        ),
        items=[inquiries.Item(AssetKind.DEPOSIT, action) for action in UnitAction], keys=[str(Voices.signer.public)],
        now=clock.now(), actor=SYSTEM,
    )  # fmt: skip
    account = cases.default_account(court=court)
    assert funds.link_bank(
        account=account, connector="bank_direct", address=bank, payer_id="WQ2424", now=clock.now(), actor=SYSTEM
    ) == []  # fmt: skip
    register(court, carrier)


def file_one(office: Office, wanted: int = 0) -> Case:
    """File one row of the sample's register: a person against a person, an account given. The officer is the first person."""
    table = read_register(sample_folder() / "执行案件台账.xlsx")
    with every_court_visible():
        known = set(Case.objects.values_list("number", flat=True))
    taken = 0
    for row in table.rows:
        one = replace(table, rows=(row,))
        with every_court_visible():
            report = cases.take_register(
                court=office.court, table=one, file_name="台账.xlsx", file_sha256="0" * 64, now=office.time.now, actor=SYSTEM,
                dry_run=True,
            )  # fmt: skip
        decision = report.decisions[0].accepted
        if decision is None or decision.number.text in known or not _plain(decision):
            continue
        if taken < wanted:
            taken += 1
            continue
        with every_court_visible():
            cases.take_register(
                court=office.court, table=one, file_name="台账.xlsx", file_sha256="0" * 64, now=office.time.now, actor=SYSTEM
            )  # fmt: skip
            case = Case.objects.get(number=decision.number.text)
            Case.objects.filter(pk=case.pk).update(
                officer=office.officer.user_id, officer_name=office.officer.name, filed_on=office.time.today
            )
            case.refresh_from_db()
            _agree(case, office.time)
        return case
    raise AssertionError("no plain row in the sample")


def _plain(row: Any) -> bool:
    people: Sequence[Any] = (*row.applicants, *row.debtors)
    return (
        len(row.applicants) == len(row.debtors) == 1 and not any(one.is_organisation for one in people)
        and bool(row.account) and bool(row.debtors[0].phone) and bool(row.applicants[0].phone)
        and row.principal_fen < 20_000_000
    )  # fmt: skip


def _agree(case: Case, time: Time) -> None:
    """Both sides confirmed their addresses at trial and agreed to be written to electronically."""
    for place, party in enumerate(Party.objects.filter(case=case)):
        delivery.enter_address(
            party_id=party.id, kind=AddressKind.MOBILE, value=f"1384330{case.sequence % 1000:03d}{place}",
            source=AddressSource.FORM, now=time.now, actor=SYSTEM,
        )  # fmt: skip
        delivery.note_consent(
            party_id=party.id,
            act=ConsentAct.GIVEN,
            how=Consent.ADDRESS_FORM,
            on=time.today,
            now=time.now,
            actor=SYSTEM,
        )
