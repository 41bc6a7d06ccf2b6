"""What should have been handed over, asked about, taken in or climbed, and has not."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from zhixing.delivery import operations
from zhixing.delivery.connectors import registry
from zhixing.delivery.connectors.base import Answer, CarrierConnector, NoNews
from zhixing.delivery.operations.entry import SWEEP as ENTRY_SWEEP
from zhixing.delivery.operations.sending import Called, Line, Parcel, book, claim, lines
from zhixing.delivery.rules.carriers import places
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.foundation.many_calls import Call, Caller
from zhixing.foundation.sweeps.engine import sweep

BOOK_AT_MOST = 8
"""Calls booked in one transaction; each holds up to a batch of sendings."""
GATHER = 0.05
"""Seconds in which ended calls are gathered."""
LOOK_AGAIN = timedelta(milliseconds=200)
SEND_DEADLINE = timedelta(minutes=30)
SILENT_FOR = timedelta(days=1)
"""How long a carrier may leave a sending unexplained before a person is asked."""
KNOCKS_AT_ONCE = 500
ACTOR = Actor.system("送达")


@sweep(
    name="delivery.send", every=timedelta(minutes=1), deadline=SEND_DEADLINE, batch=1_000_000, commits_itself=True
)  # fmt: skip
def send(*, now: datetime, limit: int) -> int:
    """Hand over everything that is ready and ask about everything unknown, all carriers at the same time."""
    return pump()


def pump(
    *, linger: timedelta = timedelta(seconds=1), deadline: timedelta = SEND_DEADLINE, advance: Callable[[int], None] | None = None
) -> int:  # fmt: skip
    """Call carriers until nothing has been due for `linger`; the number of sendings handed over. Commits as it goes."""
    started = quiet_since = clock.real_now()
    under_way: dict[UUID, Parcel] = {}
    busy: Counter[UUID] = Counter()
    next_look, handed = started, 0
    ways = {name: registry.connector(name) for name in registry.names()}
    with Caller[UUID, Answer](list(ways.values()), failed=lambda words: Answer(words=words)) as caller:
        while True:
            moment = clock.real_now()
            if moment >= next_look and moment - started < deadline:
                parcels = _claim_more(busy)
                under_way |= {parcel.call_id: parcel for parcel in parcels}
                busy.update(parcel.line.carrier_id for parcel in parcels)
                caller.submit([_call(ways, parcel) for parcel in parcels])
                next_look = clock.real_now() + LOOK_AGAIN
            wait = max((next_look - clock.real_now()).total_seconds(), 0)
            ended = caller.ended(wait=wait, limit=BOOK_AT_MOST, gather=GATHER)
            if ended:
                calls = [Called(under_way.pop(one.key), one.answer, one.took_ms) for one in ended]
                busy.subtract(call.parcel.line.carrier_id for call in calls)
                with every_court_visible():
                    handed += book(calls=calls, now=clock.now(), actor=ACTOR)
                next_look = clock.real_now()
                if advance:
                    advance(handed)
            if under_way or ended:
                quiet_since = clock.real_now()
            elif clock.real_now() - quiet_since >= linger:
                return handed


def _call(ways: Mapping[str, CarrierConnector], parcel: Parcel) -> Call[UUID, Answer]:
    line = parcel.line
    make = partial(_hand_over_or_ask, ways[line.connector], parcel)
    return Call(parcel.call_id, str(line.carrier_id), line.choice.at_once, make)


async def _hand_over_or_ask(way: CarrierConnector, parcel: Parcel) -> Answer:
    letters = [item.letter for item in parcel.items]
    if parcel.asks:
        return await way.ask(parcel.line.peer, [letter.reference for letter in letters])
    return await way.hand_over(parcel.line.peer, letters)


def _claim_more(busy: Counter[UUID]) -> list[Parcel]:
    """For each court and way: questions first, then what is ready, to the carriers in the order of their places."""
    now, found = clock.now(), []
    with every_court_visible():
        groups: dict[tuple[int, str], dict[str, Line]] = defaultdict(dict)
        for line in lines(busy=busy):
            groups[line.court_id, line.way.value][str(line.carrier_id)] = line
        for group in groups.values():
            for key, room in places([line.choice for line in group.values()], now=now):
                line = group[key]
                asked: list[Parcel] = []
                if registry.connector(line.connector).answers_questions:
                    asked = claim(line=line, asks=True, limit=line.batch * min(room, 2), now=now)
                left = room - len(asked) if line.takes else 0
                taken = claim(line=line, asks=False, limit=line.batch * left, now=now) if left > 0 else []
                found += asked + taken
    return found


@sweep(name="delivery.climb", every=timedelta(minutes=5), deadline=timedelta(minutes=20), batch=500)
def climb(*, now: datetime, limit: int) -> int:
    """Take the next step of deliveries whose time has come, and ring the sending."""
    return operations.climb(now=now, limit=limit, actor=ACTOR)


@sweep(
    name="delivery.news",
    every=timedelta(minutes=2),
    deadline=timedelta(minutes=10),
    batch=1_000_000,
    commits_itself=True,
)
def take_news(*, now: datetime, limit: int) -> int:
    """Take what carriers tell by themselves: arrivals, bounces, tracking, replies. A carrier that is away is asked later."""
    done = 0
    with every_court_visible():
        carriers = operations.carriers_with_news()
    for carrier_id, connector, peer, cursor in carriers:
        way, at = registry.connector(connector), cursor
        while True:
            try:
                collected = way.collect(peer, at)
            except NoNews:
                break
            if not collected.news:
                break
            with every_court_visible():
                done += operations.take_news(
                    carrier_id=carrier_id, collected=collected, now=clock.now(), actor=Actor.system(peer.name)
                )
            at = collected.cursor
    return done


@sweep(
    name=ENTRY_SWEEP, every=timedelta(minutes=1), deadline=timedelta(minutes=5), batch=1_000_000, commits_itself=True
)  # fmt: skip
def answer_at_the_entry(*, now: datetime, limit: int) -> int:
    """Make links for parties who knocked at the entry and hand them to carriers."""
    with every_court_visible():
        done = operations.answer_knocks(now=clock.now(), limit=KNOCKS_AT_ONCE, actor=ACTOR)
    with every_court_visible():
        calls = {call.link_id: call for call in operations.claim_links(now=clock.now(), limit=KNOCKS_AT_ONCE)}
    if not calls:
        return done
    ways = {name: registry.connector(name) for name in registry.names()}
    with Caller[UUID, Answer](list(ways.values()), failed=lambda words: Answer(words=words)) as caller:
        caller.submit(
            [
                Call(
                    key, str(call.line.carrier_id), call.line.choice.at_once,
                    partial(ways[call.line.connector].hand_over, call.line.peer, [call.letter]),
                )
                for key, call in calls.items()
            ]
        )  # fmt: skip
        while calls:
            ended = caller.ended(wait=1, limit=BOOK_AT_MOST, gather=GATHER)
            with every_court_visible():
                operations.book_links(calls=[(calls.pop(one.key), one.answer) for one in ended])
    return done


@sweep(name="delivery.clocks", every=timedelta(hours=1), deadline=timedelta(minutes=20), batch=5_000)
def run_clocks(*, now: datetime, limit: int) -> int:
    """End public notices whose term has run, and leave to a person what carriers do not explain."""
    ended = operations.end_notices(now=now, limit=limit, actor=ACTOR)
    return ended + operations.give_up_asking(now=now, limit=limit, silent_for=SILENT_FOR, actor=ACTOR)
