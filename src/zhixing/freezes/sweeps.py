"""What should have happened to measures and has not: warnings not given, gaps nobody has seen.

Both do all their work in a few statements, whatever the number: 10,000,000 measures are a matter of seconds, so the
batch is only a bound and never reached by an office.
"""

from datetime import datetime, timedelta

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps.engine import sweep
from zhixing.freezes import operations
from zhixing.freezes.operations import excess, proposing


@sweep(name="freezes.remind", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=10_000_000)
def remind(*, now: datetime, limit: int) -> int:
    """Give the warnings due today (60/30/15/7/3/1 days before the end, moved back to a working day)."""
    return operations.give_reminders(now=now, today=clock.local_date(now), actor=Actor.system("到期提醒"))


@sweep(name="freezes.catch_all", every=timedelta(days=1), deadline=timedelta(minutes=30), batch=10_000_000)
def catch_all(*, now: datetime, limit: int) -> int:
    """Find measures without owner, end or holder, lapsed ones, and those of concluded cases."""
    return operations.find_gaps(now=now, today=clock.local_date(now), actor=Actor.system("夜间核查"))


@sweep(name="freezes.propose", every=timedelta(minutes=10), deadline=timedelta(minutes=10), batch=200)
def propose_control(*, now: datetime, limit: int) -> int:
    """Propose what to control where something new has been found or a holder has answered."""
    return proposing.propose_waiting(now=now, limit=limit, actor=Actor.system("控制方案"))


@sweep(name="freezes.excess", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=200)
def find_excess(*, now: datetime, limit: int) -> int:
    """Find control plainly beyond the need and draft its release the same day."""
    return excess.find_excess(now=now, limit=limit, actor=Actor.system("超标的额核查"))
