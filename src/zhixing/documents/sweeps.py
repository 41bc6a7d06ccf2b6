"""First notices: every case that was filed gets them. Pages set ahead that were never issued are swept away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.documents.operations import (
    CourtAccountMissing,
    cases_waiting_for_notices,
    issue_first_notices,
    sweep_ready_pages,
)
from zhixing.documents.rendering.renderer import RenderFailed
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps import failures
from zhixing.foundation.sweeps.engine import sweep
from zhixing.law.articles import NoArticle
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable

NAME = "documents.first_notices"
ACTOR = Actor.system("文书")
UNISSUABLE = (
    CourtAccountMissing,
    DocumentRefused,
    NoArticle,
    RateBeforeTable,
    RenderFailed,
    SealingFailed,
    TermsUnclear,
    UnreadableRate,
)
"""Why the notices of one case cannot be made. The case is left for a person; the others go out."""


@sweep(name=NAME, every=timedelta(minutes=10), deadline=timedelta(minutes=20), batch=25)
def issue_waiting_notices(*, now: datetime, limit: int) -> int:
    """Issue the first notices of cases that wait for them; what cannot be printed is left for a person, case by case."""
    resting = {UUID(subject.removeprefix("case:")) for subject in failures.resting(NAME, now=now)}
    waiting = cases_waiting_for_notices(limit=limit, resting=resting)
    if not waiting:
        return 0
    try:
        with transaction.atomic():
            issue_first_notices(case_ids=waiting, now=now, actor=ACTOR)
    except UNISSUABLE:
        _one_by_one(waiting, now)
    return len(waiting)


def _one_by_one(waiting: Sequence[UUID], now: datetime) -> None:
    for case_id in waiting:
        try:
            with transaction.atomic():
                issue_first_notices(case_ids=[case_id], now=now, actor=ACTOR)
        except UNISSUABLE as refused:
            failures.note(sweep=NAME, subject=f"case:{case_id}", error=str(refused), now=now)


@sweep(name="documents.ready_pages", every=timedelta(hours=6), deadline=timedelta(minutes=10), batch=500)
def sweep_old_pages(*, now: datetime, limit: int) -> int:
    """Forget documents that were set ahead and not issued within their time."""
    return sweep_ready_pages(now=now, limit=limit)
