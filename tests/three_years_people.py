"""The people of the three-year simulation: what they do with their lists, on days on which they come to it."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from three_years_town import Town
from three_years_units import Book
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.freezes import operations, queries
from zhixing.freezes.models import ActBatch, ActState, ControlProposal, Ground, Measure, MeasureAct
from zhixing.freezes.operations import approving, drafting, letting_go, proposing
from zhixing.freezes.operations import paper as on_paper
from zhixing.freezes.operations import people as leave
from zhixing.freezes.rules.proposal_states import ProposalState
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries.models import Request
from zhixing.law.measure_terms import AssetClass, end_of_term

MEASURE = re.compile(r"^/freezes/([0-9a-f-]{36})/$")
_BATCH = re.compile(r"^/freezes/batches/([0-9a-f-]{36})/$")
LOOKED_AT = 400
"""Lines of a list that a person gets through in a day."""
_PENDING = ("sent", "by_hand")
SCAN = on_paper.NewScan(name="回执.pdf", content=b"%PDF-1.7 slip")


class People:
    """Officers, clerk, chief and vice-president with their lists, leave and slips."""

    def __init__(self, town: Town, dice: random.Random, counts: Counter[str]) -> None:
        self.town, self.court, self.dice, self.counts = town, town.court, dice, counts
        self.book: Book = town.book
        self.away: dict[int, tuple[date, date]] = {}
        self.refused: set[UUID] = set()

    def present(self, today: date) -> list[Actor]:
        """Who is there."""
        return [
            actor
            for actor in self.town.everybody
            if not ((span := self.away.get(actor.user_id or 0)) is not None and span[0] <= today <= span[1])
        ]

    def work(self, today: date) -> None:
        """Everybody who is there and comes to it."""
        self._leave(today)
        self._slips(today)
        for actor in self.present(today):
            if self.dice.random() < self.town.zeal[actor.user_id]:
                self._list(actor, today)
                self._proposals(actor)

    def _leave(self, today: date) -> None:
        for actor in (*self.town.officers, self.town.chief):
            if actor.user_id in self.away and self.away[actor.user_id][1] >= today:
                continue
            if self.dice.random() < 1 / 120:
                until = today + timedelta(days=self.dice.randint(5, 25))
                others = [
                    one for one in self.present(today) if one in self.town.officers and one is not actor
                ]
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
                self.counts["休假"] += 1

    # ---- a list -----------------------------------------------------------------------------------------------------------

    def _list(self, actor: Actor, today: date) -> None:
        """What is on the person's list today, and what they do about it."""
        urls = [duty.url for duty in queries.duties(actor=actor, today=today, limit=LOOKED_AT)]
        self.counts["办理清单"] += 1
        self._decide(actor, [UUID(found.group(1)) for url in urls if (found := _BATCH.match(url))])
        if actor is self.town.vice:  # the command centre does not draft: it has somebody do it at once
            there = [one for one in (self.town.clerk, self.town.chief) if one in self.present(today)]
            actor = there[0] if there else self.dice.choice(self.town.officers)
            self.counts["督办"] += 1
        ids = [UUID(found.group(1)) for url in urls if (found := MEASURE.match(url))]
        acts = self._acts_of(ids)
        renew, lift = [], []
        for measure in Measure.objects.filter(pk__in=ids).order_by("ends_on", "id"):
            todo = self._one(measure, acts.get(measure.pk, {}), actor, today)
            if todo == "renew":
                renew.append(measure.pk)
            elif todo == "lift":
                lift.append(measure.pk)
        self._draft(actor, today, renew, lift)

    def _acts_of(self, ids: Iterable[UUID]) -> dict[UUID, dict[str, MeasureAct]]:
        """The latest act of each kind on each measure."""
        found: dict[UUID, dict[str, MeasureAct]] = {}
        for act in MeasureAct.objects.filter(measure_id__in=list(ids)).order_by("id"):
            found.setdefault(act.measure_id, {})[act.kind] = act
        return found

    def _one(self, measure: Measure, acts: dict[str, MeasureAct], actor: Actor, today: date) -> str:
        """Deal with one measure; `renew` or `lift` when that is to be drafted."""
        now = clock.now()
        may_write = actor.has(self.court.pk, *operations.OFFICE_ROLES)
        if measure.lifting in _PENDING:
            self._press_on(measure, acts.get("release"), actor, today)
        elif measure.lifting == "refused":
            return "lift"
        elif measure.lifting:
            return ""
        elif measure.ends_on is None:
            if may_write:
                end = end_of_term(AssetClass(measure.asset_class), measure.starts_on).last_day
                operations.enter_end(
                    measure_id=measure.pk, stated_on=end, reason="依裁定书补录", now=now, actor=actor
                )
        elif measure.renewal not in _PENDING and measure.ends_on < today - timedelta(days=20):
            if actor.has(self.court.pk, *operations.RELEASE_ROLES):
                operations.release(
                    measure_id=measure.pk, reason="期限届满，效力已消灭", now=now, on=today, actor=actor
                )
        elif measure.do_not_renew_reason and measure.do_not_renew_on is None:
            if actor.has(self.court.pk, *letting_go.APPROVERS) and measure.do_not_renew_by != actor.name:
                letting_go.decide_not_to_renew(measure_id=measure.pk, agree=True, now=now, actor=actor)
        elif measure.renewal in _PENDING:
            self._press_on(measure, acts.get("renew"), actor, today)
        elif measure.is_waiting and measure.advanced_on is not None:
            if may_write and self.dice.random() < 0.5:
                on_paper.confirm_waiting(
                    measure_id=measure.pk, effective_from=today, scan=SCAN, now=now, actor=actor
                )
                self.counts["轮候转正"] += 1
        elif "销户" in measure.trouble_words and self.dice.random() < 0.3:
            if not measure.do_not_renew_reason and actor.has(self.court.pk, *letting_go.ASKERS):
                letting_go.ask_not_to_renew(
                    measure_id=measure.pk, reason="账户已销户，无需续行", now=now, actor=actor
                )
        elif not measure.renewal or measure.renewal == "refused":
            return "renew" if measure.ends_on >= today and not measure.handed_over_to else ""
        return ""

    def _draft(self, actor: Actor, today: date, renew: list[UUID], lift: list[UUID]) -> None:
        given = {"court_id": self.court.pk, "now": clock.now(), "actor": actor}
        try:
            if renew:
                made = drafting.draft_renewals(
                    measure_ids=renew[: drafting.ACTS_MAX],
                    token=f"{actor.user_id}:{today}:{self.counts['办理清单']}",
                    **given,
                )
                self.counts["拟续行"] += made.taken
        except drafting.NothingToDo:
            self.counts["无可续行"] += 1
        try:
            if lift:
                made = drafting.draft_releases(
                    releases=[drafting.NewRelease(one) for one in lift], ground=Ground.OTHER,
                    token=f"lift:{actor.user_id}:{today}:{self.counts['办理清单']}", reason="单位未办，再次解除", **given,
                )  # fmt: skip
                self.counts["再拟解除"] += made.taken
        except drafting.NothingToDo:
            self.counts["无可解除"] += 1

    def _press_on(self, measure: Measure, act: MeasureAct | None, actor: Actor, today: date) -> None:
        """A holder that is silent is called, a printed notice is carried there."""
        if act is None or not actor.has(self.court.pk, *operations.OFFICE_ROLES):
            return
        if act.state == ActState.BY_HAND.value and self.dice.random() < 0.7:
            on_paper.note_delivered(act_id=act.pk, on=today, by="", now=clock.now(), actor=actor)
            self.counts["送达纸质文书"] += 1
        elif act.state == ActState.SENT.value and self.dice.random() < 0.15:
            self.book.hurry(act.order_number)
            request = Request.objects.filter(number=act.order_number, state="dead").first()
            if request is not None and actor.has(self.court.pk, Role.OFFICER):
                inquiries.try_again(request_id=request.pk, now=clock.now(), actor=actor)
            self.counts["电话催办"] += 1

    def _decide(self, actor: Actor, batches: list[UUID]) -> None:
        for batch in ActBatch.objects.filter(pk__in=batches, state="drafted").order_by("id"):
            drafting.approve(batch_id=batch.pk, now=clock.now(), actor=actor)
            self.counts["批准"] += 1

    def _proposals(self, actor: Actor) -> None:
        """Put forward what the house proposes, approve what others put forward."""
        if actor in self.town.officers:
            mine = ControlProposal.objects.filter(
                state=ProposalState.DRAFT.value, case__officer_id=actor.user_id
            )
            for one in mine.exclude(pk__in=self.refused).order_by("id"):
                self._try(one.pk, actor, approve=False)
        if actor is self.town.chief:
            for one in ControlProposal.objects.filter(state=ProposalState.SUBMITTED.value).exclude(
                pk__in=self.refused
            ):
                self._try(one.pk, actor, approve=True)

    def _try(self, proposal_id: UUID, actor: Actor, *, approve: bool) -> None:
        given = {"proposal_id": proposal_id, "now": clock.now(), "actor": actor}
        try:
            if approve:
                self.counts["方案控制"] += len(approving.approve(**given).orders)
            else:
                proposing.submit(excess_reason="无其他可分割的财产", **given)
                self.counts["提交方案"] += 1
        except proposing.ProposalRefused:
            self.refused.add(proposal_id)
            self.counts["方案未获准"] += 1

    def _slips(self, today: date) -> None:
        """Slips that come back from holders on paper: after days, seldom a no, seldom never."""
        for act in MeasureAct.objects.filter(state=ActState.DELIVERED.value):
            fate = random.Random(str(act.pk))
            days, kind = fate.randint(1, 14), fate.random()
            if act.delivered_on is None or act.delivered_on + timedelta(days=days) > today or kind > 0.99:
                continue
            refused = kind > 0.97
            slip = on_paper.Slip(
                result="not_controlled" if refused else "controlled", said_on=act.delivered_on,
                ends_on=None if refused else act.ends_on, words="登记系统升级" if refused else "",
            )  # fmt: skip
            on_paper.note_slip(act_id=act.pk, slip=slip, scan=SCAN, now=clock.now(), actor=self.town.clerk)
            self.counts["纸质回执"] += 1
