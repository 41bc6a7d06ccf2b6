"""The demo's delivery: every week's notices go out to a simulated post and a simulated gateway for short messages.

Applicants have filled in the address form and get a message; debtors get the court's express. What the post brings back is
taken by a bailiff; whom nobody finds is left for public notice. The carriers end with the demo.
"""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible, every_court_visible

LINGER = timedelta(milliseconds=40)
BOUNCED = {"sms": 30, "express": 80}
"""How many in a thousand do not arrive."""
FOUND_AFTER = timedelta(days=14)
"""So long after it came back a bailiff has been there."""
NOBODY_FOUND_EVERY = 8


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    name: str
    way: str
    connector: str


LINES = (
    _Line("sms-demo", "短信网关（模拟）", "sms", "sms_http"),
    _Line("ems-demo", "法院专递（模拟）", "express", "post"),
)


@contextmanager
def carriers_at_work(court: Court, actor: Actor) -> Iterator[None]:
    """Both carriers listen on loopback, registered with a secret made for them; a run that goes on finds them as it left them."""
    from zhixing.simulator.carriers import Carrier, serve_json

    with ExitStack() as until_the_end:
        for line in LINES:
            row, secret = _registered(court, line, actor)
            carrier = Carrier(
                way=line.way,
                secret=secret,
                seed=7,
                faults=_faults(line),
                on=clock.today,
                journal=_journal(line),
            )
            carrier.news.extend({} for _ in range(int(row.cursor or 0)))
            running = serve_json(carrier)
            until_the_end.callback(running.close)
            with courts_visible([court.pk]):
                type(row).objects.filter(pk=row.pk).update(address=running.address)
        yield


def _faults(line: _Line) -> Any:
    from zhixing.simulator.carriers import CarrierFaults

    return CarrierFaults(bounced=BOUNCED[line.way])


def _journal(line: _Line) -> Any:
    from zhixing.foundation.home import home

    place = home().root / "simulated-carriers"
    place.mkdir(exist_ok=True)
    return place / f"{line.way}.jsonl"


def _registered(court: Court, line: _Line, actor: Actor) -> tuple[Any, bytes]:
    from zhixing.delivery.models import Carrier
    from zhixing.delivery.operations import register_carrier
    from zhixing.delivery.queries.carrier_secrets import secret_of
    from zhixing.delivery.rules.ways import Way

    with courts_visible([court.pk]):
        row = Carrier.objects.filter(court=court, code=line.code).first()
        if row is not None:
            return row, secret_of(court.pk, line.code)
        secret = secrets.token_hex(16).encode()
        row = register_carrier(
            court=court, code=line.code, name=line.name, way=Way(line.way), connector=line.connector,
            address="http://127.0.0.1", settings={"seconds": 5}, secret=secret, now=clock.now(), actor=actor,
        )  # fmt: skip
        return row, secret


def serve_the_week(court: Court, actor: Actor) -> None:
    """Begin what the week issued, hand it over, take in what the carriers tell, and go where the post was not let in."""
    from zhixing.delivery import operations, sweeps

    sweeps.take_news(now=clock.now(), limit=100_000)
    with every_court_visible():
        new = _not_begun(court)
        _note_forms(new, actor)
        operations.deliver(document_ids=[document.pk for document in new], now=clock.now(), actor=actor)
        operations.climb(now=clock.now(), limit=10_000, actor=actor)
    sweeps.pump(linger=LINGER)
    with every_court_visible():
        _go_there(court, actor)


def _not_begun(court: Court) -> list[Any]:
    from zhixing.delivery.models import Delivery
    from zhixing.documents.models import Document

    documents = Document.objects.filter(court=court, kind__in=("acceptance_notice", "enforcement_notice"))
    known = Delivery.objects.filter(court=court).values("document_id")
    found = documents.exclude(recipient=None).exclude(pk__in=known)
    return list(found.select_related("recipient").defer("content"))


def _note_forms(documents: list[Any], actor: Actor) -> None:
    """Applicants filled in the form for addresses when they filed: their phone, and that they agree to messages."""
    from zhixing.cases.models import PartyRole
    from zhixing.cases.personal import opened
    from zhixing.delivery import operations
    from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct
    from zhixing.law.delivery_attempts import Consent

    now = clock.now()
    for party in (document.recipient for document in documents):
        if party.role != PartyRole.APPLICANT.value or not (phone := opened(party)["phone"]):
            continue
        operations.enter_address(
            party_id=party.pk,
            kind=AddressKind.MOBILE,
            value=phone,
            source=AddressSource.FORM,
            now=now,
            actor=actor,
        )
        operations.note_consent(
            party_id=party.pk,
            act=ConsentAct.GIVEN,
            how=Consent.ADDRESS_FORM,
            on=clock.today(),
            now=now,
            actor=actor,
        )


def _go_there(court: Court, actor: Actor) -> None:
    """A bailiff goes where the post came back; one house in eight stands empty, and that is noted with how it was looked for."""
    from zhixing.delivery import operations
    from zhixing.delivery.models import Delivery
    from zhixing.delivery.operations import HandAct
    from zhixing.delivery.rules.ways import Want, Way

    waiting = Delivery.objects.filter(
        court=court, wants=Want.HAND.value, made_at__lte=clock.now() - FOUND_AFTER, state="open"
    )
    for delivery in waiting.select_related("document__case"):
        if delivery.party_id and delivery.document.case.sequence % NOBODY_FOUND_EVERY == 0:
            operations.note_whereabouts(
                party_id=delivery.party_id, lost=True, course="到户籍地和现住址走访，邻居称已外出多年，村委会不知去向。",
                now=clock.now(), actor=actor,
            )  # fmt: skip
        else:
            act = HandAct(Way.DIRECT, clock.today(), proof="送达回证和现场照片")
            operations.note_hand_act(delivery_id=delivery.pk, act=act, now=clock.now(), actor=actor)
