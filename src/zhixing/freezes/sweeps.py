"""What should have happened to measures and has not: warnings not given, gaps nobody has seen.

Both do all their work in a few statements, whatever the number: 10,000,000 measures are a matter of seconds, so the
batch is only a bound and never reached by an office.
"""

from datetime import datetime, timedelta

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps.engine import sweep
from zhixing.freezes import operations
from zhixing.freezes.operations import (
    carrying_out,
    doubting,
    excess,
    linking,
    people,
    proposing_rounds,
    releasing,
    telling,
    valuing,
    waiting,
    watching,
)


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
    return proposing_rounds.propose_waiting(now=now, limit=limit, actor=Actor.system("控制方案"))


@sweep(name="freezes.excess", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=200)
def find_excess(*, now: datetime, limit: int) -> int:
    """Find control plainly beyond the need and draft its release the same day."""
    return excess.find_excess(now=now, limit=limit, actor=Actor.system("超标的额核查"))


@sweep(name="freezes.receipts", every=timedelta(minutes=1), deadline=timedelta(minutes=10), batch=500)
def take_receipts(*, now: datetime, limit: int) -> int:
    """Make, renew and release measures by the receipts of their holders."""
    return watching.take_receipts(now=now, actor=Actor.system("回执"), limit=limit)


@sweep(name="freezes.carry_out", every=timedelta(minutes=5), deadline=timedelta(minutes=30), batch=50)
def carry_out(*, now: datetime, limit: int) -> int:
    """Make the documents of approved renewals and releases and send them."""
    return carrying_out.carry_out(now=now, actor=Actor.system("智续"), limit=limit)


@sweep(
    name="freezes.release_satisfied", every=timedelta(minutes=1), deadline=timedelta(minutes=10), batch=200
)
def release_satisfied(*, now: datetime, limit: int) -> int:
    """Draft the release of every measure of a case whose debt is satisfied."""
    return releasing.release_satisfied(now=now, actor=Actor.system("清偿解除"), limit=limit)


@sweep(name="freezes.waiting", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=10_000_000)
def advance_waiting(*, now: datetime, limit: int) -> int:
    """Note the waiting measures that nobody is ahead of any more."""
    return waiting.advance_waiting(today=clock.local_date(now), now=now, actor=Actor.system("轮候核查"))


@sweep(name="freezes.tell_applicants", every=timedelta(hours=6), deadline=timedelta(minutes=10), batch=2000)
def tell_applicants(*, now: datetime, limit: int) -> int:
    """Note which applicants must be told that measures of their case end."""
    return people.remind_applicants(today=clock.local_date(now), now=now, limit=limit)


@sweep(name="freezes.send_tellings", every=timedelta(hours=1), deadline=timedelta(minutes=30), batch=100)
def send_tellings(*, now: datetime, limit: int) -> int:
    """Send the reminders that are due to applicants as documents, and note those that were served."""
    actor = Actor.system("续行提示")
    return telling.send_tellings(now=now, limit=limit, actor=actor) + telling.note_served(
        now=now, limit=limit, actor=actor
    )


@sweep(name="freezes.link", every=timedelta(days=1), deadline=timedelta(minutes=30), batch=5000)
def link_renewals(*, now: datetime, limit: int) -> int:
    """Link renewals of a hand-kept ledger to what they renew."""
    return linking.link_renewals(now=now, actor=Actor.system("台账续行"), limit=limit)


@sweep(name="freezes.value", every=timedelta(days=1), deadline=timedelta(minutes=30), batch=10_000_000)
def value_measures(*, now: datetime, limit: int) -> int:
    """Say what is lost with each measure that ends soon."""
    return valuing.value_measures(today=clock.local_date(now), now=now)


@sweep(name="freezes.doubts", every=timedelta(minutes=15), deadline=timedelta(minutes=10), batch=5000)
def note_doubts(*, now: datetime, limit: int) -> int:
    """Make red what nobody knows the outcome of."""
    return doubting.note_doubts(now=now, actor=Actor.system("回执核实"), limit=limit)
