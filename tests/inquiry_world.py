"""For tests of asking: units in memory that sign, hang, lie and lose answers as they are told."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import ClassVar, Self

import pytest

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.inquiries import operations
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.connectors.base import Answer, ConfigProblem, Parcel, Peer
from zhixing.inquiries.models import Unit
from zhixing.inquiries.operations.letters import court_ref, court_signer
from zhixing.inquiries.rules.kinds import AssetKind, Outcome
from zhixing.inquiries.wire.envelopes import Opened, new_message, open_request, seal
from zhixing.inquiries.wire.messages import (
    Acknowledgement,
    Body,
    Found,
    Message,
    PartyRef,
    QueryReply,
    Refusal,
    State,
    StatusRequest,
)
from zhixing.inquiries.wire.refusals import WORDS, Code
from zhixing.inquiries.wire.signing import Ed25519Signer, Trusted

SYSTEM = Actor.system("测试")
NOW = datetime(2022, 3, 1, 4, 0, tzinfo=UTC)


@dataclass
class Mouth:
    """A unit. `mood` is answer, dead, hang, garbage, foreign, lose_first, acknowledge, decline or busy."""

    code: str
    mood: str = "answer"
    delay: float = 0.0
    signer: Ed25519Signer = field(default_factory=lambda: Ed25519Signer.of(bytes(range(32))))
    heard: list[Opened] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    answers: dict[str, Body] = field(default_factory=dict)
    at_once_seen: int = 0
    at_once_now: int = 0


class Memory:
    """A way to units that live in this process."""

    name = "memory"
    title = "测试单位"
    mouths: ClassVar[dict[str, Mouth]] = {}
    court: Court

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        return []

    def discard(self, peer: Peer, name: str) -> None: ...

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        return []

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        mouth = self.mouths[peer.code]
        mouth.at_once_now += 1
        mouth.at_once_seen = max(mouth.at_once_seen, mouth.at_once_now)
        try:
            return await self._deliver(mouth, parcel)
        finally:
            mouth.at_once_now -= 1

    async def _deliver(self, mouth: Mouth, parcel: Parcel) -> Answer:
        mouth.calls[parcel.number] += 1
        await asyncio.sleep(mouth.delay)
        match mouth.mood:
            case "dead":
                return Answer(Outcome.NOT_REACHED, words="拒绝连接")
            case "hang":
                await asyncio.sleep(3600)
            case "garbage":
                return Answer(Outcome.REPLIED, b"<html>502</html>")
        opened = self._open(mouth, parcel)
        message = opened.message
        asked = message.body.about if isinstance(message.body, StatusRequest) else message.number
        if mouth.mood == "lose_first" and mouth.calls[parcel.number] == 1 and not parcel.asks_status:
            mouth.answers[asked] = self._answer(mouth)
            return Answer(Outcome.NO_REPLY, words="连接中断")
        if isinstance(message.body, StatusRequest):
            known = mouth.answers.get(asked)
            body = known or Refusal(code=Code.NEVER_SEEN, words=WORDS[Code.NEVER_SEEN][0])
            return self._say(mouth, body, in_reply_to=asked if known else message.number)
        mouth.answers[asked] = self._answer(mouth)
        return self._say(mouth, mouth.answers[asked], in_reply_to=asked)

    def _open(self, mouth: Mouth, parcel: Parcel) -> Opened:
        trusted = Trusted([(self.court.code, court_signer(self.court).public)])
        opened = open_request(parcel.content, trusted, me=mouth.code, now=clock.real_now())
        mouth.heard.append(opened)
        return opened

    def _answer(self, mouth: Mouth) -> Body:
        if mouth.mood == "acknowledge":
            return Acknowledgement(state=State.WAITING_FOR_APPROVAL, note="待审批")
        if mouth.mood == "decline":
            return Refusal(code=Code.DECLINED, words="不予办理", remedy="请联系")
        if mouth.mood == "busy":
            return Refusal(code=Code.BUSY, words="繁忙")
        return QueryReply(as_of=clock.real_now(), result=Found.NONE)

    def _say(self, mouth: Mouth, body: Body, *, in_reply_to: str) -> Answer:
        said = new_message(
            body, sender=PartyRef(code=mouth.code, name=mouth.code), to=court_ref(self.court),
            now=clock.real_now(), in_reply_to=in_reply_to, life=timedelta(days=1),
        )  # fmt: skip
        signer = Ed25519Signer.of(b"x" * 32) if mouth.mood == "foreign" else mouth.signer
        return Answer(Outcome.REPLIED, seal(said, signer))


def message_of(opened: Opened) -> Message:
    return opened.message


def make_unit(court: Court, mouth: Mouth, *, answer_hours: int = 24, at_once: int = 8) -> Unit:
    """Register a unit of the memory."""
    Memory.mouths[mouth.code] = mouth
    return operations.register_unit(
        court=court,
        terms=operations.UnitTerms(
            code=mouth.code, name=f"{mouth.code}（测试）", kind="机关", connector="memory", agreement="测试协议",
            answer_hours=answer_hours, dead_after_days=7, at_once=at_once,
        ),
        items=[operations.Item(AssetKind.VEHICLE)], keys=[str(mouth.signer.public)], now=NOW, actor=SYSTEM,
    )  # fmt: skip


@pytest.fixture
def memory(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    """The court with units in memory instead of the ways there are, on the day after they are asked."""
    monkeypatch.setattr(registry, "_CONNECTORS", {"memory": Memory})
    monkeypatch.setattr(Memory, "mouths", {})
    monkeypatch.setattr(Memory, "court", wangqing, raising=False)
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    return wangqing
