"""A unit's node sends a later receipt by itself: believed by its signature, taken once, everything else refused and logged."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from control_world import ACCOUNTS, AtWork, a_case, a_table, a_unit, new, order, say
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.models import ControlReceipt, RawReply
from zhixing.inquiries.operations.letters import court_ref
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.envelopes import new_message, seal
from zhixing.inquiries.wire.messages import Action, AssetRef, Result
from zhixing.inquiries.wire.messages import ControlReceipt as Said
from zhixing.inquiries.wire.signing import Ed25519Signer, Signer


@pytest.fixture
def house(wangqing: Court, tmp_path: Path) -> Iterator[tuple[AtWork, str]]:
    cache.clear()
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.WAIT, key="k1"))
        yield house, made.number


def _bytes(
    house: AtWork, number: str, *, signer: Signer | None = None, life: timedelta = timedelta(days=20)
) -> bytes:
    receipt = Said(
        result=Result.CONTROLLED, action=Action.WAIT, asset=AssetRef(kind=AssetKind.HOUSING_FUND, identifier="GJJ-0001"),
        control_ref="K1", place_in_waiting=1,
    )  # fmt: skip
    message = new_message(
        receipt, sender=house.server.settings.unit, to=court_ref(Court.objects.get(code="吉2424")), now=clock.real_now(),
        in_reply_to=number, life=life,
    )  # fmt: skip
    return seal(message, signer or house.server.node.signer)


def _push(content: bytes, kind: str = "application/jose") -> tuple[int, str]:
    answer = Client(enforce_csrf_checks=True).post("/wire/v1/messages", content, content_type=kind)
    return answer.status_code, answer.json()["code"]


def _facts() -> list[str]:
    return list(Fact.objects.filter(kind__startswith="push.").order_by("id").values_list("kind", flat=True))


def test_a_receipt_that_comes_by_itself_is_taken_and_the_same_bytes_never_again(
    house: tuple[AtWork, str],
) -> None:
    at_work, number = house
    content = _bytes(at_work, number)
    assert _push(content) == (200, "taken")
    assert _push(content) == (409, "replayed")
    assert [(row.via, row.kind) for row in RawReply.objects.all()] == [("push", "control.receipt")]
    assert ControlReceipt.objects.count() == 1
    assert _push(_bytes(at_work, number)) == (200, "taken"), "a second receipt is a later word"
    assert _facts() == ["push.replayed"]


def test_what_is_foreign_or_answers_nothing_is_refused_and_logged(house: tuple[AtWork, str]) -> None:
    at_work, number = house
    foreign = _bytes(at_work, number, signer=Ed25519Signer.of(b"y" * 32))
    assert _push(foreign) == (403, "refused")
    assert ControlReceipt.objects.count() == 0
    assert RawReply.objects.get().kind == "unbelieved"
    assert _push(_bytes(at_work, number[:-4] + "0000")) == (404, "not-an-answer")
    assert _push(b"nothing") == (404, "not-an-answer")
    assert _push(_bytes(at_work, number), "text/plain") == (415, "not-a-message")
    assert _push(b"x" * (2**20 + 1)) == (413, "too-large")
    assert _facts() == ["push.refused"]
