"""What a unit, or somebody in its place, may send the court: nothing of it is believed, all of it is kept with the reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from funds_world import make_case
from inquiry_world import NOW, SYSTEM, Mouth, make_unit, memory
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.inquiries import operations, sweeps
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.connectors.folder.connector import Folder
from zhixing.inquiries.models import RawReply, Request, Unit
from zhixing.inquiries.operations.letters import court_ref
from zhixing.inquiries.wire import exchange
from zhixing.inquiries.wire.envelopes import canonical, new_message, seal, write
from zhixing.inquiries.wire.messages import BYTES_MAX_WITH_DOCUMENTS, Found, Message, PartyRef, QueryReply
from zhixing.inquiries.wire.numbering import new_number
from zhixing.inquiries.wire.signing import Ed25519Signer, pack

__all__ = ["memory"]
STRANGER = Ed25519Signer.of(b"s" * 32)
OTHER = Mouth("JJ", signer=Ed25519Signer.of(b"o" * 32))
LY = Mouth("LY")


@pytest.fixture
def asked(memory: Court) -> Request:
    """A question that lies at LY; another unit, JJ, is known too."""
    unit = make_unit(memory, LY)
    make_unit(memory, OTHER)
    operations.ask(
        court=memory,
        case_ids=[make_case(memory, 1).id],
        unit_ids=[unit.id],
        purpose="查明被执行人财产",
        now=NOW,
        actor=SYSTEM,
    )
    Request.objects.update(state="sent")
    return Request.objects.get()


def said(request: Request, **changes: object) -> Message:
    reply = QueryReply(as_of=clock.real_now(), result=Found.NONE)
    plain = new_message(
        reply, sender=PartyRef(code="LY", name="LY"), to=court_ref(request.court), now=clock.real_now(),
        in_reply_to=request.number, life=timedelta(days=1),
    )  # fmt: skip
    return replace(plain, **changes)


def tampered(request: Request) -> bytes:
    head, _, tail = seal(said(request), LY.signer).split(b".")
    other = canonical(
        write(said(request)) | {"in_reply_to": request.number, "sent_at": "2026-01-01T00:00:00+00:00"}
    )
    return b".".join((head, pack(other).encode(), tail))


def expired(request: Request) -> bytes:
    before = clock.real_now() - timedelta(days=9)
    return seal(said(request, sent_at=before, expires_at=before + timedelta(days=1)), LY.signer)


def in_the_future(request: Request) -> bytes:
    later = clock.real_now() + timedelta(hours=2)
    return seal(said(request, sent_at=later, expires_at=later + timedelta(days=1)), LY.signer)


def foreign(request: Request) -> bytes:
    return seal(said(request), STRANGER)


def by_another_unit(request: Request) -> bytes:
    return seal(said(request), OTHER.signer)


def to_another_court(request: Request) -> bytes:
    return seal(said(request, to=PartyRef(code="吉2401", name="另一法院")), LY.signer)


def about_nothing(request: Request) -> bytes:
    return seal(said(request, in_reply_to=new_number(request.court.code, now=NOW)), LY.signer)


def oversized(request: Request) -> bytes:
    return b"a" * (BYTES_MAX_WITH_DOCUMENTS + 1)


def garbage(request: Request) -> bytes:
    return b"<html>502</html>"


def a_poisoned_number(request: Request) -> bytes:
    return b"e30." + pack(b'{"in_reply_to":"\\u0000"}').encode() + b".e30"


BAD: list[tuple[Callable[[Request], bytes], str]] = [
    (tampered, "签名不符"),
    (expired, "已过有效期"),
    (in_the_future, "在将来"),
    (foreign, "不在信任名单"),
    (by_another_unit, "不在信任名单"),
    (to_another_court, "不是发给"),
    (oversized, "过大"),
    (garbage, "不是本规范的报文"),
    (a_poisoned_number, ""),
]


@pytest.mark.parametrize(("bad", "why"), BAD, ids=[bad.__name__ for bad, _ in BAD])
def test_on_the_wire_it_is_refused_kept_and_a_fact(
    asked: Request, bad: Callable[[Request], bytes], why: str
) -> None:
    operations.take_replies(
        arrivals=[operations.Arrival(bad(asked), asked.unit_id, request_id=asked.id)], now=NOW, actor=SYSTEM
    )
    kept = RawReply.objects.get()
    assert (kept.kind, why in kept.refused_because, bool(kept.refused_because)) == ("unbelieved", True, True)
    assert Fact.objects.get(kind="reply.refused").body["why"] == kept.refused_because
    asked.refresh_from_db()
    assert asked.state == "sent", "the question is still open"


@pytest.mark.parametrize("bad", [bad for bad, _ in BAD] + [about_nothing], ids=lambda bad: bad.__name__)
def test_through_a_folder_too_and_the_good_one_beside_it_arrives(
    asked: Request, bad: Callable[[Request], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_CONNECTORS", {"folder": Folder})
    Unit.objects.filter(code="LY").update(connector="folder", address=str(tmp_path))
    exchange.put(tmp_path / exchange.TO_COURT, "bad", bad(asked))
    exchange.put(tmp_path / exchange.TO_COURT, "good", seal(said(asked), LY.signer))
    assert sweeps.collect_replies(now=NOW, limit=500) == 2
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert RawReply.objects.filter(kind="unbelieved").count() == 1
    assert RawReply.objects.filter(refused_because="").count() == 1
    assert Fact.objects.filter(kind="reply.refused").count() == 1
    assert exchange.waiting(tmp_path / exchange.TO_COURT) == []


def test_a_replayed_answer_changes_nothing(asked: Request) -> None:
    raw = seal(said(asked), LY.signer)
    for _ in range(2):
        operations.take_replies(
            arrivals=[operations.Arrival(raw, asked.unit_id, request_id=asked.id)], now=NOW, actor=SYSTEM
        )
    assert Fact.objects.filter(kind="reply.taken").count() == 1
    first, second = RawReply.objects.order_by("id")
    assert first.refused_because == ""
    assert "已有答复" in second.refused_because


def test_an_answer_to_one_question_is_none_to_another(asked: Request, memory: Court) -> None:
    operations.ask(
        court=memory, case_ids=[make_case(memory, 2).id], unit_ids=[asked.unit_id], purpose="查明被执行人财产", now=NOW,
        actor=SYSTEM,
    )  # fmt: skip
    other = Request.objects.exclude(pk=asked.pk).get()
    raw = seal(said(asked), LY.signer)
    operations.take_replies(
        arrivals=[operations.Arrival(raw, asked.unit_id, request_id=other.id)], now=NOW, actor=SYSTEM
    )
    assert "不是对所发请求的答复" in RawReply.objects.get().refused_because
    assert set(Request.objects.values_list("state", flat=True)) == {"sent", "waiting"}
