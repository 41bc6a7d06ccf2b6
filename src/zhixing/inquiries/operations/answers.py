"""Answers that count, on their way to whoever makes something of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.models import Request, Unit
from zhixing.inquiries.operations.reading import ReadingReport, RowOutcome, judge_rows, take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.wire.messages import Message, QueryReply


@dataclass(slots=True)
class AskedRequest:
    """A request as far as its answer needs it, read and locked by the hundred; named as in the table."""

    id: UUID
    court_id: int
    inquiry_id: UUID | None
    case_id: UUID
    party_id: UUID
    unit_id: UUID
    kind: str
    number: str
    items: tuple[str, ...]
    state: str
    unit: Unit
    court: Court
    result: str = ""
    words: str = ""

    @property
    def pk(self) -> UUID:
        """The key, as a row of the table calls it."""
        return self.id

    @classmethod
    def of(cls, row: Request) -> "AskedRequest":
        """From a row of the table with its unit and court."""
        return cls(
            row.id, row.court_id, row.inquiry_id, row.case_id, row.party_id, row.unit_id, row.kind, row.number,
            tuple(row.items), row.state, row.unit, row.court, row.result, row.words,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakenReply:
    """An answer that counts, for whoever reads its kind: `message.body` is a QueryReply, a ControlReceipt or a Refusal.

    `request` comes with its unit and court. `sha256` is that of the signed bytes.
    """

    request: AskedRequest
    reply_id: UUID
    sha256: str
    message: Message


def read_queries(
    *, replies: Sequence[TakenReply], now: datetime, actor: Actor, keep_outcomes: bool = False
) -> ReadingReport:
    """The rows of query replies, through the identity gate, as assets of the debtors. Refusals have none."""
    return take_rows(replies=_incoming(replies), now=now, actor=actor, keep_outcomes=keep_outcomes)


def judge_queries(*, replies: Sequence[TakenReply]) -> list[RowOutcome]:
    """What the identity gate says of the rows of query replies, and nothing kept: for rehearsing."""
    return judge_rows(replies=_incoming(replies))


def _incoming(replies: Sequence[TakenReply]) -> list[IncomingReply]:
    return [
        IncomingReply(
            court_id=reply.request.court_id, case_id=reply.request.case_id, party_id=reply.request.party_id,
            unit_code=reply.request.unit.code, unit_name=reply.request.unit.name, digest=bytes.fromhex(reply.sha256),
            reply=reply.message.body, items=tuple(reply.request.items), request_id=reply.request.pk,
        )
        for reply in replies
        if isinstance(reply.message.body, QueryReply)
    ]  # fmt: skip
