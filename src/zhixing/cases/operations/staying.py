"""Enforcement stands still and goes on under the same number: the limits that law deducts stop and run on with it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, CaseRules, CaseStatus, Suspension
from zhixing.cases.operations.clocks import bound_stay, follow_stays, unbound_stay
from zhixing.cases.operations.concluding import CaseNotOpen
from zhixing.cases.operations.restrictions import end_restrictions
from zhixing.cases.rules.endings import CannotResume
from zhixing.cases.rules.restrictions import EndCause
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.law.limits import NotCounted

DECIDERS = (Role.OFFICER, Role.BUREAU_CHIEF)


def stay(
    *, case_id: UUID, kind: NotCounted, reason: str, on: date, now: datetime, actor: Actor, for_review: bool = False
) -> Suspension:  # fmt: skip
    """Enforcement stands still from `on`: the days do not count; a stay `for_review` of the title also stops interest.

    The limits that law deducts it from stop; a stay that law bounds has a limit of its own. A stay for review takes
    debtors off the list. The case stays open. Raises CaseNotOpen, CannotResume for a second stay or a day that cannot be.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        actor.require(case.court_id, *DECIDERS)
        if case.status != CaseStatus.OPEN.value:
            raise CaseNotOpen(f"{case.number} 已于 {case.concluded_on} 结案。")
        if Suspension.objects.filter(case=case, kind=kind.value, ends_on=None).exists():
            raise CannotResume(f"{case.number} 已在中止、暂缓中。")
        if not case.filed_on <= on <= clock.local_date(now):
            raise CannotResume(f"中止、暂缓的日期应当在立案之日（{case.filed_on}）以后、今天以前。")
        if len(reason.strip()) < 4:
            raise CannotResume("请写明中止、暂缓的理由（至少四个字）。")
        row = Suspension.objects.create(
            court_id=case.court_id, case=case, kind=kind.value, starts_on=on, interest_stops=for_review
        )
        follow_stays(case_ids=[case.pk])
        bound_stay(case=case, kind=kind, on=on)
        record(
            court_id=case.court_id, subject=f"case:{case.pk}", kind="case.stayed", at=now, actor=actor,
            body={"kind": kind.value, "on": on.isoformat(), "reason": reason.strip()[:200], "stay": str(row.pk)},
        )  # fmt: skip
        if for_review:
            end_restrictions(case_id=case.pk, cause=EndCause.STAYED, on=on, now=now, actor=actor)
        return row


def resume_stayed(*, stay_id: UUID, reason: str, on: date, now: datetime, actor: Actor) -> None:
    """The cause of a stay is gone: enforcement goes on from `on` under the same number, and its limits run on.

    The last day of the stay is the one before. Raises CannotResume.
    """
    with transaction.atomic():
        found = Suspension.objects.only("case_id").get(pk=stay_id)
        case = Case.objects.select_for_update().get(pk=found.case_id)
        row = Suspension.objects.select_for_update().get(pk=stay_id)
        actor.require(row.court_id, *DECIDERS)
        if row.ends_on is not None or on <= row.starts_on:
            raise CannotResume("中止、暂缓已经结束，或者恢复日期早于中止日期。")
        if on > clock.local_date(now):
            raise CannotResume("恢复日期不能晚于今天。")
        row.ends_on = on - timedelta(days=1)
        row.save(update_fields=["ends_on"])
        follow_stays(case_ids=[case.pk])
        unbound_stay(case_id=case.pk, kind=NotCounted(row.kind), on=on)
        record(
            court_id=row.court_id, subject=f"case:{row.case_id}", kind="case.stay_ended", at=now, actor=actor,
            body={"kind": row.kind, "on": on.isoformat(), "reason": reason.strip()[:200], "stay": str(row.pk)},
        )  # fmt: skip


def set_case_rules(*, court_id: int, stayed_may_close: bool, now: datetime, actor: Actor) -> CaseRules:
    """Set what a court reads otherwise than the recalled rule: whether a stayed case may be closed."""
    actor.require(court_id, Role.BUREAU_CHIEF)
    with transaction.atomic():
        row, _ = CaseRules.objects.update_or_create(
            court_id=court_id,
            defaults={
                "stayed_may_close": stayed_may_close,
                "set_at": now,
                "set_by_name": actor.name[:60],
            },
        )
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="case_rules.set", at=now, actor=actor,
            body={"stayed_may_close": stayed_may_close},
        )  # fmt: skip
        return row
