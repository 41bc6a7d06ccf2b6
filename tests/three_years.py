"""Three years of an office, day by day: people who renew when reminded or do not, units that answer as they please, holidays,
leave, kills. Drives only what the house offers: operations, sweeps and lists of freezes and inquiries.
"""

import hashlib
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from control_world import debtor_of, paper, papers
from funds_world import make_case, person
from killing import run_and_kill
from three_years_units import Book, Ways
from zhixing.cases.models import Case
from zhixing.cases.personal import sealed_id
from zhixing.documents.operations.controls import ControlAct, IssuedAct, IssuedFile
from zhixing.documents.rules.control_rulings import ControlFacts, units_of
from zhixing.foundation import clock, names
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps.engine import run_sweep
from zhixing.freezes import operations, queries
from zhixing.freezes.models import ActBatch, ActState, Measure, MeasureAct
from zhixing.freezes.operations import drafting, letting_go
from zhixing.freezes.operations import paper as on_paper
from zhixing.freezes.operations import people as leave
from zhixing.freezes.rules.lapses import LapseCause
from zhixing.freezes.rules.ledger import read_ledger
from zhixing.freezes.rules.standing import Tone
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries import sweeps as asking
from zhixing.inquiries.models import Asset, Request, Unit
from zhixing.inquiries.operations.reading import take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.operations.sending import lines_with_work
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction
from zhixing.inquiries.wire import messages as wire
from zhixing.inquiries.wire.messages import Action
from zhixing.inquiries.wire.signing import Ed25519Signer
from zhixing.law.measure_terms import AssetClass, end_of_term
from zhixing.law.working_days import day as day_of
from zhixing.simulator.people import Census

START = date(2022, 3, 1)
SYSTEM = Actor.system("模拟")
UNITS = {
    "农信社": AssetKind.DEPOSIT, "建行": AssetKind.DEPOSIT, "吉林银行": AssetKind.DEPOSIT, "交警": AssetKind.VEHICLE,
    "不动产": AssetKind.REAL_ESTATE,
}  # fmt: skip
CLASSES = {
    AssetKind.DEPOSIT: AssetClass.DEPOSIT, AssetKind.VEHICLE: AssetClass.MOVABLE, AssetKind.REAL_ESTATE: AssetClass.IMMOVABLE,
}  # fmt: skip
MORNING = (
    "freezes.remind", "freezes.catch_all", "freezes.value", "freezes.waiting", "freezes.receipts", "freezes.tell_applicants",
    "inquiries.clocks", "inquiries.doubts",
)  # fmt: skip
MEASURES_PER_CASE = 4
LEDGER_SHARE = 0.2
NAMESAKES = 0.1
REAL_DOCUMENTS = 40
"""One act in so many gets its documents from the typesetter and the seal; the others a stand-in of a few bytes."""
RED_BEFORE = timedelta(days=7)
_MEASURE = re.compile(r"^/freezes/([0-9a-f-]{36})/$")


@dataclass(slots=True)
class Findings:
    """What the three years came to."""

    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    causes: dict[str, int] = field(default_factory=dict)
    ours: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    of_others: list[object] = field(default_factory=list)
    doubled: list[object] = field(default_factory=list)
    moods: dict[str, int] = field(default_factory=dict)

    def words(self) -> str:
        """Said aloud with `pytest -s`."""
        lines = [
            f"{self.seconds:.0f} s；{dict(self.counts)}",
            f"失效 {self.causes} {self.ours}",
            f"单位 {self.moods}",
        ]
        return "\n".join(
            [*lines, f"无声失效 {self.silent}", f"他人 {self.of_others}", f"重复 {self.doubled}"]
        )


class Office:
    """The court, its people, its cases and its units."""

    def __init__(self, court: Court, book: Book, *, measures: int, days: int, seed: int, real: bool) -> None:
        self.court, self.book, self.days, self.measures = court, book, days, measures
        self.dice = random.Random(seed)
        self.town = Census(random.Random(seed), "汪清县")
        self.found = Findings()
        self.red: dict[tuple[UUID, date], date] = {}
        self.real, self.acts = real, 0
        self.first_days = max(1, min(240, days // 4))
        self.todo: list[Case] = []
        self.away: dict[int, tuple[date, date]] = {}
        with every_court_visible():
            self._people()
            self._units()
            self._cases()

    def _people(self) -> None:
        count = max(3, self.measures // 2_200)
        self.officers = [person(self.court, Role.OFFICER, name=f"执行员{n}") for n in range(count)]
        self.clerk = person(self.court, Role.CLERK, name="书记员")
        self.chief = person(self.court, Role.BUREAU_CHIEF, name="局长")
        self.vice = person(self.court, Role.VICE_PRESIDENT, name="副院长")
        self.everybody = [*self.officers, self.clerk, self.chief, self.vice]
        self.zeal = {actor.user_id: 0.35 for actor in self.everybody}
        self.zeal[self.officers[0].user_id] = 0.05  # who needs the ladder

    def _units(self) -> None:
        Ways.book, Ways.court, Ways.faults = self.book, self.court, []
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

    def _cases(self) -> None:
        for n in range(max(1, self.measures // MEASURES_PER_CASE)):
            who = self.town.person()
            case = make_case(self.court, n + 1, debtors=(who.name,), principal_fen=900_000_000)
            party = debtor_of(case)
            party.id_sealed, party.id_index, party.id_masked = sealed_id(who.id_number)
            party.name_key = names.comparing_key(who.name)
            party.save()
            officer = self.officers[n % len(self.officers)]
            Case.objects.filter(pk=case.pk).update(officer_id=officer.user_id, officer_name=officer.name)
            case.refresh_from_db()
            self.todo.append(case)
            self._own(case, who.name, who.id_number)
        self.dice.shuffle(self.todo)
        by_hand = self.todo[: int(len(self.todo) * LEDGER_SHARE)]
        self.todo = self.todo[len(by_hand) :]
        self._ledger(by_hand)

    def now(self, today: date) -> datetime:
        os.environ["ZHIXING_TODAY"] = today.isoformat()
        return clock.now()

    def _own(self, case: Case, name: str, id_number: str) -> None:
        """What the debtor holds at the units, and sometimes a namesake beside."""
        rows: dict[str, list[wire.Row]] = {}
        owned: list[tuple[str, str, str]] = []
        for n in range(MEASURES_PER_CASE):
            code = self.dice.choice(list(UNITS))
            rows.setdefault(code, []).append(self._row(code, name, id_number, owned))
            if self.dice.random() < NAMESAKES / MEASURES_PER_CASE:
                other = self.town.person(name)
                rows[code].append(self._row(code, name, other.id_number, owned))
                self.found.counts["同名他人的财产"] += 1
            del n
        self.book.own(owned)
        at = self.now(START)
        for code, said in rows.items():
            reply = wire.QueryReply(as_of=at, rows=tuple(said), result=wire.Found.FOUND)
            digest = hashlib.sha256(repr(said).encode()).digest()
            incoming = IncomingReply(
                self.court.pk, case.id, debtor_of(case).id, code, f"{code}（模拟）", digest, reply
            )
            take_rows(replies=[incoming], now=at, actor=SYSTEM)

    def _row(self, code: str, name: str, id_number: str, owned: list[tuple[str, str, str]]) -> wire.Row:
        kind = UNITS[code]
        made = {
            AssetKind.DEPOSIT: self.town.card, AssetKind.VEHICLE: lambda: f"吉H{self.dice.randrange(10**6):06d}",
            AssetKind.REAL_ESTATE: lambda: f"吉（2020）汪清县不动产权第{len(self.todo):05d}{self.dice.randrange(10**5):05d}号",
        }  # fmt: skip
        identifier = made[kind]()
        owned.append((identifier, id_number, name))
        money = {"amount_fen": 500_000, "available_fen": 500_000} if kind is AssetKind.DEPOSIT else {}
        return wire.Row(
            row_ref=identifier[-6:], match=wire.Match.ID, asset_kind=kind, title=identifier, identifier=identifier,
            details={}, holder=wire.Person(name=name, id_number=id_number), **money,
        )  # fmt: skip

    def _ledger(self, cases: Sequence[Case]) -> None:
        """Measures on paper of the years before, with holders that take no message."""
        lines = ["案号,被执行人,财产类型,财产描述,协助单位,控制措施,起始日,届满日,是否轮候"]
        for case in cases:
            for n in range(MEASURES_PER_CASE):
                end = START + timedelta(days=self.dice.randint(20, 900))
                began = end - timedelta(days=1_000)
                lines.append(
                    f"{case.number},{debtor_of(case).name},不动产,林地{case.sequence}-{n},林业局,查封,{began},{end},否"
                )
        report = operations.take_over_ledger(
            court=self.court, table=read_ledger("\n".join(lines).encode()), file_name="台账.csv", file_sha256="0" * 64,
            now=self.now(START), actor=SYSTEM,
        )  # fmt: skip
        self.found.counts["台账接管"] = report.imported

    # ---- a day ----------------------------------------------------------------------------------------------------------

    def live(self, *, kills: int) -> Findings:
        """All the days, then the proofs."""
        started = time.monotonic()
        kill_days = set(self.dice.sample(range(self.days), min(kills, self.days)))
        for n in range(self.days):
            today = START + timedelta(days=n)
            self.now(today)
            self.run(MORNING)
            if n in kill_days:
                self.found.counts["击杀"] += self.killed(lambda: self.run(MORNING))
            with every_court_visible():
                self.see(today)
                if day_of(today).is_working:
                    self.file(today, n)
                    self.work(today)
            if n in kill_days:
                self.found.counts["击杀"] += self.killed(self.evening)
            self.evening()
        self.found.seconds = time.monotonic() - started
        with every_court_visible():
            self.prove(START + timedelta(days=self.days))
        return self.found

    def killed(self, job: Callable[[], None]) -> int:
        return int(run_and_kill(job, after_seconds=self.dice.uniform(0.01, 0.5)))

    def run(self, sweeps: Sequence[str]) -> None:
        for name in sweeps:
            run_sweep(name)

    def evening(self) -> None:
        """What was approved goes out; what the units say is taken up."""
        self.run(("freezes.carry_out",))
        with every_court_visible():
            has_work = bool(lines_with_work(now=clock.now()))
        if has_work:
            asking.pump(actor=Actor.system("inquiries.send"), linger=timedelta(0))
        self.run(("freezes.receipts",))

    def see(self, today: date) -> None:
        """What ends in seven days must be red on the list of somebody who is there today; the day is kept."""
        wanted = {
            measure.pk: measure
            for measure in Measure.objects.filter(state="watched", ends_on=today + RED_BEFORE)
            if queries.standing_of(measure, today).tone is Tone.RED
        }
        for actor in reversed(self.present(today)):
            if not wanted:
                return
            self.found.counts["看过的清单"] += 1
            for duty in queries.duties(actor=actor, today=today, limit=5_000):
                found = _MEASURE.match(duty.url)
                seen = wanted.pop(UUID(found.group(1)), None) if found else None
                if seen is not None:
                    self.red[seen.pk, today + RED_BEFORE] = today

    def present(self, today: date) -> list[Actor]:
        return [
            actor
            for actor in self.everybody
            if not ((span := self.away.get(actor.user_id or 0)) is not None and span[0] <= today <= span[1])
        ]

    def file(self, today: date, n: int) -> None:
        """The cases of the day: their assets are frozen, and now and then somebody tries a namesake's."""
        if n >= self.first_days * 7 // 5:
            return
        share = max(1, len(self.todo) // max(1, self.first_days * 5 // 7 - n)) if self.todo else 0
        chosen, self.todo = self.todo[:share], self.todo[share:]
        for case in chosen:
            self._freeze(case, today)

    def _freeze(self, case: Case, today: date) -> None:
        party = debtor_of(case)
        ruling, notice = papers(case)
        ours = Asset.objects.filter(court=self.court, person_index=bytes(party.id_index))
        orders = [self._order(case, asset, today, ruling.id, notice.id) for asset in ours]
        inquiries.order_controls(court_id=self.court.pk, orders=orders, now=clock.now(), actor=SYSTEM)
        self.found.counts["首次控制"] += len(orders)
        for name, identifier in self._namesakes(case):
            stranger = inquiries.NewControl(
                **{
                    **_fields(orders[0]),
                    "key": f"wrong:{identifier}",
                    "identifier": identifier,
                    "asset_id": None,
                }
            )
            try:
                inquiries.order_controls(
                    court_id=self.court.pk, orders=[stranger], now=clock.now(), actor=SYSTEM
                )
            except inquiries.ControlRefused:
                self.found.counts["拒绝控制他人财产"] += 1
            del name

    def _namesakes(self, case: Case) -> list[tuple[str, str]]:
        party = debtor_of(case)
        with self.book.open() as log:
            held = log.execute(
                "SELECT name, identifier, id_number FROM owner WHERE name = ?", [party.name]
            ).fetchall()
        return [(name, one) for name, one, number in held if sealed_id(number)[1] != bytes(party.id_index)][
            :1
        ]

    def _order(
        self, case: Case, asset: Asset, today: date, ruling: UUID, notice: UUID
    ) -> inquiries.NewControl:
        kind = AssetKind(asset.kind)
        unit = self.units[asset.unit_code]
        return inquiries.NewControl(
            key=f"first:{asset.pk}", action=Action.FREEZE, case_id=case.id, party_id=debtor_of(case).id, unit_id=unit.pk,
            asset_kind=kind, identifier="", asset_id=asset.pk, amount_fen=500_000 if kind is AssetKind.DEPOSIT else None,
            starts_on=today, ends_on=end_of_term(CLASSES[kind], today).last_day, ruling_id=ruling, notice_id=notice,
        )  # fmt: skip

    # ---- people ---------------------------------------------------------------------------------------------------------

    def work(self, today: date) -> None:
        """Everybody who is there and gets to it, on days on which there is something."""
        self._leave(today)
        self._slips(today)
        near = Q(ends_on__lte=today + timedelta(days=31)) | Q(state="no_end") | ~Q(trouble="")
        pressing = Measure.objects.exclude(state="released").filter(near).exists()
        if not pressing and not ActBatch.objects.filter(state="drafted").exists():
            return
        for actor in self.present(today):
            if self.dice.random() < self.zeal[actor.user_id]:
                self._lists(actor, today)
                self._decide(actor)

    def _leave(self, today: date) -> None:
        for actor in (*self.officers, self.chief):
            if actor.user_id in self.away and self.away[actor.user_id][1] >= today:
                continue
            if self.dice.random() < 1 / 120:
                until = today + timedelta(days=self.dice.randint(5, 25))
                others = [one for one in self.present(today) if one in self.officers and one is not actor]
                deputy = self.dice.choice(others) if others and self.dice.random() < 0.5 else None
                try:
                    leave.note_absence(
                        court_id=self.court.pk, person_id=actor.user_id or 0,
                        deputy_id=deputy.user_id if deputy else None, starts_on=today, ends_on=until, now=clock.now(),
                        actor=actor,
                    )  # fmt: skip
                except leave.AbsenceRefused:
                    continue
                self.away[actor.user_id or 0] = (today, until)
                self.found.counts["休假"] += 1

    def _lists(self, actor: Actor, today: date) -> None:
        """What is on the person's list today, and what they do about it."""
        urls = [duty.url for duty in queries.duties(actor=actor, today=today, limit=800)]
        ids = [UUID(found.group(1)) for url in urls if (found := _MEASURE.match(url))]
        renew = []
        for measure in Measure.objects.filter(pk__in=ids).order_by("ends_on", "id"):
            if self._one(measure, actor, today):
                renew.append(measure.pk)
        if renew and not actor.has(self.court.pk, Role.VICE_PRESIDENT):
            try:
                made = drafting.draft_renewals(
                    court_id=self.court.pk, measure_ids=renew[: drafting.ACTS_MAX], token=f"{actor.user_id}:{today}",
                    now=clock.now(), actor=actor,
                )  # fmt: skip
                self.found.counts["拟续行"] += made.taken
            except drafting.NothingToDo:
                self.found.counts["无可续行"] += 1

    def _one(self, measure: Measure, actor: Actor, today: date) -> bool:
        """Deal with one measure; whether it is to be renewed."""
        now = clock.now()
        may_release = actor.has(self.court.pk, *operations.RELEASE_ROLES)
        if measure.ends_on is None:
            if actor.has(self.court.pk, *operations.OFFICE_ROLES):
                asset = AssetClass(measure.asset_class)
                end = end_of_term(asset, measure.starts_on).last_day
                operations.enter_end(
                    measure_id=measure.pk, stated_on=end, reason="依裁定书补录", now=now, actor=actor
                )
        elif measure.renewal not in ("sent", "by_hand") and measure.ends_on < today - timedelta(days=20):
            if may_release:
                operations.release(
                    measure_id=measure.pk, reason="期限届满，效力已消灭", now=now, on=today, actor=actor
                )
        elif measure.do_not_renew_reason and measure.do_not_renew_on is None:
            if actor.has(self.court.pk, *letting_go.APPROVERS) and measure.do_not_renew_by != actor.name:
                letting_go.decide_not_to_renew(measure_id=measure.pk, agree=True, now=now, actor=actor)
        elif measure.renewal in ("sent", "by_hand"):
            self._press_on(measure, actor, today)
        elif "销户" in measure.trouble_words and self.dice.random() < 0.3:
            if not measure.do_not_renew_reason and actor.has(self.court.pk, *letting_go.ASKERS):
                letting_go.ask_not_to_renew(
                    measure_id=measure.pk, reason="账户已销户，无需续行", now=now, actor=actor
                )
        else:
            return measure.ends_on >= today
        return False

    def _press_on(self, measure: Measure, actor: Actor, today: date) -> None:
        """A holder that is silent is called, a printed notice is carried there."""
        act = MeasureAct.objects.filter(measure=measure, kind="renew").order_by("-id").first()
        if act is None or not actor.has(self.court.pk, *operations.OFFICE_ROLES):
            return
        if act.state == ActState.BY_HAND.value and self.dice.random() < 0.7:
            on_paper.note_delivered(act_id=act.pk, on=today, by="", now=clock.now(), actor=actor)
            self.found.counts["送达纸质续行"] += 1
        elif act.state == ActState.SENT.value and self.dice.random() < 0.15:
            self.book.hurry(act.order_number)
            request = Request.objects.filter(number=act.order_number, state="dead").first()
            if request is not None and actor.has(self.court.pk, Role.OFFICER):
                inquiries.try_again(request_id=request.pk, now=clock.now(), actor=actor)
            self.found.counts["电话催办"] += 1

    def _decide(self, actor: Actor) -> None:
        if not actor.has(self.court.pk, *drafting.DECIDERS):
            return
        for batch in ActBatch.objects.filter(state="drafted").exclude(made_by_id=actor.user_id):
            drafting.approve(batch_id=batch.pk, now=clock.now(), actor=actor)
            self.found.counts["批准"] += 1

    def _slips(self, today: date) -> None:
        """Slips that come back from holders on paper: after days, seldom a no, seldom never."""
        for act in MeasureAct.objects.filter(state=ActState.DELIVERED.value, kind="renew"):
            fate = random.Random(str(act.pk))
            days, kind = fate.randint(1, 14), fate.random()
            if act.delivered_on is None or act.delivered_on + timedelta(days=days) > today or kind > 0.99:
                continue
            refused = kind > 0.97
            slip = on_paper.Slip(
                result="not_controlled" if refused else "controlled", said_on=act.delivered_on,
                ends_on=None if refused else act.ends_on, words="登记系统升级" if refused else "",
            )  # fmt: skip
            scan = on_paper.NewScan(name="回执.pdf", content=b"%PDF-1.7 slip")
            on_paper.note_slip(act_id=act.pk, slip=slip, scan=scan, now=clock.now(), actor=self.clerk)
            self.found.counts["纸质回执"] += 1

    # ---- documents ------------------------------------------------------------------------------------------------------

    def documents(self, issue: Callable[..., list[IssuedAct]]) -> Callable[..., list[IssuedAct]]:
        """Documents for every act: some as the house makes them, most as stand-ins of a few bytes."""

        def issued(*, acts: Sequence[ControlAct], now: datetime, actor: Actor) -> list[IssuedAct]:
            self.acts += 1
            if self.real and self.acts % REAL_DOCUMENTS == 0:
                self.found.counts["真实文书"] += 1
                return issue(acts=acts, now=now, actor=actor)
            return [_stand_in(act) for act in acts]

        return issued

    # ---- proofs ---------------------------------------------------------------------------------------------------------

    def prove(self, today: date) -> None:
        """Every lapse of the years was red on a list seven days before; nobody else's asset, nothing twice."""
        found = queries.lapses(courts=[self.court.pk], first=START, last=today, today=today, limit=10**9)
        self.found.causes = {cause.value: count for cause, count in found.by_cause.items()}
        for line in found.lines:
            if line.reason.cause is LapseCause.US:
                told = [done.words for done in line.done][-4:]
                self.found.ours.append(f"{line.line.holder} {line.lapsed_on} {line.reason.words} {told}")
            red = self.red.get((line.line.id, line.lapsed_on))
            if red is None or red > line.lapsed_on - RED_BEFORE:
                self.found.silent.append(f"{line.line.id} {line.lapsed_on} {red} {line.reason.words}")
        self.found.counts["提醒统计中的无声"] = found.silent
        self.found.counts["在控"] = Measure.objects.filter(state="watched", ends_on__gte=today).count()
        self.found.counts["措施"] = Measure.objects.count()
        events = MeasureAct.objects.filter(kind="renew").values_list("state", flat=True)
        self.found.counts |= Counter(f"续行 {state}" for state in events)
        self.found.doubled, self.found.of_others = self.book.doubled(), self.book.of_others()
        self.found.moods = self.book.tally()
        assert not Ways.faults, Ways.faults[0]


def _fields(order: inquiries.NewControl) -> dict[str, object]:
    return {name: getattr(order, name) for name in order.__dataclass_fields__}


def _stand_in(act: ControlAct) -> IssuedAct:
    case = Case.objects.get(pk=act.case_id)

    def file(kind: str, name: str) -> IssuedFile:
        made = paper(case, kind)
        return IssuedFile(made.pk, made.number, name, made.sha256)

    units = units_of(ControlFacts(act.action, act.assets, act.reason))
    return IssuedAct(
        file("control_ruling", "执行裁定书"),
        {unit: file("assistance_notice", "协助执行通知书") for unit in units},
    )
