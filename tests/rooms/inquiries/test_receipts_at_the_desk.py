"""The unit's liaison says on the page what became of a control order; what contradicts itself is not taken (PostgreSQL)."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from control_world import ACCOUNTS, NUMBER, SYSTEM, a_case, all_items, new, order, say
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.inquiries import operations
from zhixing.inquiries.models import ControlOrder, ControlReceipt, RawReply, Request, Unit
from zhixing.inquiries.rules.controls import Ordered, fault_of_receipt
from zhixing.inquiries.wire.messages import Action, Result


@pytest.fixture
def ordered(wangqing: Court) -> ControlOrder:
    """A freeze of 1,500.00 yuan ordered of a unit without a machine."""
    cache.clear()
    unit = operations.register_unit(
        court=wangqing,
        terms=operations.UnitTerms(
            code="GJJ", name="公积金中心", kind="机关", connector="desk", agreement="备忘录", contact_phone="0433-8821234"
        ),
        items=all_items(), keys=[], now=clock.now(), actor=SYSTEM,
    )  # fmt: skip
    case = a_case(wangqing)
    (made,) = order(wangqing, new(case, unit, say(case, *ACCOUNTS)[0], key="k1", amount_fen=150_000))
    return ControlOrder.objects.get(pk=made.order_id)


def _liaison(ordered: ControlOrder) -> tuple[Client, str]:
    made = operations.make_desk_link(request_id=ordered.request_id, now=clock.now(), actor=SYSTEM)
    client, address = Client(), f"/p/desk/{made.token}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"step": "who", "answer": "1234"}).status_code == 302
    return client, address


def _filled(**changes: str) -> dict[str, str]:
    today = clock.today()
    return {
        "result": "controlled", "done_on": today.isoformat(), "actual": "1500.00", "liaison": "金英",
        "ends_on": (today + timedelta(days=365)).isoformat(), "control_ref": "GJJ-K-7", "place": "", "words": "",
    } | changes  # fmt: skip


def _receipt() -> ControlReceipt:
    return ControlReceipt.objects.order_by("-place")[0]


def test_the_liaison_confirms_a_freeze_once_after_saying_who_they_are(ordered: ControlOrder) -> None:
    made = operations.make_desk_link(request_id=ordered.request_id, now=clock.now(), actor=SYSTEM)
    address = f"/p/desk/{made.token}/"
    stranger = Client()
    first = stranger.get(address).content.decode()
    assert "协助执行" in first
    assert "GJJ-0001" not in first, "nothing of the order before one has said who one is"
    assert "王堃" not in stranger.get(address + "?paper=ruling").content.decode()
    stranger.post(address, _filled())
    assert not ControlReceipt.objects.exists(), "no receipt from a stranger"
    client, address = _liaison(ordered)
    shown = client.get(address).content.decode()
    for words in ("冻结", "GJJ-0001", NUMBER, "1,500.00", ordered.ruling.number):
        assert words in shown, words
    ruling = client.get(address + "?paper=ruling")
    assert (ruling.content[:8], ruling["Cache-Control"]) == (b"%PDF-1.7", "no-store")
    assert client.get(address + "?paper=other").status_code == 404
    assert "答复已经收到" in client.post(address, _filled()).content.decode()
    receipt, request = _receipt(), Request.objects.get(pk=ordered.request_id)
    assert (receipt.result, receipt.actual_fen, receipt.control_ref) == ("controlled", 150_000, "GJJ-K-7")
    assert (receipt.starts_on, receipt.ends_on) == (clock.today(), clock.today() + timedelta(days=365))
    assert (request.state, RawReply.objects.get(request=request).via) == ("answered", "desk")
    assert Fact.objects.get(kind="reply.taken").actor_name == "公积金中心·金英"
    assert Fact.objects.filter(kind="control.confirmed").count() == 1
    assert client.post(address, _filled()).status_code == 404, "the link works once"


SLIPS = (
    ({"result": "done"}, "请选择办理结果"),
    ({"actual": ""}, "请填写实际金额"),
    ({"actual": "一千五"}, "无法识别"),
    ({"actual": "1500.01"}, "超过请求的金额"),
    ({"actual": "900"}, "请选择部分办理"),
    ({"ends_on": ""}, "届满日"),
    ({"ends_on": "2001-01-01"}, "早于办理日期"),
    ({"done_on": "2001-01-01"}, "发出请求之后"),
    ({"done_on": "昨天"}, "2022-03-01"),
    ({"place": "-1"}, "顺位"),
    ({"place": "①"}, "顺位"),
    ({"liaison": "金"}, "经办人"),
    ({"result": "partly", "actual": "900"}, "写明理由"),
    ({"result": "partly", "words": "余额不足"}, "大于零、少于请求"),
    ({"result": "not_controlled", "actual": "", "ends_on": ""}, "写明理由"),
    ({"result": "not_controlled", "words": "已销户"}, "不填金额"),
)


def test_what_contradicts_itself_is_not_taken_and_does_not_use_up_the_link(ordered: ControlOrder) -> None:
    client, address = _liaison(ordered)
    for changes, told in SLIPS:
        answer = client.post(address, _filled(**changes))
        assert (answer.status_code, told in answer.content.decode()) == (400, True), (changes, told)
    assert not ControlReceipt.objects.exists()
    assert client.get(address).status_code == 200


def test_partly_not_controlled_and_waiting_are_told_apart(ordered: ControlOrder) -> None:
    client, address = _liaison(ordered)
    client.post(address, _filled(result="partly", actual="900", words="可用余额不足"))
    assert (_receipt().result, _receipt().actual_fen, _receipt().excess_fen) == ("partly", 90_000, 60_000)
    client, address = _liaison(ordered)
    client.post(address, _filled(place="2", ends_on=""))
    assert (_receipt().place, _receipt().place_in_waiting, _receipt().ends_on) == (2, 2, None)
    client, address = _liaison(ordered)
    client.post(
        address, _filled(result="not_controlled", actual="", ends_on="", control_ref="", words="账户已销户")
    )
    assert (_receipt().result, _receipt().reason, _receipt().words) == (
        "not_controlled",
        "at-desk",
        "账户已销户",
    )
    assert (_receipt().actual_fen, _receipt().starts_on) == (None, None)
    kinds = (
        Fact.objects.filter(kind__startswith="control.").order_by("at", "id").values_list("kind", flat=True)
    )
    assert set(kinds) >= {"control.partly", "control.confirmed", "control.refused"}


def test_an_order_that_was_never_sent_to_a_unit_with_a_phone_has_no_link(ordered: ControlOrder) -> None:
    Unit.objects.update(contact_phone="")
    with pytest.raises(ValueError, match="联络员电话"):
        operations.make_desk_link(request_id=ordered.request_id, now=clock.now(), actor=SYSTEM)
    Unit.objects.update(contact_phone="0433-8821234")
    Request.objects.filter(pk=ordered.request_id).update(state="cancelled", ended_at=clock.now())
    with pytest.raises(ValueError, match="不在等待回执"):
        operations.make_desk_link(request_id=ordered.request_id, now=clock.now(), actor=SYSTEM)


def test_an_act_has_the_particulars_that_belong_to_it() -> None:
    on = date(2026, 3, 2)

    def fault(
        action: Action, fen: int | None = None, *, ends_on: date | None = None, place: int | None = None
    ) -> str:
        return fault_of_receipt(
            Ordered(action, fen, on), Result.CONTROLLED, today=on, done_on=on, actual_fen=fen, ends_on=ends_on,
            place=place, words="",
        )  # fmt: skip

    assert fault(Action.RELEASE) == ""
    assert "没有期限" in fault(Action.RELEASE, ends_on=date(2027, 3, 1))
    assert "顺位" in fault(Action.DEDUCT, 100, place=1)
    assert fault(Action.DEDUCT, 100) == ""
    assert "请填写顺位" in fault(Action.WAIT)
    assert fault(Action.WAIT, place=3) == ""
    assert "届满日" in fault(Action.WAIT, place=0)
    assert fault(Action.WAIT, place=0, ends_on=date(2027, 3, 1)) == ""
