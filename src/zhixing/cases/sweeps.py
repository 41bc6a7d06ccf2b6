"""Uploads that nobody accepted are forgotten after a day."""

from datetime import datetime, timedelta

from zhixing.cases import uploads
from zhixing.foundation.sweeps.engine import sweep


@sweep(name="cases.forget_uploads", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=1000)
def forget_uploads(*, now: datetime, limit: int) -> int:
    """Delete uploaded registers whose day is over."""
    uploads.forget_old(now=now)
    return 0
