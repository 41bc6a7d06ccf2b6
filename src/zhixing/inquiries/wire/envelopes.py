"""From a message to signed bytes and back: the one place where a message is believed.

`seal` writes canonical JSON and signs it. `open_request` and `open_answer` refuse whatever is not signed by a trusted key
of the named sender, addressed to us, in time, canonical and within the specification. They know no memory: whether a
number was seen before is asked of whoever keeps the numbers.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from zhixing.inquiries.wire.messages import (
    BODIES,
    BYTES_MAX,
    BYTES_MAX_WITH_DOCUMENTS,
    KIND_OF,
    SPEC,
    Body,
    ControlRequest,
    Document,
    Envelope,
    Kind,
    Message,
    PartyRef,
    QueryRequest,
)
from zhixing.inquiries.wire.numbering import maker_of, new_number
from zhixing.inquiries.wire.refusals import Code, FieldFault, Refused
from zhixing.inquiries.wire.shapes import read_part, write_part
from zhixing.inquiries.wire.signing import Signer, Trusted, header_of, unpack

SKEW_MAX = timedelta(minutes=5)
LIFE_MAX = timedelta(days=31)
LIFE = timedelta(days=1)
"""How long a request lives unless its sender says otherwise."""
ANSWER_LIFE = timedelta(days=30)
_DEPTH_MAX = 12
_ENVELOPE = tuple(item.name for item in fields(Envelope))


@dataclass(frozen=True, slots=True)
class Opened:
    """A message believed. `sha256` is that of what was signed: a signature can be written in more than one way."""

    message: Message
    sha256: str


def canonical(value: Any) -> bytes:
    """The one written form: sorted keys, no spaces, UTF-8, whole numbers only."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def new_message(
    body: Body,
    *,
    sender: PartyRef,
    to: PartyRef,
    now: datetime,
    number: str = "",
    in_reply_to: str = "",
    life: timedelta = LIFE,
) -> Message:
    """An envelope around a body; a number is made unless one is kept from an earlier attempt."""
    return Message(
        kind=KIND_OF[type(body)],
        number=number or new_number(sender.code, now=now),
        sent_at=now.astimezone(UTC),
        expires_at=(now + life).astimezone(UTC),
        sender=sender,
        to=to,
        in_reply_to=in_reply_to,
        body=body,
    )


def again(message: Message, *, now: datetime) -> Message:
    """The same message for another attempt: number and body stay, the moments are new."""
    life = message.expires_at - message.sent_at
    return replace(message, sent_at=now.astimezone(UTC), expires_at=(now + life).astimezone(UTC))


def signed_sha256(compact: bytes) -> str:
    """By what a message is known again: the hash of its header and payload, without the signature."""
    return sha256(compact.rpartition(b".")[0])


def document(*, kind: Any, number: str, name: str, media_type: str, content: bytes) -> Document:
    """A document with its hash, ready to travel."""
    return Document(
        kind=kind, number=number, name=name, media_type=media_type, sha256=sha256(content),
        content_b64=base64.b64encode(content).decode("ascii"),
    )  # fmt: skip


def write(message: Message) -> dict[str, Any]:
    """The message as JSON."""
    return write_part(message) | {"spec": SPEC, "body": write_part(message.body)}


def content_hash(message: Message) -> str:
    """Hash of what a retry must not change."""
    written = write(message)
    return sha256(
        canonical({name: written[name] for name in written if name not in ("sent_at", "expires_at")})
    )


def seal(message: Message, signer: Signer) -> bytes:
    """The signed bytes. Raises Refused (too-large)."""
    compact = signer.seal(canonical(write(message)))
    _check_size(len(compact), message.body)
    return compact


def written_body(body: Body) -> str:
    """A body in its canonical form, for whoever sends the same one to many."""
    return canonical(write_part(body)).decode()


def seal_written(
    body: str,
    *,
    kind: Kind,
    number: str,
    sender: PartyRef,
    to: PartyRef,
    now: datetime,
    signer: Signer,
    limit: int,
) -> bytes:
    """A request around a body that is written already: byte for byte what `seal` makes of it. Raises Refused (too-large).

    `limit` is the bytes that such a message may have. The keys below stand in their canonical order.
    """
    payload = (
        f'{{"body":{body},"expires_at":"{(now + LIFE).astimezone(UTC).isoformat()}","from":{_ref(sender)},'
        f'"kind":"{kind.value}","number":{json.dumps(number, ensure_ascii=False)},'
        f'"sent_at":"{now.astimezone(UTC).isoformat()}","spec":"{SPEC}","to":{_ref(to)}}}'
    )
    compact = signer.seal(payload.encode())
    if len(compact) > limit:
        raise Refused(Code.TOO_LARGE, words=f"报文 {len(compact)} 字节，超过 {limit} 字节")
    return compact


@lru_cache(maxsize=1024)
def _ref(party: PartyRef) -> str:
    return canonical(write_part(party)).decode()


def open_request(compact: bytes, trusted: Trusted, *, me: str, now: datetime) -> Opened:
    """A court's request to the unit `me`. Raises Refused."""
    opened = _open(compact, trusted, me=me, now=now)
    if not opened.message.kind.is_request:
        raise Refused(Code.NOT_FOR_UNITS, where="kind")
    _check_documents(opened.message.body)
    return opened


def open_answer(
    compact: bytes, trusted: Trusted, *, me: str, about: Iterable[str], sender: str, now: datetime
) -> Opened:
    """A unit's answer to the court `me`: by the unit that was asked, to one of the numbers in `about`. Raises Refused."""
    opened = _open(compact, trusted, me=me, now=now)
    message = opened.message
    if message.kind.is_request or message.in_reply_to not in about:
        raise Refused(Code.NOT_AN_ANSWER, where="in_reply_to")
    if message.sender.code != sender:
        raise Refused(Code.SENDER, where="from.code", words="答复的不是所问的单位")
    return opened


def read(payload: bytes) -> Message:
    """A message from the bytes that were signed. Raises Refused."""
    try:
        text = payload.decode("utf-8")
        value = json.loads(text, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (ValueError, RecursionError):
        raise Refused(Code.NOT_CANONICAL) from None
    # keys written twice are lost in reading, so that what is written again differs
    if not isinstance(value, dict) or _is_deep(payload, value) or _written(value) != payload:
        raise Refused(Code.NOT_CANONICAL)
    body = value.get("body")
    if len(payload) > BYTES_MAX and not (isinstance(body, dict) and body.get("documents")):
        raise Refused(Code.TOO_LARGE, words=f"没有附件的报文 {len(payload)} 字节，超过 {BYTES_MAX} 字节")
    if value.get("spec") != SPEC:
        raise Refused(Code.SPEC, where="spec")
    try:
        kind = Kind(str(value.get("kind")))
    except ValueError:
        raise Refused(Code.UNKNOWN_KIND, where="kind") from None
    try:
        body = read_part(BODIES[kind], value.pop("body", None), "body")
        return _message(value, body)
    except FieldFault as fault:
        raise Refused.of(fault) from None


def guess_sender(compact: bytes) -> tuple[str, str]:
    """Number and sender's code that unverified bytes claim, for the refusal and the log; empty where unreadable."""
    try:
        header_of(compact)
        value = json.loads(unpack(compact.split(b".")[1].decode("ascii")))
        number, code = value["number"], value["from"]["code"]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, Refused):
        return "", ""
    return (number if isinstance(number, str) else "")[:200], (code if isinstance(code, str) else "")[:64]


def _open(compact: bytes, trusted: Trusted, *, me: str, now: datetime) -> Opened:
    if len(compact) > BYTES_MAX_WITH_DOCUMENTS:
        raise Refused(Code.TOO_LARGE)
    owner, payload = trusted.open(compact)
    message = read(payload)
    _check_size(len(compact), message.body)
    if message.sender.code != owner:
        raise Refused(Code.SENDER, where="from.code")
    if maker_of(message.number) != owner:
        raise Refused(Code.SENDER, where="number", words="编号不属于发送方", remedy="编号以发送方代码开头")
    if message.to.code != me:
        raise Refused(Code.WRONG_ADDRESSEE, where="to.code")
    _check_moments(message, now)
    return Opened(message, signed_sha256(compact))


def _message(given: dict[str, Any], body: Body) -> Message:
    envelope = read_part(Envelope, given, "message")
    if envelope.kind.is_request and envelope.in_reply_to:
        raise FieldFault("message.in_reply_to", "请求不答复任何报文", "请删去")
    if not envelope.kind.is_request and not envelope.in_reply_to and envelope.kind is not Kind.REFUSAL:
        raise FieldFault("message.in_reply_to", "缺少", "请写明所答复请求的编号")
    return Message(body=body, **{name: getattr(envelope, name) for name in _ENVELOPE})


def _check_size(size: int, body: Body) -> None:
    limit = BYTES_MAX_WITH_DOCUMENTS if getattr(body, "documents", ()) else BYTES_MAX
    if size > limit:
        raise Refused(Code.TOO_LARGE, words=f"报文 {size} 字节，超过 {limit} 字节")


def _check_moments(message: Message, now: datetime) -> None:
    if message.sent_at > now + SKEW_MAX:
        raise Refused(Code.NOT_YET, where="sent_at")
    if message.expires_at <= now - SKEW_MAX or message.expires_at <= message.sent_at:
        raise Refused(Code.EXPIRED, where="expires_at")
    if message.expires_at - message.sent_at > LIFE_MAX:
        raise Refused(Code.LIVES_TOO_LONG, where="expires_at")


def _check_documents(body: Body) -> None:
    if isinstance(body, QueryRequest | ControlRequest):
        for place, item in enumerate(body.documents):
            if sha256(base64.b64decode(item.content_b64)) != item.sha256:
                raise Refused(Code.DOCUMENT_HASH, where=f"body.documents[{place}].sha256")


def _written(value: Any) -> bytes:
    try:
        return canonical(value)
    except (ValueError, UnicodeEncodeError):
        return b""


def _no_fraction(text: str) -> Any:
    raise ValueError(f"不是整数：{text[:20]}")


def _is_deep(payload: bytes, value: Any) -> bool:
    """Whether something lies too deep; with few brackets nothing can."""
    return payload.count(b"{") + payload.count(b"[") >= _DEPTH_MAX and _depth(value) > _DEPTH_MAX


def _depth(value: Any) -> int:
    deepest, layer = 0, [value]
    while layer and deepest <= _DEPTH_MAX:
        deepest += 1
        layer = [inner for outer in layer for inner in _inside(outer)]
    return deepest


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
