"""Service of a distribution plan, objections to it, its amendment, and the way into bankruptcy."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import (
    Claimant,
    Distribution,
    ObjectionEvent,
    PlanObjection,
    PlanReceived,
    PooledReceipt,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.distributing import DRAFTERS, DistributionRefused, open_distribution
from zhixing.funds.queries.distributions import DistributionView, distribution_view
from zhixing.funds.rules.distributions import EventKind, Stage
from zhixing.law.distribution import Bankruptcy, DebtorKind
from zhixing.law.distribution_objections import PlanStage

_DECIDED = (Stage.APPROVED, Stage.PAYING)


def note_received(
    *, distribution_id: UUID, recipient: str, received_on: date, how: str, now: datetime, actor: Actor
) -> None:
    """Record that a creditor or the debtor received the plan: from that day their fifteen days run."""
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.APPROVED])
        actor.require(row.court_id, *DRAFTERS)
        view = distribution_view(distribution_id)
        if recipient not in view.recipients:
            raise DistributionRefused("收件人不是本方案的债权人或者被执行人。")
        if recipient in view.received:
            raise DistributionRefused(f"{recipient}的送达已经登记，不能重复。")
        decided = local_date(row.decided_at) if row.decided_at else received_on
        if not decided <= received_on <= local_date(now):
            raise DistributionRefused(f"送达日期应当在方案批准日 {decided:%Y-%m-%d} 与今天之间。")
        PlanReceived.objects.create(
            court_id=row.court_id, distribution=row, recipient=recipient, received_on=received_on, how=how.strip()[:60],
            recorded_at=now, recorded_by=actor.name[:60],
        )  # fmt: skip
        _note(row, "distribution.served", {"recipient": recipient, "on": received_on.isoformat()}, now, actor)


def take_objection(
    *,
    distribution_id: UUID,
    objector: str,
    objected_on: date,
    text: str,
    disputed_fen: Mapping[UUID, int],
    now: datetime,
    actor: Actor,
) -> PlanObjection:
    """Take a written objection of somebody who received the plan. `disputed_fen`: how much of which claims, in fen.

    A late one is taken as well; it changes nothing. Raises DistributionRefused.
    """
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.APPROVED])
        actor.require(row.court_id, *DRAFTERS)
        view = distribution_view(distribution_id)
        received = view.received.get(objector)
        if received is None:
            raise DistributionRefused("请先登记异议人收到方案的日期，再登记异议。")
        if not received[0] <= objected_on <= local_date(now):
            raise DistributionRefused("提出异议的日期应当在收到方案之日与今天之间。")
        if len(text.strip()) < 4 or not disputed_fen:
            raise DistributionRefused("请写明异议的理由，并写明对哪一笔债权、多少金额有争议。")
        claims = {claim.id: claim for claim in view.claims}
        for key, fen in disputed_fen.items():
            if key not in claims or not 0 < fen <= claims[key].fen:
                raise DistributionRefused("争议金额应当大于零，且不超过该笔债权额。")
        objection = PlanObjection.objects.create(
            court_id=row.court_id, distribution=row, objector=objector, objected_on=objected_on, text=text.strip()[:1000],
            disputed={str(key): fen for key, fen in disputed_fen.items()}, recorded_at=now, recorded_by=actor.name[:60],
        )  # fmt: skip
        body = {"objector": objector, "on": objected_on.isoformat(), "fen": sum(disputed_fen.values())}
        _note(row, "distribution.objected", body, now, actor)
        return objection


def note_event(
    *, objection_id: UUID, kind: EventKind, on: date, text: str, now: datetime, actor: Actor
) -> None:
    """Record what happened with an objection. Only what may come next is taken. Raises DistributionRefused."""
    with transaction.atomic():
        objection = PlanObjection.objects.get(pk=objection_id)
        row = open_distribution(distribution_id=objection.distribution_id, stages=_DECIDED)
        actor.require(row.court_id, *DRAFTERS)
        view = distribution_view(row.pk)
        today = local_date(now)
        progress = view.progress(today)
        state = (
            next(one for one in progress.objections if one.so_far.key == str(objection_id))
            if progress
            else None
        )
        if state is None or kind not in state.next_events:
            raise DistributionRefused(f"现在不能登记“{kind.label}”，请按异议程序的次序办理。")
        latest = max([objection.objected_on, *(day for _, day in state.so_far.events)])
        if not latest <= on <= today:
            raise DistributionRefused(f"日期应当在 {latest:%Y-%m-%d} 与今天之间。")
        _append(objection, kind, on, text, now, actor)
        _note(row, "distribution.objection_noted", {"kind": kind.value, "on": on.isoformat()}, now, actor)


def _append(
    objection: PlanObjection, kind: EventKind, on: date, text: str, now: datetime, actor: Actor
) -> None:
    ObjectionEvent.objects.create(
        court_id=objection.court_id, objection=objection, kind=kind.value, on=on, text=text.strip()[:300],
        recorded_at=now, recorded_by=actor.name[:60],
    )  # fmt: skip


def amend_distribution(*, distribution_id: UUID, now: datetime, actor: Actor) -> Distribution:
    """Draft the amended plan after an objection that nobody opposed; it names the one it amends and takes its place.

    It needs approval like any plan and is then carried out at once. Raises DistributionRefused.
    """
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.APPROVED])
        actor.require(row.court_id, *DRAFTERS)
        progress = distribution_view(distribution_id).progress(local_date(now))
        if progress is None or progress.stage is not PlanStage.AMEND:
            raise DistributionRefused("没有需要依异议修正的方案。")
        ready = {
            one.so_far.key for one in progress.objections if one.state and one.state.stage is PlanStage.AMEND
        }
        if any(one.is_open for one in progress.objections if one.so_far.key not in ready):
            raise DistributionRefused("还有异议在办理期间，期满后一并修正。")
        for objection in PlanObjection.objects.filter(distribution=row):
            if str(objection.pk) in ready:
                _append(objection, EventKind.AMENDED, local_date(now), "", now, actor)
        new = _copy(row, now, actor)
        row.stage = Stage.AMENDED.value
        row.save(update_fields=["stage"])
        _note(row, "distribution.amending", {"by": str(new.pk)}, now, actor)
        return new


def _copy(row: Distribution, now: datetime, actor: Actor) -> Distribution:
    claimants = list(Claimant.objects.filter(distribution=row).order_by("place"))
    pooled = list(PooledReceipt.objects.filter(distribution=row).order_by("place"))
    new = Distribution.objects.get(pk=row.pk)
    new.pk, new._state.adding = uuid7(), True
    new.stage, new.round, new.amends, new.document, new.reason = Stage.DRAFT.value, 0, row, None, ""
    new.drafted_at, new.drafted_by, new.drafted_by_name = now, key_of(actor), actor.name[:60]
    new.decided_at, new.decided_by, new.decided_by_name, new.explanation = None, None, "", []
    new.save(force_insert=True)
    for claimant in claimants:
        claimant.pk, claimant._state.adding, claimant.distribution = uuid7(), True, new
    for money in pooled:
        money.pk, money._state.adding, money.distribution = uuid7(), True, new
    Claimant.objects.bulk_create(claimants)
    PooledReceipt.objects.bulk_create(pooled)
    return new


_BANKRUPTCY = {
    Bankruptcy.NOT_ASKED: (Bankruptcy.DECLINED, Bankruptcy.TRANSFERRED),
    Bankruptcy.DECLINED: (Bankruptcy.TRANSFERRED,),
    Bankruptcy.TRANSFERRED: (Bankruptcy.ACCEPTED, Bankruptcy.DECLINED),
    Bankruptcy.ACCEPTED: (),
}


def next_bankruptcy(*, view: DistributionView) -> tuple[Bankruptcy, ...]:
    """What may be recorded next about the way into bankruptcy; nothing once money was planned for payment."""
    if view.terms.debtor_kind is not DebtorKind.ENTERPRISE or view.stage not in (
        Stage.DRAFT, Stage.PROPOSED, Stage.APPROVED
    ):  # fmt: skip
        return ()
    return _BANKRUPTCY[view.terms.bankruptcy]


def note_bankruptcy(
    *, distribution_id: UUID, state: Bankruptcy, on: date, text: str, now: datetime, actor: Actor
) -> None:
    """Record an enterprise debtor's way into bankruptcy: nobody agreed or it was refused, transferred, accepted.

    A transfer and an acceptance stop the distribution. Raises DistributionRefused.
    """
    with transaction.atomic():
        row = open_distribution(
            distribution_id=distribution_id, stages=[Stage.DRAFT, Stage.PROPOSED, Stage.APPROVED]
        )
        actor.require(row.court_id, Role.OFFICER, Role.BUREAU_CHIEF)
        if state not in next_bankruptcy(view=distribution_view(distribution_id)):
            raise DistributionRefused("破产程序的状态不能这样变更，请刷新。")
        if on > local_date(now) or (row.bankruptcy_on and on < row.bankruptcy_on):
            raise DistributionRefused("日期不能晚于今天，也不能早于前一步。")
        if len(text.strip()) < 4:
            raise DistributionRefused("请写明征询对象和答复，或者受移送法院的文号。")
        row.bankruptcy, row.bankruptcy_on = state.value, on
        row.save(update_fields=["bankruptcy", "bankruptcy_on"])
        body = {"state": state.value, "on": on.isoformat(), "text": text.strip()[:300]}
        _note(row, "distribution.bankruptcy", body, now, actor)


def _note(row: Distribution, kind: str, body: Mapping[str, object], now: datetime, actor: Actor) -> None:
    record(
        court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor,
        body={"distribution": str(row.pk), **body},
    )  # fmt: skip
