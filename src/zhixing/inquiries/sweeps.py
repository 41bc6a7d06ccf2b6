"""What should have been asked, answered or noticed and has not."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.many_calls import Call, Caller
from zhixing.foundation.sweeps.engine import sweep
from zhixing.inquiries import operations
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.connectors.base import Answer, Parcel, UnitConnector
from zhixing.inquiries.operations.sending import Called, Line, Sendable, book, claim, lines_with_work
from zhixing.inquiries.rules.kinds import Outcome, RequestKind

AHEAD = timedelta(seconds=3)
"""So much work of a unit is claimed at one time, by how fast it has answered: the next calls wait in line, not in the table."""
AHEAD_TIMES = (2, 2, 16)
"""The same in multiples of what the unit bears: at least, before anything is known, at most."""
_NEWEST = 0.2
"""How much the newest batch of calls counts for the pace of a unit."""
BOOK_AT_MOST = 800
"""Calls booked in one transaction: few enough that lines are filled again before they run dry."""
LOOK_AGAIN = timedelta(milliseconds=200)
"""How often a run asks the tables for more when it found less than it had room for."""
SEND_DEADLINE = timedelta(minutes=30)


@sweep(
    name="inquiries.send", every=timedelta(minutes=1), deadline=SEND_DEADLINE, batch=1_000_000, commits_itself=True
)  # fmt: skip
def send_requests(*, now: datetime, limit: int) -> int:
    """Call every unit that has something due, all of them at the same time, and book what they say.

    Attempts are committed before their calls and answers after them, in batches; a unit that hangs uses up its own places
    and nobody else's.
    """
    return pump(actor=Actor.system("inquiries.send"))


def pump(
    *,
    actor: Actor,
    linger: timedelta = timedelta(seconds=3),
    advance: Callable[[int], None] | None = None,
    deadline: timedelta = SEND_DEADLINE,
    only: frozenset[UUID] | None = None,
    readers: Mapping[RequestKind, operations.Reader] | None = None,
) -> int:
    """Send and book until nothing has been due for `linger`; the number of calls booked. Commits as it goes.

    `only` limits a run to some units; `readers` take the place of those that usually read answers.
    """
    started = quiet_since = clock.real_now()
    under_way: dict[UUID, Sendable] = {}
    busy: Counter[UUID] = Counter()
    pace: dict[UUID, float] = {}
    next_look, done = started, 0
    ways = {name: registry.connector(name) for name in registry.names()}
    with Caller[UUID, Answer](list(ways.values()), failed=partial(Answer, Outcome.NO_REPLY, b"")) as caller:
        while True:
            moment = clock.real_now()
            if moment >= next_look and moment - started < deadline:
                full = _claim_more(caller, ways, under_way, busy, pace, only)
                next_look = moment if full else moment + LOOK_AGAIN
            ended = caller.ended(wait=_wait_until(next_look), limit=BOOK_AT_MOST)
            if ended:
                calls = [Called(under_way.pop(one.key), one.answer, one.took_ms) for one in ended]
                busy.subtract(call.sendable.unit_id for call in calls)
                _note_pace(pace, calls)
                with every_court_visible():
                    book(calls=calls, now=clock.now(), actor=actor, readers=readers)
                done += len(calls)
                if any(call.answer.outcome is Outcome.NEVER_HEARD for call in calls):
                    next_look = moment  # these may go out again at once
                if advance:
                    advance(done)
            if under_way or ended:
                quiet_since = clock.real_now()
            elif clock.real_now() - quiet_since >= linger:
                return done


def _wait_until(moment: datetime) -> float:
    return max((moment - clock.real_now()).total_seconds(), 0)


def _note_pace(pace: dict[UUID, float], calls: Sequence[Called]) -> None:
    """How many milliseconds a call to each unit takes lately."""
    took: dict[UUID, list[int]] = defaultdict(list)
    for call in calls:
        took[call.sendable.unit_id].append(call.took_ms)
    for unit_id, times in took.items():
        mean = sum(times) / len(times)
        pace[unit_id] = pace.get(unit_id, mean) * (1 - _NEWEST) + mean * _NEWEST


def _claim_more(
    caller: Caller[UUID, Answer],
    ways: Mapping[str, UnitConnector],
    under_way: dict[UUID, Sendable],
    busy: Counter[UUID],
    pace: Mapping[UUID, float],
    only: frozenset[UUID] | None,
) -> bool:
    """Claim, commit, hand over; whether there may be more to claim right away."""
    now = clock.now()
    with every_court_visible():
        lines = {line.unit_id: line for line in lines_with_work(now=now, only=only)}
        room = {
            unit_id: _room(line, busy[unit_id], pace.get(unit_id), now) for unit_id, line in lines.items()
        }
        claimed = claim(room=room, now=now)
    calls = []
    for one in claimed:
        line = lines[one.unit_id]
        under_way[one.attempt_id] = one
        busy[one.unit_id] += 1
        parcel = Parcel(one.number, one.content, one.asks_status)
        name = f"{line.connector}/{line.peer.code}/{line.peer.address}"
        make = partial(ways[line.connector].deliver, line.peer, parcel)
        calls.append(Call(one.attempt_id, name, line.at_once, make))
    caller.submit(calls)
    return bool(claimed) and len(claimed) >= sum(room.values())


def _room(line: Line, busy: int, pace_ms: float | None, now: datetime) -> int:
    """Places of a unit: its bound and some in line; no line after a failure, one place while its breaker is half open."""
    places = line.breaker.room(line.at_once, now)
    least, unknown, most = AHEAD_TIMES
    times = unknown if pace_ms is None else int(AHEAD.total_seconds() * 1000 / max(pace_ms, 1))
    return max(0, (places if line.breaker.count else places * min(max(times, least), most)) - busy)


@sweep(name="inquiries.clocks", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=10_000)
def note_silence(*, now: datetime, limit: int) -> int:
    """Note what is overdue, and leave to a person what has used up the unit's days."""
    return operations.note_silence(now=now, limit=limit, actor=Actor.system("inquiries.clocks"))


@sweep(name="inquiries.on_filing", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=500)
def ask_on_filing(*, now: datetime, limit: int) -> int:
    """Ask about newly filed cases where the court has said so."""
    return operations.ask_on_filing(now=now, limit=limit, actor=Actor.system("立案自动查询"))


@sweep(name="inquiries.on_finding", every=timedelta(hours=1), deadline=timedelta(minutes=10), batch=500)
def ask_on_findings(*, now: datetime, limit: int) -> int:
    """Ask about cases where a clue was taken down, and about those whose 终本 is prepared."""
    return operations.ask_on_findings(now=now, limit=limit, actor=Actor.system("线索与终本前查询"))


@sweep(name="inquiries.half_yearly", every=timedelta(days=1), deadline=timedelta(minutes=30), batch=500)
def ask_half_yearly(*, now: datetime, limit: int) -> int:
    """Ask about 终本 cases whose six months are over."""
    return operations.ask_half_yearly(now=now, limit=limit, actor=Actor.system("终本定期查询"))


@sweep(name="inquiries.audit", every=timedelta(days=1), deadline=timedelta(minutes=10), batch=100_000)
def draw_audits(*, now: datetime, limit: int) -> int:
    """Draw last month's looks for review."""
    return operations.draw_audits(now=now, actor=Actor.system("查询抽查"))


@sweep(
    name="inquiries.collect", every=timedelta(minutes=5), deadline=timedelta(minutes=10), batch=500,
)  # fmt: skip
def collect_replies(*, now: datetime, limit: int) -> int:
    """Take the replies that came by themselves, from folders of units."""
    actor, done = Actor.system("inquiries.collect"), 0
    for unit_id, connector, peer in operations.units_to_collect_from():
        way = registry.connector(connector)
        for name, content in way.collect(peer)[: limit - done]:
            operations.take_replies(
                arrivals=[operations.Arrival(content, unit_id, via=connector)], now=now, actor=actor
            )
            way.discard(peer, name)
            done += 1
    return done


@sweep(name="inquiries.doubts", every=timedelta(minutes=1), deadline=timedelta(minutes=10), batch=10_000)
def note_doubts(*, now: datetime, limit: int) -> int:
    """Say of which control orders nobody knows whether they were carried out."""
    return operations.note_doubts(now=now, limit=limit, actor=Actor.system("inquiries.doubts"))


@sweep(name="inquiries.claims", every=timedelta(minutes=5), deadline=timedelta(minutes=5), batch=1_000)
def note_late_claims(*, now: datetime, limit: int) -> int:
    """Say which claims of wrongly controlled people are past their hours."""
    return operations.note_late_claims(now=now, limit=limit, actor=Actor.system("inquiries.claims"))
