"""What the node does with a message, apart from how it came: believe it or refuse it, remember it, answer it, sign the answer.

One thread, one message at a time: bytes in, bytes out. The same number asked again, freshly signed, gets the same answer;
the same bytes again are a replay and get none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from zhixing.foundation import clock
from zhixing.inquiries.node.controlling import ONCE, Decision, decide, order_key
from zhixing.inquiries.node.holdings import Holdings, Table, TableUnreadable
from zhixing.inquiries.node.journal import Asked, Journal
from zhixing.inquiries.node.looking import check_request, look
from zhixing.inquiries.node.queue import request_of
from zhixing.inquiries.node.settings import Approval, HoursFor, NodeSettings
from zhixing.inquiries.rules.assets import normal_identifier
from zhixing.inquiries.rules.mapping import normal_number
from zhixing.inquiries.wire.envelopes import (
    ANSWER_LIFE,
    SKEW_MAX,
    Opened,
    content_hash,
    guess_sender,
    new_message,
    open_request,
    read,
    seal,
    sha256,
    signed_sha256,
)
from zhixing.inquiries.wire.messages import (
    BYTES_MAX_WITH_DOCUMENTS,
    SPEC,
    Acknowledgement,
    Action,
    Body,
    ControlReceipt,
    ControlRequest,
    Kind,
    Message,
    PartyRef,
    QueryReply,
    QueryRequest,
    Refusal,
    Result,
    State,
    StatusRequest,
)
from zhixing.inquiries.wire.numbering import NUMBER, is_code, new_number
from zhixing.inquiries.wire.refusals import HTTP_STATUS, Code, Refused
from zhixing.inquiries.wire.shapes import read_part, write_part
from zhixing.inquiries.wire.signing import Trusted, load_signer, unpack

_PAID = (Action.DEDUCT, Action.EXTRACT_INCOME, Action.FREEZE_AND_DEDUCT)


@dataclass(frozen=True, slots=True)
class Said:
    """What the node says back: signed bytes, the HTTP status that goes with them, the number they answer."""

    content: bytes
    status: int
    kind: Kind
    in_reply_to: str
    court: str = ""


class Node:
    """A unit's node over its table, key and journal."""

    def __init__(self, settings: NodeSettings, *, now: Callable[[], datetime] = clock.real_now) -> None:
        self.settings, self._now = settings, now
        self.signer = load_signer(settings.key_file, algorithm=settings.algorithm)
        self.trusted = Trusted(settings.courts)
        self.table = Table(settings.table)
        self.journal = Journal(settings.journal_file, alone=True)

    def close(self) -> None:
        """Give the journal back."""
        self.journal.close()

    # -- in and out

    def take(self, raw: bytes) -> Said:
        """Answer a message, or refuse it; both are in the journal before this returns."""
        now = self._now()
        try:
            opened = open_request(raw, self.trusted, me=self.settings.unit.code, now=now)
        except Refused as refused:
            return self._refuse_stranger(raw, refused, now)
        try:
            return self._answer(opened, raw, now)
        except Refused as refused:
            return self._refuse(opened.message, raw, refused, now)

    def work_off(self, *, limit: int = 200) -> list[Said]:
        """Answer what was decided, or waited for office hours and may go now."""
        said = []
        for asked in self.journal.unanswered("approved", "declined", limit=limit):
            try:
                answer = self._settle(asked, self._request_of(asked), self._now())
            except Refused:
                continue
            if answer is not None:
                said.append(replace(answer, court=asked.court))
        return said

    def note_pushed(self, said: Said, *, outcome: str, words: str) -> None:
        """Log that an answer was sent to the court by itself, and what the court said."""
        with self.journal.writing():
            self.journal.note(
                at=self._now(),
                what="push",
                about=said.in_reply_to,
                party=said.court,
                outcome=outcome,
                words=words[:400],
            )

    def answer_to(self, raw: bytes) -> Said | None:
        """What was or can be said to these very bytes, taken before: for a folder, whose files may be read again after a kill."""
        number, _ = guess_sender(raw)
        known = self.journal.asked(number) if number and self.journal.is_kept(raw) else None
        return self._progress(known, self._request_of(known), self._now()) if known is not None else None

    def about(self) -> dict[str, object]:
        """Who the unit is, for a person or a conformance check."""
        try:
            held = self.table.current()
            kinds, as_of = [held.kind.value], held.as_of.isoformat()
        except TableUnreadable:
            kinds, as_of = [], None
        unit, key = self.settings.unit, self.signer.public
        return {"spec": SPEC, "code": unit.code, "name": unit.name, "key": str(key), "kid": key.kid, "kinds": kinds,
                "as_of": as_of, "bytes_max": BYTES_MAX_WITH_DOCUMENTS}  # fmt: skip

    def note_too_large(self, size: int) -> None:
        """Log a message that was too large even to be read."""
        with self.journal.writing():
            self.journal.note(
                at=self._now(), what="in", outcome=Code.TOO_LARGE.value, words=f"{size} 字节，未读入"
            )

    # -- a believed message

    def _answer(self, opened: Opened, raw: bytes, now: datetime) -> Said:
        message = opened.message
        if self.journal.was_seen(opened.sha256):
            raise Refused(Code.REPLAYED, where="number")
        if isinstance(message.body, StatusRequest):
            return self._status(message, raw, now)
        known = self.journal.asked(message.number)
        if known is not None:
            if known.content_sha256 != content_hash(message):
                raise Refused(Code.NUMBER_REUSED, where="number")
            with self.journal.writing():
                self._note_in(message, raw, now, "again")
            return self._progress(known, message, now)
        check_request(message, self._holdings().kind, documents=self.settings.documents)
        return self._first(message, raw, now)

    def _first(self, message: Message, raw: bytes, now: datetime) -> Said:
        by_hand = self._approval(message) is Approval.BY_HAND
        asked = Asked(
            message.number, message.sender.code, message.kind.value, content_hash(message), sha256(raw), now,
            "waiting" if by_hand else "approved",
        )  # fmt: skip
        if by_hand or not self._is_open(message, now):
            with self.journal.writing(durable=True):
                self._take(asked, message, raw, now)
            return self._progress(self._known(message.number), message, now)
        body, decision = self._decide(message, now)
        with self.journal.writing(durable=message.kind is Kind.CONTROL_REQUEST):
            self._take(asked, message, raw, now)
            return self._write_answer(message, body, decision, now)

    def _take(self, asked: Asked, message: Message, raw: bytes, now: datetime) -> None:
        self._note_in(message, raw, now, "taken")
        self.journal.take(asked)

    def _known(self, number: str) -> Asked:
        known = self.journal.asked(number)
        if known is None:
            raise Refused(Code.NEVER_SEEN, where="body.about")
        return known

    def _status(self, message: Message, raw: bytes, now: datetime) -> Said:
        body = message.body
        known = self.journal.asked(body.about) if isinstance(body, StatusRequest) else None
        if known is None or known.court != message.sender.code:
            raise Refused(Code.NEVER_SEEN, where="body.about")
        with self.journal.writing():
            self._note_in(message, raw, now, "asked-about")
        return self._progress(known, self._request_of(known), now)

    def _progress(self, known: Asked, request: Message, now: datetime) -> Said:
        """The answer there is, the answer that can be made now, or where it stands."""
        if known.state == "answered":
            return self._repeat(known, request, now)
        if known.state in ("approved", "declined"):
            settled = self._settle(known, request, now)
            if settled is not None:
                return settled
        state = State.WAITING_FOR_APPROVAL if known.state == "waiting" else State.WAITING_FOR_OFFICE_HOURS
        body = Acknowledgement(state=state, expected_by=self._expected(now), note="")
        with self.journal.writing():
            return self._say(request, body, now)

    def _settle(self, asked: Asked, request: Message, now: datetime) -> Said | None:
        if asked.state == "declined":
            words = asked.reason[:400] or "单位经办人不予办理"
            with self.journal.writing(durable=True):
                refusal = Refusal(code=Code.DECLINED, words=words, remedy="请与单位联系人沟通")
                return self._write_answer(request, refusal, None, now)
        if not asked.decided_by and not self._is_open(request, now):
            return None
        body, decision = self._decide(request, now)
        with self.journal.writing(durable=request.kind is Kind.CONTROL_REQUEST):
            return self._write_answer(request, body, decision, now)

    def _repeat(self, known: Asked, request: Message, now: datetime) -> Said:
        """The same answer: the same bytes while they live, then the same number and body sealed anew."""
        if known.answer_expires_at is None or known.answer_expires_at > now + SKEW_MAX:
            kind = Kind(_payload_kind(known.answer))
            with self.journal.writing():
                self._note_out(request, known.answer_number, kind, "again", known.answer, now)
            return Said(known.answer, _status_of(kind), kind, known.number)
        old = read(unpack(known.answer.split(b".")[1].decode("ascii")))
        with self.journal.writing():
            return self._keep_answer(request, old.body, now, number=known.answer_number)

    # -- the work itself

    def _decide(self, message: Message, now: datetime) -> tuple[Body, Decision | None]:
        if isinstance(message.body, QueryRequest):
            return look(
                self._holdings(), message.body, namesakes=self.settings.namesakes, trouble=self.table.trouble
            ), None
        assert isinstance(message.body, ControlRequest)
        return self._control(message, message.body, now)

    def _control(self, message: Message, order: ControlRequest, now: datetime) -> tuple[Body, Decision]:
        held, court = self._holdings(), message.sender.code
        key, today = order_key(order, court=court), clock.local_date(now)
        made = self.journal.controls(
            identifier=normal_identifier(held.kind, order.asset.identifier),
            holder_number=normal_number(order.holder.id_number),
        )
        before = self.journal.ordered(key)
        if before is not None:
            receipt = read_part(ControlReceipt, before, "receipt")
            stands = any(one.order_key == key and one.stands(today) for one in made)
            if order.action in ONCE or stands:
                return receipt, Decision(receipt)
        decision = decide(
            order,
            held.of_asset(order.asset.identifier),
            made,
            court=court,
            number=message.number,
            now=now,
            today=today,
        )
        return decision.receipt, decision

    def _holdings(self) -> Holdings:
        try:
            return self.table.current()
        except TableUnreadable as error:
            raise Refused(Code.OUT_OF_ORDER, words=f"单位的数据暂时读不出：{error}"[:400]) from error

    def _approval(self, message: Message) -> Approval:
        body = message.body
        if isinstance(body, ControlRequest):
            if body.action in _PAID and self.settings.payment is Approval.BY_HAND:
                return Approval.BY_HAND
            return self.settings.control
        return self.settings.query

    def _is_open(self, message: Message, now: datetime) -> bool:
        hours = self.settings.hours
        waits = hours.applies_to is HoursFor.EVERYTHING or (
            hours.applies_to is HoursFor.CONTROLS and message.kind is Kind.CONTROL_REQUEST
        )
        return not waits or hours.is_open(now)

    def _expected(self, now: datetime) -> datetime | None:
        """When the office opens next, at most a fortnight ahead; None when it is open."""
        hours = self.settings.hours
        if hours.is_open(now):
            return None
        local = now.astimezone(clock.SHANGHAI)
        for ahead in range(15):
            day = (local + timedelta(days=ahead)).date()
            opens = datetime.combine(day, hours.opens, clock.SHANGHAI)
            if day.isoweekday() in hours.days and opens > local:
                return opens
        return None

    def _request_of(self, asked: Asked) -> Message:
        return request_of(self.journal, asked)

    # -- saying

    def _write_answer(self, request: Message, body: Body, decision: Decision | None, now: datetime) -> Said:
        """Inside `writing`: controls, the order's receipt and the answer stand or fall together."""
        if decision is not None:
            for control in decision.writes:
                self.journal.keep_control(control)
            order = request.body
            if isinstance(order, ControlRequest) and decision.receipt.result is not Result.NOT_CONTROLLED:
                key = order_key(order, court=request.sender.code)
                self.journal.keep_order(key, number=request.number, receipt=write_part(decision.receipt))
        return self._keep_answer(request, body, now)

    def _keep_answer(self, request: Message, body: Body, now: datetime, *, number: str = "") -> Said:
        number = number or new_number(self.settings.unit.code, now=now)
        answer = self._message(request, body, now, number=number)
        raw = seal(answer, self.signer)
        self.journal.answer(
            request.number, raw=raw, answer_number=number, expires_at=answer.expires_at, at=now
        )
        self._note_out(request, number, answer.kind, _outcome(body), raw, now)
        return Said(raw, _status_of(answer.kind), answer.kind, request.number)

    def _say(self, request: Message, body: Body, now: datetime) -> Said:
        answer = self._message(request, body, now)
        raw = seal(answer, self.signer)
        self._note_out(request, answer.number, answer.kind, _outcome(body), raw, now)
        return Said(raw, _status_of(answer.kind), answer.kind, request.number)

    def _message(self, request: Message, body: Body, now: datetime, *, number: str = "") -> Message:
        return new_message(
            body, sender=self.settings.unit, to=request.sender, now=now, number=number,
            in_reply_to=request.number, life=ANSWER_LIFE,
        )  # fmt: skip

    def _refuse(self, message: Message, raw: bytes, refused: Refused, now: datetime) -> Said:
        """A believed sender's message that is not taken: kept, so that its bytes count as seen, unless they were."""
        with self.journal.writing():
            self._note_in(
                message,
                raw,
                now,
                refused.code.value,
                words=str(refused),
                keep=refused.code is not Code.REPLAYED,
            )
            said = self._say(message, _refusal(refused), now)
        return Said(said.content, HTTP_STATUS[refused.code], Kind.REFUSAL, message.number)

    def _refuse_stranger(self, raw: bytes, refused: Refused, now: datetime) -> Said:
        """Nothing a stranger says is kept but its hash: the log must not be filled from outside."""
        number, code = guess_sender(raw)
        number = number if _is_number(number) else ""
        to = PartyRef(code=code if is_code(code) else "unknown", name="未核实的发送方")
        answer = new_message(
            _refusal(refused), sender=self.settings.unit, to=to, now=now, in_reply_to=number, life=ANSWER_LIFE
        )
        content = seal(answer, self.signer)
        with self.journal.writing():
            self.journal.note(
                at=now,
                what="in",
                number=number,
                party=to.code,
                outcome=refused.code.value,
                words=str(refused),
                raw=raw,
            )
        return Said(content, HTTP_STATUS[refused.code], Kind.REFUSAL, number)

    def _note_in(
        self, message: Message, raw: bytes, now: datetime, outcome: str, *, words: str = "", keep: bool = True
    ) -> None:
        body = message.body
        about = body.about if isinstance(body, StatusRequest) else ""
        case_number = body.case_number if isinstance(body, QueryRequest | ControlRequest) else ""
        officer = body.officer.name if isinstance(body, QueryRequest | ControlRequest) else ""
        if keep:
            self.journal.see(signed_sha256(raw))
        self.journal.note(
            at=now, what="in", number=message.number, about=about, kind=message.kind.value, party=message.sender.code,
            case_number=case_number, officer=officer, outcome=outcome, words=words, raw=raw, keep=keep,
        )  # fmt: skip

    def _note_out(
        self, request: Message, number: str, kind: Kind, outcome: str, raw: bytes, now: datetime
    ) -> None:
        self.journal.note(
            at=now, what="out", number=number, about=request.number, kind=kind.value, party=request.sender.code,
            outcome=outcome, raw=raw, keep=True,
        )  # fmt: skip


def _refusal(refused: Refused) -> Refusal:
    return Refusal(
        code=refused.code, words=refused.words[:400], where=refused.where[:300], remedy=refused.remedy[:400]
    )


def _outcome(body: Body) -> str:
    if isinstance(body, QueryReply | ControlReceipt):
        return body.result.value
    if isinstance(body, Acknowledgement):
        return body.state.value
    return body.code.value if isinstance(body, Refusal) else ""


def _status_of(kind: Kind) -> int:
    return 202 if kind is Kind.ACKNOWLEDGEMENT else 200


def _payload_kind(compact: bytes) -> str:
    return read(unpack(compact.split(b".")[1].decode("ascii"))).kind.value


def _is_number(text: str) -> bool:
    return re.fullmatch(NUMBER, text) is not None
