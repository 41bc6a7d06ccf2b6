"""Deliveries begin: a document is to be brought to a recipient, once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.delivery.models import Delivery, Sending
from zhixing.delivery.rules.ways import DeliveryState, SendingState, Want
from zhixing.documents.models import Document
from zhixing.documents.operations.issuing import lock_cases
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7

SERVERS = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
RULINGS = frozenset({"control_ruling"})
"""Kinds of document that the law calls judgments and rulings; series `ruling` is always one."""


class DeliveryRefused(ValueError):
    """The act on a delivery cannot be done; the message says why."""


def deliver(
    *, document_ids: Collection[UUID], party_ids: Collection[UUID] | None = None, now: datetime, actor: Actor
) -> list[Delivery]:
    """Begin to deliver documents: each to its own recipient, or each to the parties named. Those begun already are left out.

    Raises DeliveryRefused for a document without a recipient when none is named, NotAllowed.
    """
    with transaction.atomic():
        documents = list(Document.objects.filter(pk__in=set(document_ids)).defer("content").order_by("id"))
        lock_cases({document.case_id for document in documents})
        named = {party.id: party for party in Party.objects.filter(pk__in=party_ids or ())}
        parties = named | {
            party.id: party for party in Party.objects.filter(pk__in={one.recipient_id for one in documents if one.recipient_id})
        }  # fmt: skip
        rows: list[Delivery] = []
        for document in documents:
            actor.require(document.court_id, *SERVERS)
            to = [party for party in named.values() if party.case_id == document.case_id]
            if not to and document.recipient_id is not None:
                to = [parties[document.recipient_id]]
            if not to:
                raise DeliveryRefused(f"{document.number} 没有写明受送达的当事人，请选择受送达人。")
            rows += [_new(document, party, now, actor) for party in to]
        known = set(
            Delivery.objects.filter(document__in=documents).values_list("document_id", "recipient_key")
        )
        rows = [row for row in rows if (row.document_id, row.recipient_key) not in known]
        insert_rows(rows, skip_known=True)
        cases = {document.id: document.case_id for document in documents}
        record_many(
            facts=[
                NewFact(row.court_id, f"case:{cases[row.document_id]}", "delivery.begun", {
                    "delivery": str(row.id), "document": str(row.document_id), "recipient": str(row.party_id or ""),
                })
                for row in rows
            ],
            at=now, actor=actor,
        )  # fmt: skip
        return rows


def _new(document: Document, party: Party, now: datetime, actor: Actor) -> Delivery:
    return Delivery(
        id=uuid7(), court_id=document.court_id, document_id=document.id, party_id=party.id, recipient=party.name,
        recipient_key=str(party.id), is_ruling=document.series == "ruling" or document.kind in RULINGS,
        is_garnishee=False, is_foreign=False, state=DeliveryState.OPEN.value, wants=Want.NOTHING.value, look_at=now,
        made_at=now, made_by_name=actor.name[:60], explanation=[], certainty="", served_way="", ended_because="",
    )  # fmt: skip


def deliver_to_third_debtor(*, document_id: UUID, name: str, now: datetime, actor: Actor) -> Delivery:
    """Begin to deliver a notice to perform a matured claim (履行到期债务通知) to the third party: by hand only (执行规定 45).

    Raises DeliveryRefused, NotAllowed.
    """
    with transaction.atomic():
        document = Document.objects.defer("content").get(pk=document_id)
        actor.require(document.court_id, *SERVERS)
        lock_cases({document.case_id})
        if len(name.strip()) < 2:
            raise DeliveryRefused("请写明第三人的姓名或者名称。")
        made = Delivery(
            id=uuid7(), court_id=document.court_id, document=document, recipient=name.strip()[:200],
            recipient_key=f"third:{name.strip()}"[:64], is_garnishee=True, state=DeliveryState.OPEN.value,
            look_at=now, made_at=now, made_by_name=actor.name[:60],
        )  # fmt: skip
        if Delivery.objects.filter(document=document, recipient_key=made.recipient_key).exists():
            raise DeliveryRefused("这份文书已经在向该第三人送达。")
        made.save(force_insert=True)
        record(
            court_id=made.court_id, subject=f"case:{document.case_id}", kind="delivery.begun", at=now, actor=actor,
            body={"delivery": str(made.id), "document": str(document.id), "recipient": "", "third_debtor": True},
        )  # fmt: skip
        return made


def withdraw(*, delivery_id: UUID, because: str, now: datetime, actor: Actor) -> None:
    """Stop a delivery that has not served anything. What has not left never leaves. Raises DeliveryRefused, NotAllowed."""
    with transaction.atomic():
        delivery = locked([delivery_id])[0]
        actor.require(delivery.court_id, *SERVERS)
        if delivery.state not in (DeliveryState.OPEN.value, DeliveryState.NOTICE.value):
            raise DeliveryRefused("已经送达的不能撤回。")
        if len(because.strip()) < 2:
            raise DeliveryRefused("请写明撤回的原因。")
        delivery.state, delivery.wants, delivery.look_at = DeliveryState.WITHDRAWN.value, "", None
        delivery.call_by = None
        delivery.ended_at, delivery.ended_because = now, because.strip()[:200]
        delivery.save(update_fields=["state", "wants", "look_at", "call_by", "ended_at", "ended_because"])
        Sending.objects.filter(delivery=delivery, state=SendingState.READY.value).update(
            state=SendingState.ENDED.value, next_try_at=None, words="送达已撤回"
        )
        case_fact(delivery, "delivery.withdrawn", now, actor, because=delivery.ended_because)


def locked(delivery_ids: Sequence[UUID]) -> list[Delivery]:
    """Deliveries under lock, in one order for all. Raises DeliveryRefused when one is not to be seen."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True).select_related("document")
    found = list(rows.defer("document__content").filter(pk__in=set(delivery_ids)).order_by("id"))
    if len(found) != len(set(delivery_ids)):
        raise DeliveryRefused("没有这次送达，或者它不在您可以查看的法院。")
    return found


def case_fact(delivery: Delivery, kind: str, now: datetime, actor: Actor, **body: str) -> None:
    """A fact on the case's timeline."""
    record(
        court_id=delivery.court_id, subject=f"case:{delivery.document.case_id}", kind=kind, at=now, actor=actor,
        body={"delivery": str(delivery.id), "document": str(delivery.document_id), **body},
    )  # fmt: skip
