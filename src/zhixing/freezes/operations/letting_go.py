"""Deciding not to renew a measure: one person gives the reason, another approves. Until then it stays due and red."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import (
    ActBatch,
    ActKind,
    ActState,
    EventKind,
    Ground,
    Measure,
    MeasureAct,
    Pending,
)
from zhixing.freezes.operations.drafting import (
    BatchRefused,
    NewRelease,
    NothingToDo,
    draft_releases,
    note,
    withdraw_renewals,
)
from zhixing.freezes.operations.measures import REASON_MIN, ReasonMissing, locked_measure

ASKERS = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)
APPROVERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def ask_not_to_renew(*, measure_id: UUID, reason: str, now: datetime, actor: Actor) -> Measure:
    """Propose that a measure be left to end. Raises ReasonMissing, BatchRefused, MeasureReleased, NotAllowed."""
    with transaction.atomic():
        measure = locked_measure(measure_id)
        actor.require(measure.court_id, *ASKERS)
        if len(reason.strip()) < REASON_MIN:
            raise ReasonMissing("不再续行须写明理由（至少四个字）。")
        if measure.do_not_renew_reason:
            raise BatchRefused(f"已由{measure.do_not_renew_by}提请不再续行。")
        if measure.renewal in (Pending.SENT.value, Pending.BY_HAND.value):
            raise BatchRefused("续行已经发出，请等协助单位回执；不需要控制的，请办理解除。")
        measure.do_not_renew_reason, measure.do_not_renew_by = reason.strip()[:200], actor.name[:60]
        measure.save(update_fields=["do_not_renew_reason", "do_not_renew_by"])
        said = {measure.id: {"reason": measure.do_not_renew_reason, "asker": str(actor.user_id or "")}}
        note([measure], EventKind.NOT_RENEWED_ASKED, said, now=now, actor=actor)
    return measure


def decide_not_to_renew(
    *, measure_id: UUID, agree: bool, words: str = "", now: datetime, actor: Actor
) -> Measure:
    """Approve or refuse; not by the person who asked. Approved, its release is drafted at once.

    Raises BatchRefused when nothing was asked, ReasonMissing for a refusal without one, NotAllowed.
    """
    with transaction.atomic():
        measure = locked_measure(measure_id)
        actor.require(measure.court_id, *APPROVERS)
        if not measure.do_not_renew_reason or measure.do_not_renew_on is not None:
            raise BatchRefused("没有待批准的不再续行。")
        if actor.user_id is not None and _asker(measure) == str(actor.user_id):
            raise NotAllowed("不能批准自己提请的事项，须由另一人批准。")
        said = {"reason": measure.do_not_renew_reason, "asked_by": measure.do_not_renew_by}
        if not agree:
            if len(words.strip()) < REASON_MIN:
                raise ReasonMissing("不同意的，请写明理由（至少四个字）。")
            measure.do_not_renew_reason = measure.do_not_renew_by = ""
            measure.save(update_fields=["do_not_renew_reason", "do_not_renew_by"])
            note(
                [measure], EventKind.NOT_RENEWED_REFUSED, {measure.id: {**said, "words": words.strip()[:200]}}, now=now,
                actor=actor,
            )  # fmt: skip
            return measure
        measure.do_not_renew_approved_by, measure.do_not_renew_on = actor.name[:60], local_date(now)
        measure.save(update_fields=["do_not_renew_approved_by", "do_not_renew_on"])
        withdraw_renewals([measure], now=now, actor=actor)
        note([measure], EventKind.NOT_RENEWED, {measure.id: said}, now=now, actor=actor)
        _draft_release(measure, now)
    return measure


def _asker(measure: Measure) -> str:
    """The account of who asked last."""
    asked = measure.events.filter(kind=EventKind.NOT_RENEWED_ASKED.value).order_by("-at", "-id").first()
    return str(asked.body.get("asker", "")) if asked else ""


def _draft_release(measure: Measure, now: datetime) -> None:
    """What is not worth renewing is not worth holding: its release waits for its own approval."""
    tries = MeasureAct.objects.filter(measure=measure, kind=ActKind.RELEASE.value).exclude(
        state=ActState.LEFT_OUT.value
    )
    token = f"not-renewed:{measure.id}:{tries.count() + 1}"
    if ActBatch.objects.filter(court_id=measure.court_id, origin=token).exists():
        return
    try:
        draft_releases(
            court_id=measure.court_id, releases=[NewRelease(measure.id)], ground=Ground.NOT_RENEWED, token=token,
            reason="", case_id=measure.case_id, due_on=measure.ends_on, now=now, actor=Actor.system("不再续行"),
        )  # fmt: skip
    except NothingToDo:
        return
