"""Looking over the lookers: requests drawn by lot each month and reviewed by somebody else; who asked about a citizen."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest
from uuid import UUID

from django.db import transaction

from zhixing.cases.personal import index_of_id
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identifiers import read_identifier
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.queries import all_court_ids
from zhixing.foundation.keys import uuid7
from zhixing.foundation.names import mask_id_number
from zhixing.inquiries.models import AuditPick, InquiryPolicy, Request
from zhixing.law.working_days import add_months

REVIEWERS = (Role.AUDITOR, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
ACCESS_LOG_ROLES = (*REVIEWERS, Role.CLERK)
AUDITS_A_MONTH = 10


class ReviewRefused(ValueError):
    """The review cannot be entered so."""


def draw_audits(*, now: datetime, actor: Actor) -> int:
    """Draw last month's requests to review, for every court that has not drawn yet; the number drawn.

    The lot is the SHA-256 of month and request number: nobody can foresee it when asking, everybody can check it later.
    """
    month = add_months(clock.local_date(now).replace(day=1), -1)
    policies = {policy.court_id: policy.audits_a_month for policy in InquiryPolicy.objects.all()}
    drawn = 0
    for court_id in all_court_ids():
        wanted = policies.get(court_id, AUDITS_A_MONTH)
        if wanted and not AuditPick.objects.filter(court_id=court_id, month=month).exists():
            drawn += _draw(court_id, month, wanted, now, actor)
    return drawn


def _draw(court_id: int, month: date, wanted: int, now: datetime, actor: Actor) -> int:
    first, after = (
        datetime.combine(day, datetime.min.time(), clock.SHANGHAI) for day in (month, add_months(month, 1))
    )
    rows = Request.objects.filter(court_id=court_id, made_at__gte=first, made_at__lt=after, kind="query")
    found = rows.values_list("pk", "number", "inquiry__asker_id").iterator()
    lots = nsmallest(
        wanted,
        ((hashlib.sha256(f"{month}/{number}".encode()).digest(), key, asker) for key, number, asker in found),
    )
    if not lots:
        return 0
    with transaction.atomic():
        AuditPick.objects.bulk_create(
            [
                AuditPick(id=uuid7(), court_id=court_id, request_id=request_id, month=month, asker_id_copy=asker,
                          drawn_at=now)
                for _, request_id, asker in lots
            ]
        )  # fmt: skip
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="audit.drawn", at=now, actor=actor,
            body={"month": month.isoformat(), "drawn": len(lots)},
        )  # fmt: skip
    return len(lots)


def review(*, pick_id: UUID, in_order: bool, note: str, now: datetime, actor: Actor) -> None:
    """Enter what a reviewer found of one look. Raises NotAllowed for the asker, ReviewRefused for a finding without words."""
    with transaction.atomic():
        pick = AuditPick.objects.select_for_update(of=("self",)).select_related("request").get(pk=pick_id)
        actor.require(pick.court_id, *REVIEWERS)
        if actor.user_id is None or actor.user_id == pick.asker_id_copy:
            raise NotAllowed("抽查须由查询人以外的人员进行。")
        if pick.reviewed_at is not None:
            raise ReviewRefused("该项已经抽查完毕。")
        if not in_order and len(note.strip()) < 4:
            raise ReviewRefused("认为不当的，请写明理由（至少四个字）。")
        pick.reviewer_id, pick.reviewed_at = actor.user_id, now
        pick.in_order, pick.note = in_order, note.strip()[:300]
        pick.save(update_fields=["reviewer", "reviewed_at", "in_order", "note"])
        record(
            court_id=pick.court_id, subject=f"case:{pick.request.case_id}", kind="audit.reviewed", at=now, actor=actor,
            body={"request": pick.request.number, "in_order": in_order, "note": pick.note[:200]},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who wants to know who asked: the blind index of the number, and the number masked."""

    index: bytes
    masked: str


def tell_who_asked(*, court: Court, id_number: str, reason: str, now: datetime, actor: Actor) -> Citizen:
    """Under what a citizen's looks are found, for a person who answers the citizen; itself a fact.

    Raises BadIdentifier for a number that is none, ReviewRefused without a reason.
    """
    actor.require(court.pk, *ACCESS_LOG_ROLES)
    if len(reason.strip()) < 4:
        raise ReviewRefused("请写明申请人与事由（至少四个字）。")
    number = read_identifier(id_number).number
    index = index_of_id(number)
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="access_log.shown", at=now, actor=actor,
        body={"person": index.hex(), "reason": reason.strip()[:200]},
    )  # fmt: skip
    return Citizen(index, mask_id_number(number))
