"""What is known of each sending, as the law sees it, and the day on which the document counts as served."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from zhixing.delivery.rules.ways import EventKind, Way
from zhixing.law.delivery import AS_WRITTEN, Certainty, DeliverySettings, Served, earliest, served_on
from zhixing.law.delivery_attempts import (
    AtCourt,
    Attempt,
    Consent,
    CourtExpress,
    Direct,
    Document,
    Electronic,
    Entrusted,
    Leaving,
    Post,
    PublicNotice,
    ReturnReason,
    Signer,
)
from zhixing.law.explanation import Flag

GRID_FLAG = Flag("grid_member", "网格员协助送达，请核对法院的委托手续。")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that came back or was done, on a day. `body` holds what the kind needs: signer, reason, how it was left."""

    kind: EventKind
    on: date
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trail:
    """One sending: its way, the consent it relied on, what is known of its address, and every event in order."""

    key: str
    way: Way
    consent: Consent = Consent.NONE
    address_confirmed: bool = False
    own_address: bool = False
    events: tuple[Event, ...] = ()

    def first(self, *kinds: EventKind) -> Event | None:
        """The earliest event of these kinds."""
        return min(
            (event for event in self.events if event.kind in kinds), key=lambda event: event.on, default=None
        )

    def day(self, *kinds: EventKind) -> date | None:
        """The day of the earliest event of these kinds."""
        found = self.first(*kinds)
        return found.on if found else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a document is served, by which sending, and every sending's own outcome."""

    served: Served | None
    by: str = ""
    each: tuple[tuple[str, Served], ...] = ()

    @property
    def on(self) -> date | None:
        """The day of service, None while it is not served."""
        return self.served.on if self.served else None

    @property
    def certainty(self) -> Certainty:
        """How surely."""
        return self.served.certainty if self.served else Certainty.NOT_YET

    @property
    def expected_on(self) -> date | None:
        """The day a running public notice ends, while nothing else has served the document."""
        return self.served.expected_on if self.served else None


def attempt_of(trail: Trail) -> Attempt | None:
    """The sending as the law's facts; None for a call, and for a way on which nothing has happened that the law asks for."""
    reader = _electronic if trail.way.is_electronic else _READERS.get(trail.way, _made)
    return None if trail.way is Way.CALL else reader(trail)


def _post(trail: Trail) -> Post:
    receipt = trail.day(EventKind.RECEIPT, EventKind.SIGNED)
    return Post(receipt_on=receipt, returned_on=trail.day(EventKind.RETURNED))


def _direct(trail: Trail) -> Direct:
    signed = trail.first(EventKind.SIGNED)
    return Direct(signed.on, _signer(signed), _flag(signed, "opponent")) if signed else Direct()


def _entrusted(trail: Trail) -> Entrusted:
    return Entrusted(trail.day(EventKind.COURT_RECEIVED), trail.day(EventKind.SIGNED))


def _made(trail: Trail) -> Attempt | None:
    """Leaving, handing over at court, public notice: nothing before the act itself."""
    if left := trail.first(EventKind.LEFT):
        return Leaving(
            left.on, _flag(left, "at_residence"), _flag(left, "witnessed"), _flag(left, "recorded")
        )
    if met := trail.first(EventKind.MET):
        return AtCourt(
            met.on, _flag(met, "signed"), _flag(met, "in_court"), _flag(met, "noted"), _flag(met, "recorded")
        )
    published = [event for event in trail.events if event.kind is EventKind.PUBLISHED]
    if published:
        last = max(published, key=lambda event: event.on)
        return PublicNotice(last.on, _flag(last, "foreign"), bool(str(last.body.get("ground", "")).strip()))
    return None


def _flag(event: Event, name: str) -> bool:
    return event.body.get(name) is True


def _signer(event: Event) -> Signer:
    try:
        return Signer(str(event.body.get("signer", Signer.ADDRESSEE.value)))
    except ValueError:
        return Signer.SOMEBODY_ELSE


def _electronic(trail: Trail) -> Electronic:
    """What was read has arrived, whether or not the carrier said so."""
    read = trail.day(EventKind.READ, EventKind.DOWNLOADED)
    return Electronic(
        sent_on=trail.day(EventKind.ARRIVED, EventKind.READ, EventKind.DOWNLOADED, EventKind.REPLIED),
        arrived_on=trail.day(EventKind.ARRIVAL_PROVED),
        consent=trail.consent,
        address_confirmed=trail.address_confirmed,
        own_address=trail.own_address,
        replied_on=trail.day(EventKind.REPLIED),
        acted_on=trail.day(EventKind.ACTED),
        read_on=read,
        rebutted=trail.first(EventKind.REBUTTED) is not None,
    )


def _express(trail: Trail) -> CourtExpress:
    signed, returned = trail.first(EventKind.SIGNED), trail.first(EventKind.RETURNED)
    tries = tuple(event.on for event in trail.events if event.kind is EventKind.TRIED)
    reason = ReturnReason.OTHER
    if returned is not None:
        try:
            reason = ReturnReason(str(returned.body.get("reason", "")))
        except ValueError:
            reason = ReturnReason.OTHER
    return CourtExpress(
        delivered_on=signed.on if signed else None,
        signer=_signer(signed) if signed else Signer.ADDRESSEE,
        signer_is_opponent=_flag(signed, "opponent") if signed else False,
        attempts=tries,
        returned_on=returned.on if returned else None,
        reason=reason,
        no_fault=trail.first(EventKind.NO_FAULT) is not None,
    )


_READERS: dict[Way, Callable[[Trail], Attempt]] = {
    Way.EXPRESS: _express, Way.POST: _post, Way.DIRECT: _direct, Way.GRID: _direct, Way.ENTRUSTED: _entrusted,
}  # fmt: skip


def assess(
    trails: Sequence[Trail], *, document: Document, today: date, settings: DeliverySettings = AS_WRITTEN
) -> Verdict:
    """The service that counts among all sendings, as known on `today`: the earliest effective one (在线诉讼规则 31)."""
    found: list[tuple[str, Served]] = []
    for trail in trails:
        attempt = attempt_of(trail)
        if attempt is None:
            continue
        served = served_on(attempt, today=today, document=document, settings=settings)
        if trail.way is Way.GRID and served.on is not None:
            served = replace(served, flags=(*served.flags, GRID_FLAG))
        found.append((trail.key, served))
    best = earliest([served for _, served in found])
    by = next((key for key, served in found if served is best), "")
    return Verdict(best, by if best is not None and best.on is not None else "", tuple(found))


def is_over(trail: Trail) -> bool:
    """Whether nothing more will come of a sending by itself: it came back, or could not arrive."""
    return (
        trail.first(EventKind.RETURNED, EventKind.BOUNCED, EventKind.NOT_MET, EventKind.REBUTTED) is not None
    )
