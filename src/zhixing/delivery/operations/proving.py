"""The proof pack of a delivery: one PDF with everything that shows it, its day and its chain of hashes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.delivery.models import Delivery, Sending, SendingEvent, ServiceProof
from zhixing.delivery.operations.opening import SERVERS, DeliveryRefused, locked
from zhixing.delivery.queries.chains import Link, chain_of
from zhixing.delivery.rules.ways import DeliveryState, EventKind, Way
from zhixing.documents.models import Document
from zhixing.documents.operations import issue_delivery_proof
from zhixing.documents.rules.delivery_papers import ROWS_MAX, ChainRow, DeliveryProof, ProofRow
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor


def issue_service_proof(*, delivery_id: UUID, now: datetime, actor: Actor) -> Document:
    """Issue the proof pack (送达证明) as things stand; for the same chain the one issued before is given again.

    Raises DeliveryRefused while nothing is known, DocumentRefused, RenderFailed, SealingFailed, NotAllowed.
    """
    with transaction.atomic():
        [delivery] = locked([delivery_id])
        actor.require(delivery.court_id, *SERVERS)
        first, links = chain_of(delivery=delivery)
        if not links or delivery.state == DeliveryState.WITHDRAWN.value:
            raise DeliveryRefused("还没有可以证明的送达经过。")
        known = ServiceProof.objects.select_related("document").filter(
            delivery=delivery, chain_head=links[-1].head
        )
        if made := known.first():
            return made.document
        document = issue_delivery_proof(
            case_id=delivery.document.case_id, facts=_facts(delivery, first, links, now), now=now, actor=actor
        )
        ServiceProof.objects.create(
            document=document, court_id=delivery.court_id, delivery=delivery, chain_head=links[-1].head
        )
        record(
            court_id=delivery.court_id, subject=f"case:{delivery.document.case_id}", kind="delivery.proved", at=now,
            actor=actor, body={"delivery": str(delivery.id), "proof": str(document.id), "head": links[-1].head},
        )  # fmt: skip
        return document


def _facts(delivery: Delivery, first: str, links: list[Link], now: datetime) -> DeliveryProof:
    reasons = tuple(
        f"{step.get('article', '')}{'：' if step.get('article') else ''}{step.get('text', '')}"
        for step in delivery.explanation
    )
    return DeliveryProof(
        recipient=delivery.recipient,
        title=DocumentKind(delivery.document.kind).document_name,
        number=delivery.document.number,
        document_sha256=delivery.document.sha256,
        result=result_words(delivery),
        reasons=reasons or ("尚无可以认定送达的事实",),
        rows=_rows(delivery),
        first_head=first,
        chain=tuple(
            ChainRow(one.at_words, one.words, one.sha256, one.head, one.seal) for one in links[:ROWS_MAX]
        ),
        until=clock.local_date(now),
    )


def result_words(delivery: Delivery) -> str:
    """Where the delivery stands, in a sentence."""
    if delivery.served_on is not None:
        way = Way(delivery.served_way).label if delivery.served_way else ""
        presumed = "（推定，可以反证推翻）" if delivery.state == DeliveryState.PRESUMED.value else ""
        return f"于{delivery.served_on:%Y年%-m月%-d日}以{way}方式送达{presumed}。"
    if delivery.expected_on is not None:
        return f"正在公告，期满日为{delivery.expected_on:%Y年%-m月%-d日}。"
    return "尚未送达。"


def _rows(delivery: Delivery) -> tuple[ProofRow, ...]:
    found: list[tuple[datetime, ProofRow]] = []
    sendings = (
        Sending.objects.filter(delivery=delivery)
        .select_related("address", "carrier")
        .order_by("made_at", "id")
    )
    for sending in sendings:
        way, to = Way(sending.way).label, sending.address.value_masked if sending.address else ""
        found.append(
            (
                sending.made_at,
                ProofRow(
                    _at(sending.made_at), way, "发起", f"编号 {sending.reference}" + (f"，{to}" if to else "")
                ),
            )
        )
        if sending.handed_at is not None and sending.carrier is not None:
            shown = f"{sending.carrier.name}" + (f"，{sending.number}" if sending.number else "")
            found.append((sending.handed_at, ProofRow(_at(sending.handed_at), way, "交付承运方", shown)))
    events = (
        SendingEvent.objects.filter(sending__delivery=delivery)
        .select_related("sending")
        .order_by("noted_at", "id")
    )
    for event in events:
        words = EventKind(event.kind).label
        shown = "，".join(str(event.body[key]) for key in _SHOWN if event.body.get(key))
        on = f"{event.on:%Y-%m-%d}"
        found.append((event.noted_at, ProofRow(on, Way(event.sending.way).label, words, shown)))
    return tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))


_SHOWN = ("at", "from", "device", "signer_name", "number", "proof", "place", "because")
"""What of an event is printed: moment, address and device of a reading, number of an item, name of a photo."""


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
