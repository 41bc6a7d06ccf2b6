"""Uploads that nobody accepted are forgotten after a day; entries whose term has ended come up for deletion."""

from datetime import datetime, timedelta

from zhixing.cases import operations, uploads
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps.engine import sweep


@sweep(name="cases.forget_uploads", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=1000)
def forget_uploads(*, now: datetime, limit: int) -> int:
    """Delete uploaded registers whose day is over."""
    uploads.forget_old(now=now)
    return 0


@sweep(name="cases.restriction_terms", every=timedelta(hours=6), deadline=timedelta(minutes=10), batch=500)
def end_restriction_terms(*, now: datetime, limit: int) -> int:
    """Entries of the list whose term has ended must be deleted within three working days."""
    return operations.end_terms(now=now, limit=limit, actor=Actor.system("失信期限"))
