"""The conformance kit: good and bad messages to a node, and whether it does what the specification says.

It speaks as a court whose key the node trusts, about a person who does not exist, and needs nothing of the node but its
address. Each check names the paragraph of the specification it stands for.
"""

import base64
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import aiohttp

from zhixing.foundation.identifiers import IdKind, check_character
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.envelopes import again, canonical, document, new_message, open_answer, write
from zhixing.inquiries.wire.messages import (
    BYTES_MAX,
    BYTES_MAX_WITH_DOCUMENTS,
    Action,
    AssetRef,
    ControlReceipt,
    ControlRequest,
    DocumentKind,
    Found,
    Kind,
    Message,
    Officer,
    PartyRef,
    QueryReply,
    QueryRequest,
    Refusal,
    Result,
    StatusRequest,
    Subject,
)
from zhixing.inquiries.wire.numbering import new_number
from zhixing.inquiries.wire.refusals import Code, Refused
from zhixing.inquiries.wire.signing import PublicKey, Signer, Trusted, new_private, pack, signer_of

MEDIA_TYPE = "application/jose"
_NOBODY_BODY = "22242418500101999"
NOBODY = _NOBODY_BODY + check_character(_NOBODY_BODY)
"""A number that holds by its check digit and was given to nobody: born in 1850."""
_ANSWERED = (Kind.QUERY_REPLY, Kind.ACKNOWLEDGEMENT)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: the paragraph, what was sent, what must come, what came."""

    paragraph: str
    sent: str
    expected: str
    got: str

    @property
    def passed(self) -> bool:
        """Whether the node did as it must."""
        return self.got == self.expected or self.got in self.expected.split(" | ")


class Unreachable(ConnectionError):
    """There is no node to check at the address; the message says why."""


@dataclass(frozen=True, slots=True)
class _Said:
    status: int
    message: Message | None
    words: str

    @property
    def gist(self) -> str:
        """A refusal's code, or the kind of the answer; what could not be believed in words."""
        if self.message is None:
            return self.words
        body = self.message.body
        return body.code.value if isinstance(body, Refusal) else self.message.kind.value


class Kit:
    """The checks against one node."""

    def __init__(
        self,
        url: str,
        *,
        signer: Signer,
        court: PartyRef,
        now: Callable[[], datetime],
        unit_key: PublicKey | None = None,
    ) -> None:
        self._url, self._signer, self._court, self._now = url.rstrip("/"), signer, court, now
        self._unit_key = unit_key
        self._unit = PartyRef(code="unknown", name="unknown")
        self._trusted = Trusted([])
        self._kind = AssetKind.OTHER

    async def run(self, *, with_control: bool = True) -> list[Finding]:
        """Every check in order. Raises Unreachable."""
        async with aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=60)
        ) as self._session:
            await self._meet()
            groups = [self._transport, self._signatures, self._payloads, self._addresses, self._moments, self._numbers,
                      self._queries, self._status]  # fmt: skip
            if with_control:
                groups.append(self._controls)
            return [finding for group in groups async for finding in group()]

    async def _meet(self) -> None:
        try:
            async with self._session.get(f"{self._url}/v1/about") as response:
                about = await response.json()
            self._unit = PartyRef(code=about["code"], name=about["name"])
            key = self._unit_key or PublicKey.of(about["key"])
            self._kind = AssetKind(about["kinds"][0]) if about["kinds"] else AssetKind.OTHER
        except (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
            raise Unreachable(f"{self._url} 没有可检验的节点：{type(error).__name__} {error}") from error
        self._trusted = Trusted([(self._unit.code, key)])

    # -- 2 transport

    async def _transport(self) -> AsyncIterator[Finding]:
        async with self._session.post(
            f"{self._url}/v1/messages", data=b"{}", headers={"Content-Type": "text/plain"}
        ) as got:
            yield Finding("2.2", "媒体类型 text/plain", "415", str(got.status))
        yield await self._code("2.3", "不是 JWS 的文字", b"hello", Code.NOT_A_MESSAGE)
        yield await self._code("2.3", "空报文", b"", Code.NOT_A_MESSAGE)
        big = replace(self._query(), purpose="x" * 300)
        payload = write(self._message(big))
        payload["body"]["padding"] = "x" * BYTES_MAX
        yield await self._code(
            "2.4", "超过 1 MiB 而没有附件", self._sealed(payload), Code.TOO_LARGE, Code.MALFORMED
        )
        async with self._session.post(
            f"{self._url}/v1/messages",
            data=io.BytesIO(b"a" * (BYTES_MAX_WITH_DOCUMENTS + 2)),
            headers={"Content-Type": MEDIA_TYPE},
        ) as got:
            yield Finding("2.4", "超过 16 MiB", "413", str(got.status))

    # -- 3 signatures

    async def _signatures(self) -> AsyncIterator[Finding]:
        good = self._seal(self._message(self._query()))
        head, payload, tail = good.split(b".")
        other = self._query_payload(purpose="另一个目的")
        yield await self._code(
            "3.3", "内容被改动", b".".join((head, pack(other).encode(), tail)), Code.BAD_SIGNATURE
        )
        yield await self._code(
            "3.3", "签名被改动", b".".join((head, payload, _altered(tail))), Code.BAD_SIGNATURE
        )
        for name, header, code in (
            ("alg 为 none", {"alg": "none", "kid": self._kid, "typ": "zhixing-unit+jws"}, Code.ALGORITHM),
            ("alg 为 HS256", {"alg": "HS256", "kid": self._kid, "typ": "zhixing-unit+jws"}, Code.ALGORITHM),
            ("头部自带公钥", {"alg": "Ed25519", "kid": self._kid, "typ": "zhixing-unit+jws", "jwk": {}}, Code.NOT_A_MESSAGE),
        ):  # fmt: skip
            crafted = b".".join((pack(json.dumps(header).encode()).encode(), payload, tail))
            yield await self._code("3.2", name, crafted, code)
        stranger = signer_of(new_private())
        foreign = stranger.seal(canonical(write(self._message(self._query()))))
        yield await self._code("3.4", "不在信任名单的密钥签名", foreign, Code.UNKNOWN_KEY)

    # -- 4 payloads

    async def _payloads(self) -> AsyncIterator[Finding]:
        loose = json.dumps(write(self._message(self._query())), ensure_ascii=False, indent=1).encode()
        yield await self._code("4.1", "JSON 不规范（有空格）", self._signer.seal(loose), Code.NOT_CANONICAL)
        twins = canonical(write(self._message(self._query())))[:-1] + b',"spec":"zhixing-unit/1"}'
        yield await self._code("4.1", "同一个键写了两次", self._signer.seal(twins), Code.NOT_CANONICAL)
        yield await self._code(
            "4.2", "规范版本 zhixing-unit/9", self._changed(spec="zhixing-unit/9"), Code.SPEC
        )
        yield await self._code(
            "4.3", "不认识的种类", self._changed(kind="query.everything"), Code.UNKNOWN_KIND
        )
        yield await self._code("4.4", "多出的字段", self._changed(extra="x"), Code.MALFORMED)
        body = write(self._message(self._query()))["body"]
        del body["officer"]
        yield await self._code("4.4", "缺少承办人", self._changed(body=body), Code.MALFORMED)
        yield await self._code("4.4", "null 代替对象", self._changed(body=None), Code.MALFORMED)
        answer = new_message(
            QueryReply(as_of=self._now(), result=Found.NONE), sender=self._court, to=self._unit, now=self._now(),
            in_reply_to=new_number(self._unit.code, now=self._now()),
        )  # fmt: skip
        yield await self._code("4.5", "向单位发送答复", self._seal(answer), Code.NOT_FOR_UNITS)

    # -- 5 addresses

    async def _addresses(self) -> AsyncIterator[Finding]:
        message = self._message(self._query())
        elsewhere = replace(message, to=PartyRef(code="另一单位", name="另一单位"))
        yield await self._code("5.1", "发给另一单位", self._seal(elsewhere), Code.WRONG_ADDRESSEE)
        posing = replace(message, sender=PartyRef(code="冒名法院", name="冒名法院"))
        yield await self._code("5.2", "冒用另一法院的代码", self._seal(posing), Code.SENDER)
        numbered = replace(message, number=new_number("另一法院", now=self._now()))
        yield await self._code("5.3", "编号不属于发送方", self._seal(numbered), Code.SENDER)

    # -- 6 moments and numbers

    async def _moments(self) -> AsyncIterator[Finding]:
        message, now = self._message(self._query()), self._now()
        day = timedelta(days=1)
        old = replace(message, sent_at=now - 2 * day, expires_at=now - day)
        yield await self._code("6.1", "已过有效期", self._seal(old), Code.EXPIRED)
        early = replace(message, sent_at=now + timedelta(hours=1), expires_at=now + day)
        yield await self._code("6.1", "发出时间在将来", self._seal(early), Code.NOT_YET)
        long = replace(message, expires_at=now + 60 * day)
        yield await self._code("6.1", "有效期六十天", self._seal(long), Code.LIVES_TOO_LONG)

    async def _numbers(self) -> AsyncIterator[Finding]:
        message = self._message(self._query())
        raw = self._seal(message)
        first = await self._ask(raw, message.number)
        yield Finding("6.2", "第一次", " | ".join(_ANSWERED), first.gist)
        yield await self._code("6.2", "同一份字节再发一次（重放）", raw, Code.REPLAYED)
        retried = await self._ask(self._seal(again(message, now=self._later())), message.number)
        same = (
            first.message is not None
            and retried.message is not None
            and first.message.body == retried.message.body
        )
        yield Finding("6.3", "同编号重新签名（重试）", "同一答复", "同一答复" if same else retried.gist)
        other = replace(message, body=self._query(purpose="另一个目的"), sent_at=self._later())
        yield await self._code("6.4", "同编号、另一内容", self._seal(other), Code.NUMBER_REUSED)

    # -- 7 queries, 9 status, 8 controls

    async def _queries(self) -> AsyncIterator[Finding]:
        message = self._message(self._query())
        said = await self._ask(self._seal(message), message.number)
        yield Finding("7.1", "查询不存在的人", " | ".join(_ANSWERED), said.gist)
        if said.message is not None and isinstance(said.message.body, QueryReply):
            yield Finding("7.2", "查无此人的答复", Found.NONE, said.message.body.result)
        wrong = replace(self._query(), subject=self._subject("222424185001019990"))
        yield await self._code(
            "7.3", "校验位不符的证件号码", self._seal(self._message(wrong)), Code.SUBJECT_ID
        )
        paper = replace(self._query().documents[0], sha256="0" * 64)
        spoiled = self._message(replace(self._query(), documents=(paper,)))
        yield await self._code("7.4", "附件与摘要不符", self._seal(spoiled), Code.DOCUMENT_HASH)

    async def _status(self) -> AsyncIterator[Finding]:
        message = self._message(self._query())
        first = await self._ask(self._seal(message), message.number)
        question = self._message(StatusRequest(about=message.number))
        said = await self._ask(self._seal(question), message.number)
        same = (
            first.message is not None and said.message is not None and first.message.body == said.message.body
        )
        yield Finding("9.1", "询问进展", "同一答复", "同一答复" if same else said.gist)
        never = self._message(StatusRequest(about=new_number(self._court.code, now=self._now())))
        yield await self._code("9.2", "询问没有发过的编号", self._seal(never), Code.NEVER_SEEN)

    async def _controls(self) -> AsyncIterator[Finding]:
        message = self._message(self._order())
        said = await self._ask(self._seal(message), message.number)
        body = said.message.body if said.message else None
        got = body.result.value if isinstance(body, ControlReceipt) else said.gist
        yield Finding("8.1", "冻结不存在的财产", f"{Result.NOT_CONTROLLED} | {Kind.ACKNOWLEDGEMENT}", got)
        payload = write(self._message(self._order()))
        del payload["body"]["ends_on"]
        yield await self._code("8.2", "冻结没有写期限", self._sealed(payload), Code.MALFORMED)
        payload = write(self._message(self._order()))
        payload["body"]["action"] = "release"
        yield await self._code("8.2", "解除没有写原控制", self._sealed(payload), Code.MALFORMED)

    # -- building and asking

    @property
    def _kid(self) -> str:
        return self._signer.public.kid

    def _later(self) -> datetime:
        return self._now() + timedelta(seconds=2)

    def _subject(self, number: str = NOBODY) -> Subject:
        return Subject(name="符合性检验", id_kind=IdKind.RESIDENT, id_number=number, kind="person")

    def _query(self, *, purpose: str = "符合性检验，不涉及任何真实的人") -> QueryRequest:
        return QueryRequest(
            case_number="（2000）检0000执1号", case_filed_on=date(2000, 1, 3), purpose=purpose,
            officer=Officer(name="符合性检验", credential="0000"), documents=_papers(), subject=self._subject(),
        )  # fmt: skip

    def _order(self) -> ControlRequest:
        today = self._now().date()
        return ControlRequest(
            action=Action.FREEZE, case_number="（2000）检0000执1号", case_filed_on=date(2000, 1, 3),
            officer=Officer(name="符合性检验", credential="0000"), purpose="符合性检验",
            asset=AssetRef(kind=self._kind, identifier="不存在的财产"), holder=self._subject(), amount_fen=100,
            starts_on=today, ends_on=today + timedelta(days=30), ruling_number="检0000裁1号",
            notice_number="检0000协1号", documents=_papers(),
        )  # fmt: skip

    def _message(self, body: Any) -> Message:
        return new_message(body, sender=self._court, to=self._unit, now=self._now())

    def _seal(self, message: Message) -> bytes:
        return self._sealed(write(message))

    def _sealed(self, payload: dict[str, Any]) -> bytes:
        return self._signer.seal(canonical(payload))

    def _changed(self, **changes: Any) -> bytes:
        return self._sealed(write(self._message(self._query())) | changes)

    def _query_payload(self, *, purpose: str) -> bytes:
        return canonical(write(self._message(self._query(purpose=purpose))))

    async def _code(self, paragraph: str, sent: str, raw: bytes, *codes: Code) -> Finding:
        said = await self._ask(raw, "")
        return Finding(paragraph, sent, " | ".join(codes), said.gist)

    async def _ask(self, raw: bytes, number: str) -> _Said:
        """Send, and believe the answer only when the unit signed it for us; a refusal may name no number."""
        async with self._session.post(
            f"{self._url}/v1/messages", data=io.BytesIO(raw), headers={"Content-Type": MEDIA_TYPE}
        ) as response:
            status, content = response.status, await response.read()
        try:
            _, payload = self._trusted.open(content)
            value = json.loads(payload)
            numbers = (number,) if number else (value.get("in_reply_to", ""), "")
            to = self._court.code if number else value["to"]["code"]
            opened = open_answer(
                content, self._trusted, me=to, about=numbers, sender=self._unit.code, now=self._now()
            )
        except (Refused, ValueError, KeyError, TypeError) as error:
            return _Said(status, None, f"不能采信的应答（{status}）：{error}"[:120])
        return _Said(status, opened.message, "")


def _papers() -> tuple[Any, ...]:
    return tuple(
        document(
            kind=kind,
            number="检0000",
            name=f"{kind}.txt",
            media_type="text/plain",
            content=kind.value.encode(),
        )
        for kind in (DocumentKind.QUERY_NOTICE, DocumentKind.RULING, DocumentKind.ASSISTANCE_NOTICE)
    )


def _altered(tail: bytes) -> bytes:
    raw = bytearray(base64.urlsafe_b64decode(tail + b"=" * (-len(tail) % 4)))
    raw[0] ^= 1
    return pack(bytes(raw)).encode()
