"""What the addressee does behind a link: says who they are, reads, downloads, confirms. Each is evidence."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.personal import opened
from zhixing.delivery.models import ConsentNote, Delivery, Opening, Sending
from zhixing.delivery.operations.reckoning import NewEvent, note_events
from zhixing.delivery.rules.ways import ConsentAct, EventKind
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.one_time_links import Answer, Answered, Asking, answers
from zhixing.law.delivery_attempts import Consent

KNOWN_FOR = timedelta(minutes=20)
REVOKERS = (Role.OFFICER, Role.CLERK)


def holder(*, court_id: int) -> Actor:
    """The one who holds a link, as facts name them."""
    return Actor(None, "受送达人（通过链接）", (court_id,))


def identify(*, sending_id: UUID, answer: str, now: datetime) -> Answer:
    """Take the answer to who the holder is: the last six signs of the party's ID number. Wrong answers count and lock.

    The answer is compared even when the link is locked, so that the time taken tells nothing.
    """
    with transaction.atomic():
        rows = Sending.objects.select_for_update(of=("self",), no_key=True).select_related("delivery__party")
        sending = rows.filter(pk=sending_id, link_until__gt=now).first()
        if sending is None or sending.delivery.party is None or sending.delivery.state == "withdrawn":
            return Answer(Answered.GONE)
        opening, _ = Opening.objects.get_or_create(sending=sending, defaults={"court_id": sending.court_id})
        if opening.revoked_at is not None:
            return Answer(Answered.GONE)
        asking = Asking(opening.wrong, opening.locked_until)
        is_right = answers(opened(sending.delivery.party)["id"], answer)
        if asking.is_locked(now):
            return Answer(Answered.LOCKED)
        if is_right:
            opening.wrong, opening.locked_until, opening.known_at = 0, None, now
            opening.save(update_fields=["wrong", "locked_until", "known_at"])
            _fact(sending, "link.identified", now)
            return Answer(Answered.RIGHT)
        after = asking.after_wrong(now)
        opening.wrong, opening.locked_until = after.wrong, after.locked_until
        opening.save(update_fields=["wrong", "locked_until"])
        _fact(sending, "link.wrong_answer", now)
        return Answer(Answered.LOCKED if after.is_locked(now) else Answered.WRONG, after.left)


def note_read(*, sending_id: UUID, from_address: str, device: str, now: datetime) -> None:
    """The addressee has seen the document's page. Once a day counts; address and device are part of the proof."""
    _note(sending_id, EventKind.READ, now, from_address, device)


def note_downloaded(*, sending_id: UUID, from_address: str, device: str, now: datetime) -> None:
    """The addressee has taken the document."""
    _note(sending_id, EventKind.DOWNLOADED, now, from_address, device)


def confirm_receipt(*, sending_id: UUID, from_address: str, device: str, now: datetime) -> None:
    """The addressee says that they have it (回复收悉): service, whether or not they had agreed before."""
    _note(sending_id, EventKind.REPLIED, now, from_address, device)


def _note(sending_id: UUID, kind: EventKind, now: datetime, from_address: str, device: str) -> None:
    with transaction.atomic():
        sending = Sending.objects.get(pk=sending_id)
        on = clock.local_date(now)
        body = {"at": now.isoformat(timespec="seconds"), "from": from_address[:60], "device": device[:120]}
        event = NewEvent(sending.id, kind, on, f"link:{on.isoformat()}", body)
        note_events(events=[event], now=now, actor=holder(court_id=sending.court_id))


def agree_through_link(*, sending_id: UUID, now: datetime) -> None:
    """The addressee agrees to electronic delivery in this case, expressly and for themselves (在线诉讼规则 29)."""
    with transaction.atomic():
        sending = Sending.objects.select_related("delivery__document", "delivery__party").get(pk=sending_id)
        party = sending.delivery.party
        if party is None:
            return
        actor = holder(court_id=sending.court_id)
        ConsentNote.objects.create(
            court_id=sending.court_id, case_id=sending.delivery.document.case_id, party=party,
            act=ConsentAct.GIVEN.value, how=Consent.EXPRESS.value, on=clock.local_date(now), note="通过链接确认",
            noted_at=now, noted_by_name=actor.name,
        )  # fmt: skip
        Delivery.objects.filter(party=party, call_by__isnull=False).update(call_by=None)
        record(
            court_id=sending.court_id, subject=f"case:{sending.delivery.document.case_id}",
            kind="delivery_consent.given", at=now, actor=actor,
            body={"party": str(party.id), "how": Consent.EXPRESS.value, "on": clock.local_date(now).isoformat()},
        )  # fmt: skip


def revoke_page(*, sending_id: UUID, now: datetime, actor: Actor) -> None:
    """Let a link die before its day. Raises NotAllowed."""
    with transaction.atomic():
        sending = Sending.objects.select_for_update(of=("self",), no_key=True).get(pk=sending_id)
        actor.require(sending.court_id, *REVOKERS)
        opening, _ = Opening.objects.get_or_create(sending=sending, defaults={"court_id": sending.court_id})
        if opening.revoked_at is None:
            opening.revoked_at = now
            opening.save(update_fields=["revoked_at"])
            record(
                court_id=sending.court_id, subject=f"delivery:{sending.delivery_id}", kind="link.revoked", at=now,
                actor=actor, body={"sending": str(sending.id)},
            )  # fmt: skip


def _fact(sending: Sending, kind: str, now: datetime) -> None:
    record(
        court_id=sending.court_id, subject=f"delivery:{sending.delivery_id}", kind=kind, at=now,
        actor=holder(court_id=sending.court_id), body={"sending": str(sending.id)},
    )  # fmt: skip
