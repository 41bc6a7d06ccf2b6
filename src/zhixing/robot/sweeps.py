"""What should have been prepared and has not."""

from datetime import datetime, timedelta

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.queries import all_court_ids
from zhixing.foundation.sweeps.engine import sweep
from zhixing.robot import operations
from zhixing.robot.operations.samples import draw_samples
from zhixing.robot.queries.views import CASES_AT_ONCE

ACTOR = Actor.system("智能辅助")


@sweep(name="robot.prepare", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=CASES_AT_ONCE)
def prepare(*, now: datetime, limit: int) -> int:
    """Look at what calls the procedures of every court and propose tasks; the number of calls looked at.

    A court is finished as far as the batch reaches before the next: the engine calls again until all are.
    """
    left = limit
    for court_id in all_court_ids():
        left -= operations.prepare(court_id=court_id, now=now, actor=ACTOR, limit=left).looked_at
        if left <= 0:
            break
    return limit - left


@sweep(name="robot.carry_out", every=timedelta(minutes=1), deadline=timedelta(minutes=20), batch=200)
def carry_out_approved(*, now: datetime, limit: int) -> int:
    """Carry out what was approved and is not done: held back before, or left by a killed process."""
    return operations.carry_out_waiting(now=now, limit=limit)


@sweep(name="robot.settle", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=500)
def settle(*, now: datetime, limit: int) -> int:
    """Note what became of acts that wait for the other side."""
    return operations.settle_waiting(now=now, limit=limit)


@sweep(name="robot.warm", every=timedelta(minutes=5), deadline=timedelta(minutes=20), batch=50)
def make_ready(*, now: datetime, limit: int) -> int:
    """Set ahead the documents of what waits for approval, so that approving them only signs."""
    return operations.warm_waiting(now=now, limit=limit)


@sweep(name="robot.samples", every=timedelta(hours=6), deadline=timedelta(minutes=10), batch=5_000)
def draw(*, now: datetime, limit: int) -> int:
    """Draw acts by lot for a person's verdict: from these the published error rate is made."""
    return draw_samples(now=now, limit=limit, actor=ACTOR)
