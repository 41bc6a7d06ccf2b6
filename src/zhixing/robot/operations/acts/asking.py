"""Asking units about debtors: the questions of many cases leave as one inquiry of their officer, and each is asked once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from zhixing.foundation.database.rows import among
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.models import Inquiry, InquiryPolicy, Request, Unit
from zhixing.inquiries.operations import AskingRefused, Made, ask, cancel
from zhixing.inquiries.rules.kinds import (
    UNDER_WAY,
    RequestKind,
    RequestState,
    Trigger,
    UnitAction,
    UnitState,
)
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import DONE, REFUSALS, Family, NotReversible, Views
from zhixing.robot.queries.sources import case_checks, proofs_of_parties
from zhixing.robot.rules.checks import Check
from zhixing.robot.rules.params import one_of, text, whole
from zhixing.robot.rules.plans import Line, Outcome, Planned
from zhixing.robot.rules.views import CaseView

PURPOSE = "查明被执行人可供执行的财产"
_UNDER_WAY = [state.value for state in UNDER_WAY]
UnitsOf = Mapping[int, Sequence[tuple[UUID, str]]]


@dataclass(frozen=True, slots=True)
class Asking(Family):
    """Ask every active unit of the court that answers questions about each debtor of the case."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each case with a debtor about whom a unit is not being asked already."""
        courts = {view.court_id for view in views.values()}
        if params.get("trigger") == Trigger.FILING.value:
            courts -= _asked_by_themselves(courts)
        units = _units(courts)
        debtors = [party.id for view in views.values() for party in view.debtors]
        proofs, busy = (
            proofs_of_parties(debtors),
            _busy(list(views), on, int(params.get("not_within_days", 0))),
        )
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in views.items():
            open_to = [
                (unit, name)
                for unit, name in units.get(view.court_id, ())
                if any((party.id, unit) not in busy for party in view.debtors)
            ]
            if not open_to:
                continue
            checks: list[Check] = [*case_checks(view)]
            for party in view.debtors:
                checks += proofs[party.id].checks if party.id in proofs else ()
            found[key] = (self._planned(view, open_to, params, tuple(checks)),)
        return found

    def _planned(
        self,
        view: CaseView,
        units: Sequence[tuple[UUID, str]],
        params: Mapping[str, Any],
        checks: tuple[Check, ...],
    ) -> Planned:
        names = "、".join(party.name for party in view.debtors)
        asked = "、".join(name for _, name in units[:4]) + (f" 等 {len(units)} 家" if len(units) > 4 else "")
        lines = (Line("查询对象", "", names), Line("协助单位", "", asked))
        return Planned(
            self.key, view.id, f"{self.key}:{view.id}:{view.inquiries.asked}", f"查询 {names} 的财产"[:200], lines, checks,
            {"units": sorted(str(unit) for unit, _ in units), "purpose": params.get("purpose") or PURPOSE,
             "trigger": params.get("trigger") or Trigger.HAND.value},
            tuple(sorted(unit for unit, _ in units)),
        )  # fmt: skip

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """One inquiry for all cases that ask the same units for the same reason."""
        groups: dict[tuple[int, str, str, tuple[str, ...]], list[Act]] = defaultdict(list)
        for act in acts:
            said = act.params
            groups[act.court_id, said["purpose"], said["trigger"], tuple(said["units"])].append(act)
        done: dict[UUID, Outcome] = {}
        for (court_id, purpose, trigger, units), mine in sorted(groups.items(), key=lambda item: item[0]):
            made = ask(
                court=Court.objects.get(pk=court_id), case_ids=[act.case_id for act in mine], purpose=purpose,
                trigger=Trigger(trigger), unit_ids=[UUID(unit) for unit in units], now=now, actor=actor,
            )  # fmt: skip
            done |= dict.fromkeys([act.id for act in mine], _outcome(made))
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Withdraw the questions of this case that have not left the house."""
        inquiry = (
            Inquiry.objects.filter(pk=UUID(act.ref.removeprefix("inquiry:"))).first() if act.ref else None
        )
        if inquiry is None:
            raise NotReversible("这次查询没有发出请求，没有可以撤回的内容。")
        if inquiry.cases > 1:
            count = _withdraw_of_case(inquiry, act.case_id, now, reason)
        else:
            count = cancel(inquiry_id=inquiry.pk, reason=reason, now=now, actor=actor)
        if not count:
            raise NotReversible("请求已经发给协助单位，不能撤回；对已取得的回执依法保密。")
        return f"已撤回尚未发出的查询请求 {count} 项。"


def _withdraw_of_case(inquiry: Inquiry, case_id: UUID, now: datetime, reason: str) -> int:
    """An inquiry of many cases loses only this one's requests."""
    waiting = Request.objects.filter(
        inquiry=inquiry, case_id=case_id, state=RequestState.WAITING.value, attempts=0
    ).select_for_update(skip_locked=True)
    ids = list(waiting.values_list("pk", flat=True))
    return Request.objects.filter(pk__in=ids).update(
        state=RequestState.CANCELLED.value, ended_at=now, words=reason[:300]
    )


def _outcome(made: Made) -> Outcome:
    if made.inquiry is None:
        return Outcome(DONE, "", "同样的查询正在进行，没有重复发出。")
    again = f"，另有 {made.already} 项正在查询" if made.already else ""
    return Outcome(DONE, f"inquiry:{made.inquiry.pk}", f"已交付发送查询请求 {made.requests} 项{again}。")


def _units(court_ids: set[int]) -> UnitsOf:
    """The active units of each court that answer questions."""
    found: dict[int, list[tuple[UUID, str]]] = defaultdict(list)
    rows = Unit.objects.filter(
        court_id__in=court_ids, state=UnitState.ACTIVE.value, items__action=UnitAction.QUERY.value
    ).distinct()
    for court_id, key, name in rows.order_by("court_id", "code").values_list("court_id", "id", "name"):
        found[court_id].append((key, name))
    return found


def _asked_by_themselves(court_ids: set[int]) -> set[int]:
    """The courts whose cases are asked about at filing without the robot: there its own question would be the second."""
    rows = InquiryPolicy.objects.filter(court_id__in=court_ids, ask_on_filing=True)
    return set(rows.values_list("court_id", flat=True))


def _busy(case_ids: Sequence[UUID], on: date, not_within_days: int) -> set[tuple[UUID, UUID]]:
    """(party, unit) that are being asked about, or were within so many days."""
    rows = Request.objects.filter(among("case_id", case_ids), kind=RequestKind.QUERY.value)
    busy = set(rows.filter(state__in=_UNDER_WAY).values_list("party_id", "unit_id"))
    if not_within_days:
        since = on - timedelta(days=not_within_days)
        busy |= set(rows.filter(made_at__date__gt=since).values_list("party_id", "unit_id"))
    return busy


register(
    Asking(
        "inquiries.ask", "查询财产", "ask units about the debtors", "撤回尚未发出的请求；已发出的不能撤回",
        wanted={
            "of": one_of("查询谁", "debtors", required=False),
            "purpose": text("查询目的", required=False),
            "trigger": one_of("查询的缘由", *(one.value for one in Trigger), required=False),
            "not_within_days": whole("多少日内查过的不再查", 1, 400, required=False),
        },
        refusals=(*REFUSALS, AskingRefused), may_go_alone=True,
    )
)  # fmt: skip
