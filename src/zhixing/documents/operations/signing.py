"""签发: what the president signs is drafted by the officer, waits, and is signed and issued, or sent back with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case
from zhixing.documents.models import Awaiting, AwaitingState, sealed_content
from zhixing.documents.operations.controls import IssuedFile
from zhixing.documents.operations.drafting import (
    DRAFTERS,
    Wish,
    adjusted_again,
    adjusted_parts,
    draft_of,
    issue_draft,
)
from zhixing.documents.queries.signing import wish_parts
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.fact_forms import plain_wish
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Signer
from zhixing.documents.rules.returned import Difference
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role

SIGNERS = (Role.VICE_PRESIDENT,)
"""Who signs on the president's behalf."""


class SigningRefused(ValueError):
    """It cannot be asked, signed or sent back; the message says why."""


def ask_for_signature(*, wish: Wish, now: datetime, actor: Actor) -> UUID:
    """Put a draft before the president; the same wish once. Nothing is numbered or sealed.

    Raises NotAllowed, SigningRefused, DocumentRefused.
    """
    if KINDS[wish.kind].signer is not Signer.PRESIDENT:
        raise SigningRefused("这种文书不需要院长签发，可以直接制作。")
    draft_of(wish=wish, now=now)
    adjusted = adjusted_parts(wish=wish, now=now)
    with transaction.atomic():
        case = Case.objects.filter(pk=wish.case_id).first()
        if case is None:
            raise SigningRefused("没有这件案件，或者它不在您可以查看的法院。")
        actor.require(case.court_id, *DRAFTERS)
        row, is_new = Awaiting.objects.get_or_create(
            pk=wish.key,
            defaults={
                "court_id": case.court_id, "case": case, "kind": wish.kind.value, "to_id": wish.to_id,
                "facts": sealed_content(plain_wish(wish.facts, adjusted)), "president": wish.president, "clerk": wish.clerk,
                "with_annex": wish.with_annex, "asked_at": now, "asked_by": actor.key, "asked_by_name": actor.name[:60],
            },
        )  # fmt: skip
        if is_new:
            _record(
                row,
                "document.signature_asked",
                now,
                actor,
                adjusted=sum(one.lines is not None for one in adjusted),
            )
    return row.pk


@dataclass(frozen=True, slots=True)
class DraftAwaiting:
    """A draft as it would be issued now, and what its officer changed in it in a word processor."""

    blocks: tuple[Block, ...]
    differences: tuple[Difference, ...]


def draft_awaiting(*, awaiting_id: UUID, now: datetime) -> DraftAwaiting:
    """The draft as it would be issued now. Raises SigningRefused, DocumentRefused."""
    row = Awaiting.objects.filter(pk=awaiting_id).first()
    if row is None:
        raise SigningRefused("没有这份文书，或者它不在您可以查看的法院。")
    wish, differences = wish_of(row, now=now)
    return DraftAwaiting(draft_of(wish=wish, now=now), differences)


def wish_of(row: Awaiting, *, now: datetime) -> tuple[Wish, tuple[Difference, ...]]:
    """The wish that waits and what was adjusted in it. Raises UnfitField when its kind or an adjusted text has changed since."""
    facts, adjusted = wish_parts(row)
    wish = Wish(
        key=row.pk, case_id=row.case_id, kind=DocumentKind(row.kind), facts=facts, to_id=row.to_id,
        president=row.president, clerk=row.clerk, with_annex=row.with_annex,
    )  # fmt: skip
    return adjusted_again(wish=wish, waiting=adjusted, now=now)


def sign_and_issue(*, awaiting_id: UUID, now: datetime, actor: Actor) -> IssuedFile:
    """Sign a draft that somebody else put up: it is drawn up from the case as it stands, numbered, sealed, issued.

    Raises NotAllowed, SigningRefused, DocumentRefused, RenderFailed, SealingFailed.
    """
    with transaction.atomic():
        row = _open(awaiting_id)
        actor.require(row.court_id, *SIGNERS)
        if row.asked_by == actor.key:
            raise SigningRefused("起草人不能签发自己起草的文书，请由另一人签发。")
        wish, _ = wish_of(row, now=now)
        file = issue_draft(wish=wish, now=now, actor=actor)
        _close(row, AwaitingState.SIGNED, "", now, actor, file.id)
    return file


def send_back(*, awaiting_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Send a draft back to its officer with a reason. Raises NotAllowed, SigningRefused."""
    with transaction.atomic():
        row = _open(awaiting_id)
        actor.require(row.court_id, *SIGNERS)
        if not reason.strip():
            raise SigningRefused("退回时请写明理由。")
        _close(row, AwaitingState.SENT_BACK, reason.strip()[:300], now, actor)


def withdraw(*, awaiting_id: UUID, now: datetime, actor: Actor) -> None:
    """Take one's own draft back. Raises SigningRefused."""
    with transaction.atomic():
        row = _open(awaiting_id)
        if row.asked_by != actor.key:
            raise SigningRefused("只能撤回自己起草的文书。")
        _close(row, AwaitingState.WITHDRAWN, "", now, actor)


def _open(awaiting_id: UUID) -> Awaiting:
    row = Awaiting.objects.select_for_update(of=("self",)).filter(pk=awaiting_id).first()
    if row is None or row.state != AwaitingState.WAITING.value:
        raise SigningRefused("没有这份待签发的文书，或者它已经处理。")
    return row


def _close(
    row: Awaiting,
    state: AwaitingState,
    reason: str,
    now: datetime,
    actor: Actor,
    document_id: UUID | None = None,
) -> None:
    row.state, row.reason, row.document_id = state.value, reason, document_id
    row.decided_at, row.decided_by, row.decided_by_name = now, actor.key, actor.name[:60]
    row.save(update_fields=["state", "reason", "document", "decided_at", "decided_by", "decided_by_name"])
    _record(row, f"document.{_FACTS[state]}", now, actor)


_FACTS = {
    AwaitingState.SIGNED: "signed",
    AwaitingState.SENT_BACK: "sent_back",
    AwaitingState.WITHDRAWN: "draft_withdrawn",
}


def _record(row: Awaiting, kind: str, now: datetime, actor: Actor, *, adjusted: int = 0) -> None:
    body: dict[str, object] = {"awaiting": str(row.pk), "kind": row.kind}
    if adjusted:
        body["adjusted"] = adjusted
    if row.document_id:
        body["document"] = str(row.document_id)
    if row.reason:
        body["reason"] = row.reason
    record(court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor, body=body)
