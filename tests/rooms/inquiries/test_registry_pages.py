"""The register of units, its keys, groups and settings on screen; a liaison's one-time link."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from funds_world import make_case
from inquiry_world import NOW, SYSTEM, Mouth, make_unit, memory
from zhixing.cases.models import Case, Party
from zhixing.cases.operations.findings import state_finding
from zhixing.cases.personal import sealed_id
from zhixing.cases.rules.findings import About
from zhixing.config.wakes import WAKES
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.inquiries import operations
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.connectors.desk.connector import Desk
from zhixing.inquiries.models import (
    Asset,
    Inquiry,
    InquiryPolicy,
    KeyProposal,
    Preset,
    RawReply,
    Request,
    Unit,
    UnitKey,
)
from zhixing.inquiries.wire.signing import Ed25519Signer

__all__ = ["memory"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NUMBER = "222403196007250004"
NEXT = str(Ed25519Signer.of(b"n" * 32).public)


@pytest.fixture
def office(memory: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    cache.clear()
    monkeypatch.setitem(registry._CONNECTORS, "desk", Desk)
    make_demo_accounts(memory, NOW)
    unit = make_unit(memory, Mouth("LY"))
    operations.save_preset(court=memory, name="常用", unit_ids=[unit.id], now=NOW, actor=SYSTEM)
    debtor = Party.objects.get(case=make_case(memory, 7), role="debtor")
    debtor.id_sealed, debtor.id_index, debtor.id_masked = sealed_id(NUMBER)
    debtor.save()
    return memory


def _as(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username), backend=BACKEND)
    return client


FORM = {
    "code": "JJ-2", "name": "汪清县交警大队", "kind": "机关", "agreement": "协助执行备忘录", "areas": "汪清、延吉", "contact_name": "金英",
    "contact_phone": "0433-8821234", "connector": "desk", "opens": "08:30", "closes": "17:00", "answer_hours": "48",
    "dead_after_days": "7", "at_once": "4", "kinds": ["vehicle"], "actions": ["query", "freeze"],
}  # fmt: skip


def test_it_registers_a_unit_and_nobody_else_does(office: Court) -> None:
    assert _as("officer").get("/inquiries/units/new/").status_code == 403
    it = _as("it")
    assert "登记协助单位" in it.get("/inquiries/units/new/").content.decode()
    refused = it.post("/inquiries/units/new/", FORM | {"agreement": ""})
    assert refused.status_code == 400
    assert "协议或者文件依据" in refused.content.decode()
    assert "汪清县交警大队" in refused.content.decode(), "what was filled in stays"
    assert it.post("/inquiries/units/new/", FORM).status_code == 302
    unit = Unit.objects.get(code="JJ-2")
    assert (unit.answer_hours, unit.at_once, unit.areas) == (48, 4, ["汪清", "延吉"])
    assert unit.office_hours == {"days": [1, 2, 3, 4, 5], "from": "08:30", "to": "17:00"}
    assert sorted((item.asset_kind, item.action) for item in unit.items.all()) == [
        ("vehicle", "freeze"),
        ("vehicle", "query"),
    ]


def test_the_next_key_counts_when_another_has_confirmed_it(office: Court) -> None:
    unit, it, chief = Unit.objects.get(), _as("it"), _as("chief")
    assert _as("officer").post(f"/inquiries/units/{unit.id}/key/", {"key": NEXT}).status_code == 403
    it.post(f"/inquiries/units/{unit.id}/key/", {"key": NEXT, "old_ends": "2022-03-10"})
    proposal = KeyProposal.objects.get()
    assert UnitKey.objects.filter(unit=unit).count() == 1, "nothing signed with it is believed yet"
    assert it.post(f"/inquiries/keys/{proposal.id}/", {"accept": "yes"}).status_code == 403
    assert "核对无误，启用" in chief.get(f"/inquiries/units/{unit.id}/").content.decode()
    chief.post(f"/inquiries/keys/{proposal.id}/", {"accept": "yes"})
    old, new = UnitKey.objects.filter(unit=unit).order_by("valid_from", "id")
    assert new.kid == proposal.kid
    assert old.valid_to is not None
    assert new.valid_to is None
    assert {fact.kind for fact in Fact.objects.filter(subject=f"unit:{unit.id}")} >= {
        "unit.key_proposed",
        "unit.key_rotated",
    }
    assert chief.post(f"/inquiries/keys/{uuid4()}/", {"accept": "yes"}).status_code == 404


def test_groups_and_what_the_court_asks_by_itself(office: Court) -> None:
    unit, chief, officer = Unit.objects.get(), _as("chief"), _as("officer")
    officer.post("/inquiries/settings/preset/", {"name": "车辆", "units": [str(unit.id), "x"]})
    assert "车辆" in officer.get("/inquiries/settings/").content.decode()
    assert officer.post("/inquiries/settings/policy/", {}).status_code == 403
    preset = str(Preset.objects.get(name="车辆").id)
    chief.post(
        "/inquiries/settings/policy/", {"preset": preset, "ask_on_filing": "yes", "audits_a_month": "25"}
    )
    policy = InquiryPolicy.objects.get()
    assert (policy.ask_on_filing, policy.half_yearly, policy.audits_a_month) == (True, False, 25)


def test_a_clue_and_the_wish_to_close_ask_the_usual_units(office: Court) -> None:
    case, officer = Case.objects.get(), actor_for(get_user_model().objects.get(username="officer"))
    with pytest.raises(operations.AskingRefused, match="还没有选定"):
        operations.ask_before_closing(case_id=case.id, now=NOW, actor=officer)
    InquiryPolicy.objects.create(court=office, preset=Preset.objects.get())
    with pytest.raises(operations.AskingRefused, match="请写明线索"):
        operations.ask_on_clue(case_id=case.id, clue="车", now=NOW, actor=officer)
    operations.ask_on_clue(case_id=case.id, clue="邻居称其新购车辆", now=NOW, actor=officer)
    made = Inquiry.objects.get()
    assert (made.trigger, made.purpose) == ("clue", "核实财产线索：邻居称其新购车辆")
    Request.objects.update(state="answered", ended_at=NOW)
    operations.ask_before_closing(case_id=case.id, now=NOW + timedelta(days=1), actor=officer)
    assert set(Inquiry.objects.values_list("trigger", flat=True)) == {"clue", "before_closing"}


def test_a_clue_taken_down_and_an_interview_before_closing_are_asked_about_once(office: Court) -> None:
    case, officer = Case.objects.get(), actor_for(get_user_model().objects.get(username="officer"))
    assert "inquiries.on_finding" in WAKES["finding.stated"]

    def state(about: About, moment: datetime) -> None:
        day = clock.local_date(moment)
        state_finding(
            case_id=case.id, about=about, words="邻居称其新购车辆", on=day, now=moment, actor=officer
        )

    def ask(moment: datetime) -> int:
        done = operations.ask_on_findings(now=moment, limit=9, actor=Actor.system("测试"))
        Request.objects.filter(state="waiting").update(state="answered", ended_at=moment)
        return done

    state(About.LEAD_GIVEN, NOW)
    assert ask(NOW) == 0, "the court has named nobody to ask"
    InquiryPolicy.objects.create(court=office, preset=Preset.objects.get())
    assert (ask(NOW), ask(NOW)) == (1, 0)
    state(About.INTERVIEW, NOW)
    assert (ask(NOW + timedelta(days=1)), ask(NOW + timedelta(days=1))) == (1, 0)
    state(About.LEAD_GIVEN, NOW + timedelta(days=2))
    state(About.PANEL_REVIEWED, NOW + timedelta(days=2))
    assert ask(NOW + timedelta(days=2)) == 1, "a new clue; for the ending it was asked yesterday"
    made = Inquiry.objects.order_by("asked_at", "id").values_list("trigger", "purpose")
    assert list(made) == [
        ("clue", "核实财产线索"), ("before_closing", "终结本次执行程序前查明财产"), ("clue", "核实财产线索"),
    ]  # fmt: skip


def _linked(office: Court) -> tuple[Request, str]:
    Unit.objects.update(contact_phone="0433-8821234")
    operations.ask(
        court=office, case_ids=[Case.objects.get().id], unit_ids=[Unit.objects.get().id], purpose="查明被执行人财产",
        now=NOW, actor=SYSTEM,
    )  # fmt: skip
    request = Request.objects.get()
    page = _as("officer").post(f"/inquiries/requests/{request.id}/link/").content.decode()
    return request, "/p/desk/" + page.split("/p/desk/")[1].split('"')[0]


ANSWER = {
    "result": "found", "as_of": "2022-03-01", "liaison": "金英", "kind": "vehicle", "title": "五菱宏光", "identifier": "吉HB9661",
    "holder": "李四", "id_number": NUMBER,
}  # fmt: skip


def test_the_liaison_answers_through_a_link_once(office: Court) -> None:
    request, address = _linked(office)
    liaison = Client()
    first = liaison.get(address).content.decode()
    assert "李四" not in first, "nothing of the debtor before one has said who one is"
    assert liaison.post(address, ANSWER).status_code == 200
    assert Request.objects.get().state == "waiting", "no answer from a stranger"
    assert liaison.post(address, {"step": "who", "answer": "0000"}).status_code == 403
    assert liaison.post(address, {"step": "who", "answer": "1234"}).status_code == 302
    shown = liaison.get(address).content.decode()
    assert NUMBER in shown
    assert liaison.post(address, ANSWER | {"as_of": "2099-01-01"}).status_code == 400
    assert "答复已经收到" in liaison.post(address, ANSWER).content.decode()
    request.refresh_from_db()
    assert (request.state, request.result) == ("answered", "found")
    assert RawReply.objects.get().via == "desk"
    assert Asset.objects.get().title == "五菱宏光"
    assert liaison.get(address).status_code == 404
    assert liaison.post(address, ANSWER).status_code == 404
    taken = Fact.objects.get(kind="reply.taken")
    assert taken.actor_name == "LY（测试）·金英"
    assert Fact.objects.filter(kind__in=["desk_link.made", "desk_link.opened"]).count() == 2


def test_a_link_closes_after_five_wrong_answers_its_days_or_a_newer_one(office: Court) -> None:
    request, address = _linked(office)
    for _ in range(4):
        assert Client().post(address, {"step": "who", "answer": "9999"}).status_code == 403
    assert Client().post(address, {"step": "who", "answer": "9999"}).status_code == 404
    assert Client().get(address).status_code == 404
    assert Fact.objects.filter(kind="desk_link.locked").count() == 1
    older = operations.make_desk_link(request_id=request.id, now=NOW, actor=SYSTEM)
    newer = operations.make_desk_link(request_id=request.id, now=NOW, actor=SYSTEM)
    assert Client().get(f"/p/desk/{older.token}/").status_code == 404
    assert Client().get(f"/p/desk/{newer.token}/").status_code == 200
    assert Client().get(f"/p/desk/{newer.token[:-1]}x/").status_code == 404
    late = operations.make_desk_link(request_id=request.id, now=NOW - timedelta(days=9), actor=SYSTEM)
    assert Client().get(f"/p/desk/{late.token}/").status_code == 404


def test_a_stranger_who_knocks_too_often_waits(office: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)  # a minute does not end between two knocks
    statuses = [Client().get("/p/desk/nothing/").status_code for _ in range(61)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
