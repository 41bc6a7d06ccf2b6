"""The seal: runs when facts wait."""

from datetime import datetime, timedelta

from zhixing.foundation.evidence.operations import seal_next
from zhixing.foundation.sweeps.engine import sweep


@sweep(name="evidence.seal", every=timedelta(minutes=1), deadline=timedelta(minutes=5), batch=2000)
def seal_facts(*, now: datetime, limit: int) -> int:
    """Seal what has been recorded since the last batch."""
    return seal_next(now=now, limit=limit)
