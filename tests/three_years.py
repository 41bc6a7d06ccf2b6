"""Three years of an office, day by day: people who renew when reminded or do not, units that answer as they please or are
dead for weeks, holidays, leave, kills, and what becomes of cases. Drives only what the house offers: its operations, sweeps
and lists.

The sweeps of every morning and evening run each day. `freezes.propose` and `freezes.excess` run each
morning in a small office; in a large one the house proposes in the first weeks only, and excess is looked for once a month. Pages are set by the quick typesetter
of three_years_papers; numbers, seals, hashes and facts of documents are the house's own.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from killing import run_and_kill
from three_years_fates import Fates
from three_years_people import MEASURE, People
from three_years_town import CLASSES, IN_ACCOUNT, START, SYSTEM, Filed, Town, first_papers
from three_years_units import Book, Ways
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.sweeps.engine import run_sweep
from zhixing.freezes import queries
from zhixing.freezes.models import Measure, MeasureAct
from zhixing.freezes.rules.lapses import LapseCause
from zhixing.freezes.rules.standing import Tone
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries import sweeps as asking
from zhixing.inquiries.models import Asset, ControlReceipt
from zhixing.inquiries.operations.sending import lines_with_work
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Action
from zhixing.law.measure_terms import end_of_term
from zhixing.law.working_days import day as day_of

MORNING = (
    "freezes.remind", "freezes.catch_all", "freezes.value", "freezes.waiting", "freezes.receipts", "freezes.tell_applicants",
    "freezes.doubts", "inquiries.clocks", "inquiries.doubts",
)  # fmt: skip
CHOOSING = ("freezes.propose", "freezes.excess")
RED_BEFORE = timedelta(days=7)
PROPOSING = 42
"""So many days a large office lets the house propose what to control."""
SMALL = 2_000
"""Up to so many measures everything runs every day."""


@dataclass(slots=True)
class Findings:
    """What the three years came to."""

    seconds: float = 0
    counts: Counter[str] = field(default_factory=Counter)
    spent: Counter[str] = field(default_factory=Counter)
    causes: dict[str, int] = field(default_factory=dict)
    red_in_time: Counter[str] = field(default_factory=Counter)
    ours: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    of_others: list[object] = field(default_factory=list)
    doubled: list[object] = field(default_factory=list)
    not_released: list[str] = field(default_factory=list)
    moods: dict[str, int] = field(default_factory=dict)

    def words(self) -> str:
        """Said aloud with `pytest -s`."""
        slowest = {name: round(seconds) for name, seconds in self.spent.most_common(24) if seconds >= 0.5}
        return "\n".join(
            [f"{self.seconds:.0f} s；{dict(self.counts)}", f"用时 {slowest}", f"失效 {self.causes}，事前七日已红 {dict(self.red_in_time)}",
             f"本院 {self.ours}", f"单位 {self.moods}", f"无声失效 {self.silent}", f"他人 {self.of_others}",
             f"重复 {self.doubled}", f"清偿未即时拟解除 {self.not_released}"]
        )  # fmt: skip

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """How long something took, added to what it took before."""
        began = time.monotonic()
        yield
        self.spent[name] += time.monotonic() - began


class Office:
    """The court at work."""

    def __init__(self, court: Court, book: Book, *, measures: int, days: int, seed: int) -> None:
        self.court, self.book, self.days, self.is_small = court, book, days, measures <= SMALL
        self.found = Findings()
        self.dice = random.Random(seed + 1)
        self.red: dict[tuple[UUID, date], date] = {}
        self.first_days = max(1, min(240, days // 4))
        Ways.seed = seed
        with self.found.timed("建城"), every_court_visible():
            self.town = Town(court, book, measures=measures, days=days, seed=seed)
        self.found.counts |= Counter(self.town.counts)
        self.people = People(self.town, self.dice, self.found.counts)
        self.fates = Fates(self.town, self.found.counts)
        self.todo = list(self.town.todo)

    def live(
        self, *, kills: int, say: Callable[[str], None] = lambda words: None, until: float = float("inf")
    ) -> Findings:
        """All the days, then the proofs; `until` is the second of the machine's clock after which no day begins."""
        started = time.monotonic()
        kill_days = set(self.dice.sample(range(self.days), min(kills, self.days)))
        for n in range(self.days):
            if time.time() > until:
                break
            today = START + timedelta(days=n)
            self.town.now(today)
            self.run(self.mornings(n))
            self.found.counts["天数"] += 1
            if n in kill_days:
                self.found.counts["击杀"] += self.killed(lambda n=n: self.run(self.mornings(n)))
            self.day(today, n)
            if n in kill_days:
                self.found.counts["击杀"] += self.killed(self.evening)
            self.evening()
            if n % 50 == 49:
                say(f"{today} {time.monotonic() - started:.0f} s {dict(self.found.spent.most_common(8))}")
        self.found.seconds = time.monotonic() - started
        with self.found.timed("证明"), every_court_visible():
            self.prove(START + timedelta(days=self.found.counts["天数"]))
        return self.found

    def mornings(self, n: int) -> tuple[str, ...]:
        """The sweeps of a morning."""
        if self.is_small:
            return MORNING + CHOOSING
        chosen = [CHOOSING[0]] * (n < PROPOSING and n % 7 == 6) + [CHOOSING[1]] * (n % 28 == 27)
        return (*MORNING, *chosen)

    def day(self, today: date, n: int) -> None:
        """What people see and do."""
        with every_court_visible():
            with self.found.timed("看清单"):
                self.see(today)
            if day_of(today).is_working:
                with self.found.timed("首次控制"):
                    self.file(today, n)
                with self.found.timed("人员办理"):
                    self.people.work(today)
            with self.found.timed("案件变化"):
                paid = self.fates.happen(today)
        with self.found.timed("清偿解除"), every_court_visible():
            self.fates.released_at_once(paid, today)

    def killed(self, job: Callable[[], None]) -> int:
        """Do a job in a child that is killed while it does."""
        with self.found.timed("击杀"):
            return int(
                run_and_kill(job, after_seconds=self.dice.uniform(0.01, 0.5 if self.is_small else 1.5))
            )

    def run(self, sweeps: Sequence[str]) -> None:
        """Run sweeps, as the worker does."""
        for name in sweeps:
            with self.found.timed(name):
                run_sweep(name)

    def evening(self) -> None:
        """What was approved goes out; what the units say is taken up."""
        self.run(("freezes.carry_out",))
        with every_court_visible():
            has_work = bool(lines_with_work(now=clock.now()))
        if has_work:
            with self.found.timed("inquiries.send"):
                asking.pump(actor=Actor.system("inquiries.send"), linger=timedelta(0))
        self.run(("freezes.receipts",))

    def see(self, today: date) -> None:
        """What ends in seven days must be red on the list of somebody who is there today; the day is kept."""
        wanted = {
            measure.pk: measure
            for measure in Measure.objects.filter(state="watched", ends_on=today + RED_BEFORE)
            if queries.standing_of(measure, today).tone is Tone.RED
        }
        first = (self.town.chief, self.town.clerk)
        present = self.people.present(today)
        for actor in sorted(present, key=lambda one: first.index(one) if one in first else len(first)):
            if not wanted:
                return
            self.found.counts["看过的清单"] += 1
            for duty in queries.duties(actor=actor, today=today, limit=5_000):
                found = MEASURE.match(duty.url)
                seen = wanted.pop(UUID(found.group(1)), None) if found else None
                if seen is not None:
                    self.red[seen.pk, today + RED_BEFORE] = today

    # ---- first controls -----------------------------------------------------------------------------------------------------

    def file(self, today: date, n: int) -> None:
        """The cases of the day: units have answered, assets are frozen, and now and then somebody tries a namesake's."""
        if not self.todo:
            return
        share = max(1, len(self.todo) * 7 // max(1, (self.first_days - n) * 5))
        chosen, self.todo = self.todo[:share], self.todo[share:]
        self.town.answers(chosen, clock.now())
        proposes = self.is_small or n < PROPOSING - 7
        by_hand = [one for one in chosen if one.fate != "proposal" or not proposes]
        papers = first_papers([one.case for one in by_hand], clock.now())
        of = {bytes(one.debtor.id_index): one for one in by_hand}
        orders = []
        for asset in Asset.objects.filter(court=self.court, person_index__in=list(of)).order_by("id"):
            one = of[bytes(asset.person_index)]
            orders.append(self._order(one, asset, today, *papers[one.case.pk]))
        if orders:
            inquiries.order_controls(court_id=self.court.pk, orders=orders, now=clock.now(), actor=SYSTEM)
        self.found.counts["首次控制"] += len(orders)
        for one in by_hand:
            for identifier in one.namesakes[:1]:
                self._try_a_namesake(
                    next(order for order in orders if order.case_id == one.case.pk), identifier
                )

    def _try_a_namesake(self, ours: inquiries.NewControl, identifier: str) -> None:
        fields = {name: getattr(ours, name) for name in ours.__dataclass_fields__}
        stranger = inquiries.NewControl(
            **{**fields, "key": f"wrong:{identifier}", "identifier": identifier, "asset_id": None}
        )
        self.found.counts["试图控制他人财产"] += 1
        try:
            inquiries.order_controls(court_id=self.court.pk, orders=[stranger], now=clock.now(), actor=SYSTEM)
        except inquiries.ControlRefused:
            self.found.counts["拒绝控制他人财产"] += 1

    def _order(
        self, one: Filed, asset: Asset, today: date, ruling: object, notice: object
    ) -> inquiries.NewControl:
        kind = AssetKind(asset.kind)
        waits = asset.title in one.waits
        self.found.counts["轮候"] += waits
        return inquiries.NewControl(
            key=f"first:{asset.pk}", action=Action.WAIT if waits else Action.FREEZE, case_id=one.case.id,
            party_id=one.debtor.id, unit_id=self.town.units[asset.unit_code].pk, asset_kind=kind, identifier="",
            asset_id=asset.pk, amount_fen=IN_ACCOUNT if kind is AssetKind.DEPOSIT else None, starts_on=today,
            ends_on=end_of_term(CLASSES[kind], today).last_day, ruling_id=ruling.pk, notice_id=notice.pk,
        )  # fmt: skip

    # ---- proofs -------------------------------------------------------------------------------------------------------------

    def prove(self, today: date) -> None:
        """Every lapse of the years was red on a list seven days before; nobody else's asset, nothing twice."""
        found = queries.lapses(courts=[self.court.pk], first=START, last=today, today=today, limit=10**9)
        self.found.causes = {cause.value: count for cause, count in found.by_cause.items()}
        for line in found.lines:
            red = self.red.get((line.line.id, line.lapsed_on))
            if red is None or red > line.lapsed_on - RED_BEFORE:
                told = [done.words for done in line.done][-6:]
                self.found.silent.append(f"{line.line.id} {line.lapsed_on} {red} {line.reason.words} {told}")
            else:
                self.found.red_in_time[line.reason.cause.value] += 1
            if line.reason.cause is LapseCause.US:
                told = [f"{done.at:%m-%d} {done.words}" for done in line.done][-6:]
                self.found.ours.append(f"{line.line.holder} {line.lapsed_on} {line.reason.words} {told}")
        counts = self.found.counts
        counts["提醒统计中的无声"] = found.silent
        counts["在控"] = Measure.objects.filter(state="watched", ends_on__gte=today).count()
        counts["措施"] = Measure.objects.count()
        counts["已解除"] = Measure.objects.filter(state="released").count()
        counts["回执"] = ControlReceipt.objects.count()
        for kind, word in (("renew", "续行"), ("release", "解除")):
            states = MeasureAct.objects.filter(kind=kind).values_list("state", flat=True)
            counts |= Counter(f"{word} {state}" for state in states)
        self.found.counts = counts
        self.found.doubled, self.found.of_others = self.book.doubled(), self.book.of_others()
        self.found.not_released = self.fates.not_released
        self.found.moods = self.book.tally()
        assert not Ways.faults, Ways.faults[0]
