"""The town of the three-year simulation: a court's people, units, cases, what debtors own, what a hand-kept ledger says.

Built in bulk, because 6,000 cases are to stand in a minute; the tables are those that filing fills.
"""

import hashlib
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from funds_world import person
from three_years_units import Book, Ways
from zhixing.cases.models import Case, Party, Title
from zhixing.cases.personal import sealed_account, sealed_id
from zhixing.documents.models import Document
from zhixing.foundation import clock, names
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes import operations
from zhixing.freezes.rules.ledger import read_ledger
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries.models import Unit
from zhixing.inquiries.operations.reading import take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction
from zhixing.inquiries.wire import messages as wire
from zhixing.inquiries.wire.signing import Ed25519Signer
from zhixing.law.measure_terms import AssetClass
from zhixing.simulator.people import Census
from zhixing.simulator.people import Party as Drawn

START = date(2022, 3, 1)
SYSTEM = Actor.system("模拟")
UNITS = {
    "农信社": AssetKind.DEPOSIT, "建行": AssetKind.DEPOSIT, "吉林银行": AssetKind.DEPOSIT, "交警": AssetKind.VEHICLE,
    "不动产": AssetKind.REAL_ESTATE,
}  # fmt: skip
CLASSES = {
    AssetKind.DEPOSIT: AssetClass.DEPOSIT, AssetKind.VEHICLE: AssetClass.MOVABLE, AssetKind.REAL_ESTATE: AssetClass.IMMOVABLE,
}  # fmt: skip
MEASURES_PER_CASE = 4
IN_ACCOUNT = 500_000
LEDGER_SHARE = 0.2
NAMESAKES = 0.1
WAITING = 0.25
"""So much of the real estate is sealed by another court already: ours waits."""
FATES = (
    ("plain", 63), ("proposal", 5), ("excess", 3), ("satisfied", 10), ("suspended", 8), ("handed_over", 5), ("new_officer", 6),
)  # fmt: skip
"""What becomes of a case, in hundredths: `proposal` is chosen by the house, the others are ordered by hand."""


@dataclass(slots=True)
class Filed:
    """A case with what the town knows of it: what its debtor owns at which unit, and what will become of it."""

    case: Case
    debtor: Party
    drawn: Drawn
    fate: str
    on: date
    rows: dict[str, list[wire.Row]] = field(default_factory=dict)
    namesakes: list[str] = field(default_factory=list)
    waits: set[str] = field(default_factory=set)


class Town:
    """Everything that is there on the first day."""

    def __init__(self, court: Court, book: Book, *, measures: int, days: int, seed: int) -> None:
        self.court, self.book, self.days, self.measures = court, book, days, measures
        self.dice = random.Random(seed)
        self.census = Census(random.Random(seed), "汪清县")
        self.counts: dict[str, int] = {"同名他人的财产": 0}
        self._people()
        self._units()
        self.cases = self._cases(max(1, measures // MEASURES_PER_CASE))
        self.dice.shuffle(self.cases)
        by_hand = self.cases[: int(len(self.cases) * LEDGER_SHARE)]
        self.todo = self.cases[len(by_hand) :]
        self._ledger(by_hand)

    def now(self, today: date) -> datetime:
        """The moment, after the office's clock was set to a day."""
        os.environ["ZHIXING_TODAY"] = today.isoformat()
        return clock.now()

    def _people(self) -> None:
        count = max(3, self.measures // 2_200)
        self.officers = [person(self.court, Role.OFFICER, name=f"执行员{n}") for n in range(count)]
        self.clerk = person(self.court, Role.CLERK, name="书记员")
        self.chief = person(self.court, Role.BUREAU_CHIEF, name="局长")
        self.vice = person(self.court, Role.VICE_PRESIDENT, name="副院长")
        self.everybody = [*self.officers, self.clerk, self.chief, self.vice]
        self.zeal = {actor.user_id: 0.35 for actor in self.officers}
        self.zeal |= {self.clerk.user_id: 0.4, self.chief.user_id: 0.5, self.vice.user_id: 0.8}
        self.zeal[self.officers[0].user_id] = 0.05  # who needs the ladder

    def _units(self) -> None:
        Ways.book, Ways.court, Ways.faults = self.book, self.court, []
        Ways.asleep = {
            code: _weeks(random.Random(f"{self.dice.random()}{code}"), self.days) for code in UNITS
        }
        self.units: dict[str, Unit] = {}
        for code, kind in UNITS.items():
            Ways.signers[code] = Ed25519Signer.of(hashlib.sha256(code.encode()).digest())
            self.units[code] = inquiries.register_unit(
                court=self.court,
                terms=inquiries.UnitTerms(
                    code=code, name=f"{code}（模拟）", kind="机关", connector=Ways.name, agreement="模拟协议",
                    answer_hours=24, dead_after_days=7, at_once=64,
                ),
                items=[inquiries.Item(kind, action) for action in UnitAction], keys=[str(Ways.signers[code].public)],
                now=self.now(START), actor=SYSTEM,
            )  # fmt: skip

    def _cases(self, count: int) -> list[Filed]:
        fates, weights = zip(*FATES, strict=True)
        found = []
        for n in range(count):
            fate = self.dice.choices(fates, weights)[0]
            case = self._case(n)
            who = self.census.person()
            debtor = _party(case, who.name, who.id_number, "debtor")
            on = START + timedelta(days=self.dice.randrange(max(1, self.days // 3), self.days))
            found.append(Filed(case, debtor, who, fate, on))
        Case.objects.bulk_create([one.case for one in found], batch_size=500)
        applicants = [
            _party(one.case, "张三丰", f"22242419800101{n % 1000:03d}0", "applicant")
            for n, one in enumerate(found)
        ]
        for one in applicants:
            one.bank_name = "中国农业银行"
            one.account_sealed, one.account_index, one.account_masked = sealed_account("6217569546347374596")
        Party.objects.bulk_create([*(one.debtor for one in found), *applicants], batch_size=500)
        Title.objects.bulk_create([_title(one) for one in found], batch_size=500)
        owned: list[tuple[str, str, str]] = []
        for one in found:
            self._own(one, owned)
        self.book.own(owned)
        return found

    def _case(self, n: int) -> Case:
        officer = self.officers[n % len(self.officers)]
        return Case(
            court=self.court, number=f"（2022）{self.court.code}执{n + 1}号", year=2022, type_code="执", sequence=n + 1,
            filed_on=date(2022, 1, 10), officer_name=officer.name, officer_id=officer.user_id, cause="买卖合同纠纷",
            sub_account=f"24242022{n + 1:06d}",
        )  # fmt: skip

    def _own(self, one: Filed, owned: list[tuple[str, str, str]]) -> None:
        """What the debtor holds at the units, and sometimes a namesake beside."""
        for _ in range(MEASURES_PER_CASE):
            code = "农信社" if one.fate == "excess" else self.dice.choice(list(UNITS))
            row = self._row(code, one.drawn.name, one.drawn.id_number, owned)
            one.rows.setdefault(code, []).append(row)
            if code == "不动产" and self.dice.random() < WAITING:
                one.waits.add(row.identifier)
            if self.dice.random() < NAMESAKES / MEASURES_PER_CASE:
                other = self.census.person(one.drawn.name)
                theirs = self._row(code, one.drawn.name, other.id_number, owned)
                one.rows[code].append(theirs)
                one.namesakes.append(theirs.identifier)
                self.counts["同名他人的财产"] += 1

    def _row(self, code: str, name: str, id_number: str, owned: list[tuple[str, str, str]]) -> wire.Row:
        kind = UNITS[code]
        nth = len(owned)
        made = {
            AssetKind.DEPOSIT: self.census.card, AssetKind.VEHICLE: lambda: f"吉H{nth:06d}",
            AssetKind.REAL_ESTATE: lambda: f"吉（2020）汪清县不动产权第{nth:010d}号",
        }  # fmt: skip
        identifier = made[kind]()
        owned.append((identifier, id_number, name))
        money = {"amount_fen": IN_ACCOUNT, "available_fen": IN_ACCOUNT} if kind is AssetKind.DEPOSIT else {}
        return wire.Row(
            row_ref=identifier[-6:], match=wire.Match.ID, asset_kind=kind, title=identifier, identifier=identifier,
            details={}, holder=wire.Person(name=name, id_number=id_number), **money,
        )  # fmt: skip

    def answers(self, filed: Sequence[Filed], now: datetime) -> None:
        """The units' answers about the debtors of some cases."""
        replies = []
        for one in filed:
            for code, said in one.rows.items():
                reply = wire.QueryReply(as_of=now, rows=tuple(said), result=wire.Found.FOUND)
                digest = hashlib.sha256(repr(said).encode()).digest()
                replies.append(
                    IncomingReply(
                        self.court.pk, one.case.id, one.debtor.id, code, f"{code}（模拟）", digest, reply
                    )
                )
        if replies:
            take_rows(replies=replies, now=now, actor=SYSTEM)

    def _ledger(self, filed: Sequence[Filed]) -> None:
        """Measures on paper of the years before, with holders that take no message."""
        lines = ["案号,被执行人,财产类型,财产描述,协助单位,控制措施,起始日,届满日,是否轮候"]
        for one in filed:
            for n in range(MEASURES_PER_CASE):
                end = START + timedelta(days=self.dice.randint(20, 900))
                began = end - timedelta(days=1_000)
                lines.append(
                    f"{one.case.number},{one.debtor.name},不动产,林地{one.case.sequence}-{n},林业局,查封,{began},{end},否"
                )
        report = operations.take_over_ledger(
            court=self.court, table=read_ledger("\n".join(lines).encode()), file_name="台账.csv", file_sha256="0" * 64,
            now=self.now(START), actor=SYSTEM,
        )  # fmt: skip
        self.counts["台账接管"] = report.imported


def _party(case: Case, name: str, number: str, role: str) -> Party:
    party = Party(
        case=case, court_id=case.court_id, role=role, position=0, name=name, name_key=names.comparing_key(name), kind="person",
        id_kind="resident",
    )  # fmt: skip
    party.id_sealed, party.id_index, party.id_masked = sealed_id(number)
    return party


def _title(one: Filed) -> Title:
    small = {"excess": 600_000, "proposal": 1_200_000}
    return Title(
        case=one.case, court_id=one.case.court_id, number="（2021）吉2424民初1号", effective_on=date(2021, 10, 1),
        performance_ends_on=date(2021, 11, 1), principal_fen=small.get(one.fate, 900_000_000),
    )  # fmt: skip


def _weeks(dice: random.Random, days: int) -> list[tuple[date, date]]:
    """When a unit is dead for weeks: about once in a year and a half."""
    found = []
    for begin in range(60, days, 540):
        first = START + timedelta(days=begin + dice.randrange(400))
        found.append((first, first + timedelta(days=dice.randint(14, 35))))
    return found


CONTENT = b"%PDF-1.7 stand-in"
_PLACE = "documents/tests/three-years.pdf"


def first_papers(cases: Sequence[Case], now: datetime) -> dict[object, tuple[Document, Document]]:
    """Ruling and notice of first controls that were made before this house: stand-ins of a few bytes."""
    file = home().files / _PLACE
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(CONTENT)
    found = {
        case.pk: (_paper(case, "执行裁定书", now), _paper(case, "协助执行通知书", now)) for case in cases
    }
    Document.objects.bulk_create([one for pair in found.values() for one in pair], batch_size=500)
    return found


def _paper(case: Case, name: str, now: datetime) -> Document:
    kind = {"执行裁定书": "control_ruling", "协助执行通知书": "assistance_notice"}[name]
    return Document(
        court_id=case.court_id, case=case, kind=kind, series=f"first_{kind}", nth=1, number=f"{case.number}{name}",
        issued_on=clock.local_date(now), issued_at=now, content={}, engine="test", pages=1, size=len(CONTENT), file=_PLACE,
        sha256=hashlib.sha256(CONTENT).hexdigest(),
    )  # fmt: skip
