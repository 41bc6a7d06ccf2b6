"""Which cases are looked at again, and when: something new has come about a debtor, or a month of interest has run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q

from zhixing.cases.models import Case, CaseStatus, Party, PartyRole
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.evidence.queries import counts_by_subject
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.sweeps import failures
from zhixing.freezes.models import ChoosingPolicy, ProposalLook
from zhixing.freezes.operations.proposing import propose
from zhixing.freezes.queries.choosing import position_of
from zhixing.law.rate_terms import UnreadableRate

NEWS = (
    "asset.found", "asset.changed", "identity.decided", "control.confirmed", "control.partly", "control.refused",
    "case.resumed",
)  # fmt: skip
"""After these a case is looked at again."""
_LATE = timedelta(days=1)
"""How late a fact may become visible after its moment: a long import."""
_LOOK_AGAIN = timedelta(days=30)
"""So long after the last look interest alone is reason for another."""
SWEEP = "freezes.propose"


def propose_waiting(*, now: datetime, limit: int, actor: Actor) -> int:
    """Look again at the cases about whose debtors something new has come; the number looked at. Sees every court."""
    done = 0
    for court_id in _courts_to_visit(now):
        if done < limit:
            done += _propose_of_court(court_id, now, limit - done, actor)
    return done


def _courts_to_visit(now: datetime) -> list[int]:
    """Courts with news since their last round, or with an open case unseen for a month: one question for all of them."""
    late = ExpressionWrapper(OuterRef("choosing_policy__seen_until") - _LATE, output_field=DateTimeField())
    news = Fact.objects.filter(court_id=OuterRef("pk"), kind__in=NEWS)
    unseen = ProposalLook.objects.filter(
        court_id=OuterRef("pk"), looked_at__lte=now - _LOOK_AGAIN, case__status=CaseStatus.OPEN.value
    )
    never_visited = Q(choosing_policy__seen_until=None)
    courts = Court.objects.filter(
        (never_visited & Exists(news)) | (~never_visited & Exists(news.filter(at__gte=late))) | Exists(unseen)
    )
    return list(courts.order_by("pk").values_list("pk", flat=True))


def _propose_of_court(court_id: int, now: datetime, limit: int, actor: Actor) -> int:
    ChoosingPolicy.objects.get_or_create(court_id=court_id)
    policy = ChoosingPolicy.objects.select_for_update().get(pk=court_id)
    since = policy.seen_until - _LATE if policy.seen_until else None
    counts = {
        UUID(subject.removeprefix("case:")): count
        for subject, count in counts_by_subject(court_id=court_id, kinds=NEWS, since=since).items()
        if subject.startswith("case:")
    }
    looks = dict(ProposalLook.objects.filter(case_id__in=list(counts)).values_list("case_id", "answers"))
    waiting = [case_id for case_id, count in sorted(counts.items()) if looks.get(case_id) != count]
    for case_id in waiting[:limit]:
        _look(case_id, court_id, counts[case_id], now, actor)
    for case_id in _other_cases(court_id, waiting[:limit]):
        _try(case_id, now, actor)
    if len(waiting) <= limit:
        policy.seen_until = now
        policy.save(update_fields=["seen_until"])
    again = _long_unseen(court_id, now, max(limit - len(waiting), 0))
    for case_id in again:
        _look_for_growth(case_id, now, actor)
    ProposalLook.objects.filter(case_id__in=again).update(looked_at=now)
    return min(len(waiting) + len(again), limit)


def _long_unseen(court_id: int, now: datetime, limit: int) -> list[UUID]:
    """Open cases about whose debtors nothing new has come for a month, while the interest went on."""
    open_cases = Case.objects.filter(court_id=court_id, status=CaseStatus.OPEN.value)
    rows = ProposalLook.objects.filter(
        court_id=court_id, looked_at__lte=now - _LOOK_AGAIN, case_id__in=open_cases.values("pk")
    )
    return list(rows.order_by("looked_at", "case_id").values_list("case_id", flat=True)[:limit])


def _look_for_growth(case_id: UUID, now: datetime, actor: Actor) -> None:
    """Propose again where the debt has outgrown what is controlled by more than the court's margin."""
    try:
        position = position_of(case_id, today=local_date(now))
    except UnreadableRate:
        return
    if position.controlled and position.left_fen > position.rules.tolerance_fen(position.need_fen):
        _try(case_id, now, actor)


def _other_cases(court_id: int, case_ids: Sequence[UUID]) -> list[UUID]:
    """Open cases of the same debtors: what was found of a person is there for each of them."""
    debtors = Party.objects.filter(court_id=court_id, role=PartyRole.DEBTOR.value)
    people = debtors.filter(case_id__in=case_ids).values("id_index")
    others = debtors.filter(id_index__in=people, case__status=CaseStatus.OPEN.value).exclude(
        case_id__in=case_ids
    )
    return sorted(set(others.values_list("case_id", flat=True)))


def _look(case_id: UUID, court_id: int, answers: int, now: datetime, actor: Actor) -> None:
    _try(case_id, now, actor)
    ProposalLook.objects.update_or_create(
        case_id=case_id, defaults={"court_id": court_id, "answers": answers, "looked_at": now}
    )


def _try(case_id: UUID, now: datetime, actor: Actor) -> None:
    try:
        with transaction.atomic():
            propose(case_id=case_id, now=now, actor=actor)
    except UnreadableRate as error:  # the debt of this case cannot be reckoned before a person mends its rate
        failures.note(sweep=SWEEP, subject=f"case:{case_id}", error=str(error), now=now)
