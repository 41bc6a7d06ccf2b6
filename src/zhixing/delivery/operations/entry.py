"""The parties' entry: a knock is answered out of sight by a link to an address that the party confirmed, or by nothing.

Whoever knocks learns nothing: the knock is written down alike in every case, and what becomes of it happens elsewhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from zhixing.cases.models import Party
from zhixing.cases.personal import index_of_id, keys, opened
from zhixing.delivery.connectors.base import Answer as Reply
from zhixing.delivery.connectors.base import Letter, Said
from zhixing.delivery.models import Address, Carrier, Delivery, EntryKnock, EntryLink, Sending
from zhixing.delivery.operations.addresses import value_of
from zhixing.delivery.operations.climbing import new_sending
from zhixing.delivery.operations.party_side import holder
from zhixing.delivery.operations.reckoning import lock_deliveries
from zhixing.delivery.operations.sending import Line, lines
from zhixing.delivery.queries.standing import consents_of
from zhixing.delivery.rules.carriers import places
from zhixing.delivery.rules.entry import GOOD_FOR, LINKS_A_DAY, Door, LinkState, address_for_link
from zhixing.delivery.rules.links import link_token
from zhixing.delivery.rules.messages import Entry, entry_mail_subject, entry_mail_text, entry_sms_text
from zhixing.delivery.rules.ways import AddressKind, DeliveryState, Outcome, Way
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.foundation.one_time_links import Answer, Answered, Asking, answers, read_token
from zhixing.foundation.personal_data import Purpose, blind_index
from zhixing.foundation.sweeps.bells import ring
from zhixing.law.delivery_attempts import Consent

SWEEP = "delivery.entry"
_DAY = timedelta(days=1)


def knock(*, case_number: str, id_number: str, now: datetime) -> None:
    """Somebody asks for a link. The same is written whether or not there is such a case or party."""
    with transaction.atomic():
        row = EntryKnock(case_number=case_number, id_index=index_of_id(id_number), at=now)
        EntryKnock.objects.bulk_create([row], ignore_conflicts=True)
        ring(SWEEP)


def answer_knocks(*, now: datetime, limit: int, actor: Actor) -> int:
    """Make links for those who knocked and are parties; forget all of them. How many knocks were answered or forgotten."""
    with transaction.atomic():
        rows = list(EntryKnock.objects.select_for_update(skip_locked=True).order_by("at", "id")[:limit])
        numbers = {row.case_number for row in rows}
        indexes = {bytes(row.id_index) for row in rows}
        known = Party.objects.filter(case__number__in=numbers, id_index__in=indexes).select_related("case")
        parties = {(party.case.number, bytes(party.id_index)): party for party in known.order_by("-position")}
        for row in rows:
            party = parties.get((row.case_number, bytes(row.id_index)))
            if party is not None:
                _make_link(party, now, actor)
        EntryKnock.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)


def _make_link(party: Party, now: datetime, actor: Actor) -> EntryLink | None:
    Party.objects.select_for_update(of=("self",), no_key=True).get(pk=party.pk)
    mine = EntryLink.objects.filter(party=party)
    theirs = Delivery.objects.filter(party=party).exclude(state=DeliveryState.WITHDRAWN.value)
    if mine.filter(made_at__gt=now - _DAY).count() >= LINKS_A_DAY or not theirs.exists():
        return None
    chosen = _address(party)
    if chosen is None:
        _note_nowhere(party, now, actor)
        return None
    address, way = chosen
    mine.filter(until__gt=now).update(until=now)
    key = uuid7()
    secret = read_token(token_of_link(key, party.court_id))
    if secret is None:
        return None
    made: EntryLink = EntryLink.objects.create(
        id=key, court_id=party.court_id, case_id=party.case_id, party=party, address=address, way=way.value,
        token_sha256=secret.sha256, made_at=now, until=now + GOOD_FOR,
    )  # fmt: skip
    _fact(made, "entry.link_made", now, actor, way=way.value, to=address.value_masked)
    return made


def _address(party: Party) -> tuple[Address, Way] | None:
    rows = Address.objects.filter(court_id=party.court_id, person_index=party.id_index, ended_at=None)
    by_key = {str(row.id): row for row in rows}
    doors = [Door(key, AddressKind(row.kind), row.confirmed_on) for key, row in by_key.items()]
    carried = Carrier.objects.filter(court_id=party.court_id, active=True).values_list("way", flat=True)
    chosen = address_for_link(doors, frozenset(Way(way) for way in carried))
    return (by_key[chosen[0]], chosen[1]) if chosen else None


def _note_nowhere(party: Party, now: datetime, actor: Actor) -> None:
    """The party asked and there is no confirmed address: the court should know, once a day."""
    subject, kind = f"case:{party.case_id}", "entry.no_confirmed_address"
    if not Fact.objects.filter(
        subject=subject, kind=kind, at__gt=now - _DAY, body__party=str(party.id)
    ).exists():
        record(court_id=party.court_id, subject=subject, kind=kind, at=now, actor=actor, body={"party": str(party.id)})  # fmt: skip


def token_of_link(link_id: UUID, court_id: int) -> str:
    """The secret part of an entry link: derived with the home's key, kept nowhere."""
    return link_token(court_id, blind_index(keys(), f"entry:{link_id}", purpose=Purpose.DELIVERY_LINK))


# ---- on its way ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkCall:
    """A link about to be handed to a carrier; committed before."""

    link_id: UUID
    line: Line
    letter: Letter = field(repr=False)


def claim_links(*, now: datetime, limit: int) -> list[LinkCall]:
    """Take links that are to be sent, each bound to a carrier that has room. What is past its time is not sent any more."""
    EntryLink.objects.filter(state=LinkState.READY.value, until__lte=now).update(
        state=LinkState.REFUSED.value, words="未能及时发出"
    )
    rows = EntryLink.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    ready = list(
        rows.filter(state=LinkState.READY.value).select_related("case", "court", "address", "party").order_by("id")[:limit]
    )  # fmt: skip
    if not ready:
        return []
    by_way: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for line in lines(busy={}):
        if line.takes:
            by_way[line.court_id, line.way.value].append(line)
    found = []
    for row in ready:
        group = by_way[row.court_id, row.way]
        order = places([line.choice for line in group], now=now)
        best = next((one for one in group if order and str(one.carrier_id) == order[0][0]), None)
        if best is None:
            continue
        row.state, row.carrier_id = LinkState.UNKNOWN.value, best.carrier_id
        row.save(update_fields=["state", "carrier"])
        found.append(LinkCall(row.id, best, _letter(row)))
    return found


def _letter(row: EntryLink) -> Letter:
    place = f"{settings.PARTIES_ADDRESS}/p/d/all/{token_of_link(row.id, row.court_id)}/"
    about = Entry(row.court.name, row.court.phone, row.case.number, place)
    reference, to = f"E{row.id.hex}", value_of(row.address)
    if row.way == Way.SMS.value:
        return Letter(reference, to, row.party.name, "", entry_sms_text(about))
    return Letter(reference, to, row.party.name, entry_mail_subject(about), entry_mail_text(about))


def book_links(*, calls: Sequence[tuple[LinkCall, Reply]]) -> int:
    """Book how calls ended; how many links were taken. What a carrier certainly has not taken may go to another; a call
    without an answer stays as it is, for the party simply asks again.
    """
    taken = 0
    for call, answer in calls:
        said = next((one for one in answer.said if one.reference == call.letter.reference), None)
        said = said or Said(call.letter.reference, answer.rest, words=answer.words)
        state = {
            Outcome.TAKEN: LinkState.HANDED, Outcome.REFUSED: LinkState.REFUSED, Outcome.NOT_TAKEN: LinkState.READY,
        }.get(said.outcome, LinkState.UNKNOWN)  # fmt: skip
        rows = EntryLink.objects.filter(pk=call.link_id, state=LinkState.UNKNOWN.value)
        rows.update(state=state.value, words=said.words[:300])
        taken += state is LinkState.HANDED
    return taken


# ---- behind the link -------------------------------------------------------------------------------------------------


def identify_for_entry(*, link_id: UUID, answer: str, now: datetime) -> Answer:
    """Take the answer to who the holder is. A link is good for one right answer; wrong ones count and lock."""
    with transaction.atomic():
        rows = EntryLink.objects.select_for_update(of=("self",), no_key=True).select_related("party")
        link = rows.filter(pk=link_id, until__gt=now, known_at=None).first()
        if link is None:
            return Answer(Answered.GONE)
        asking, actor = Asking(link.wrong, link.locked_until), holder(court_id=link.court_id)
        is_right = answers(opened(link.party)["id"], answer)
        if asking.is_locked(now):
            return Answer(Answered.LOCKED)
        if is_right:
            link.known_at = now
            link.save(update_fields=["known_at"])
            _fact(link, "entry.identified", now, actor)
            return Answer(Answered.RIGHT)
        after = asking.after_wrong(now)
        link.wrong, link.locked_until = after.wrong, after.locked_until
        link.save(update_fields=["wrong", "locked_until"])
        _fact(link, "entry.wrong_answer", now, actor)
        return Answer(Answered.LOCKED if after.is_locked(now) else Answered.WRONG, after.left)


def sending_of_entry(*, delivery_id: UUID, link_id: UUID, now: datetime) -> UUID:
    """The sending under which it is recorded that the party opens a document at the entry: by the court's own platform (诉讼服务
    平台), to the address through which they came. Made when they first open it.
    """
    with transaction.atomic():
        [delivery] = lock_deliveries([delivery_id])
        link = EntryLink.objects.select_related("address").get(pk=link_id, party__deliveries=delivery)
        known = Sending.objects.filter(delivery=delivery, way=Way.PORTAL.value, address=link.address).first()
        if known is not None:
            return known.id
        consent = consents_of([link.party_id]).get(link.party_id, Consent.NONE)
        made = new_sending(delivery, Way.PORTAL, now, address=link.address, consent=consent)
        made.link_sha256 = made.link_until = None
        made.save(force_insert=True)
        record(
            court_id=made.court_id, subject=f"delivery:{delivery.id}", kind="sending.made", at=now,
            actor=holder(court_id=made.court_id),
            body={"sending": str(made.id), "way": made.way, "reference": made.reference, "consent": made.consent,
                  "entry": str(link.id)},
        )  # fmt: skip
        return made.id


def _fact(link: EntryLink, kind: str, now: datetime, actor: Actor, **body: str) -> None:
    record(
        court_id=link.court_id, subject=f"case:{link.case_id}", kind=kind, at=now, actor=actor,
        body={"party": str(link.party_id), "link": str(link.id), **body},
    )  # fmt: skip
