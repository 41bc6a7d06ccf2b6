"""Asking on screen: who sees which button, what a page says, and what a posted form does."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from funds_world import make_case
from inquiry_world import NOW, SYSTEM, Mouth, make_unit, memory
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import sealed_id
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.inquiries import operations, queries, sweeps
from zhixing.inquiries.models import AuditPick, Inquiry, InquiryPolicy, RawReply, Request, Unit
from zhixing.inquiries.rules.kinds import Trigger

__all__ = ["memory"]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NUMBER = "222403196007250004"
PDF = b"%PDF-1.7 sealed answer"


@pytest.fixture
def office(memory: Court) -> Court:
    """Wangqing with an account for each role, a unit, a preset and one case whose debtor is 李四."""
    make_demo_accounts(memory, NOW)
    unit = make_unit(memory, Mouth("LY"))
    operations.save_preset(court=memory, name="常用", unit_ids=[unit.id], now=NOW, actor=SYSTEM)
    case = make_case(memory, 7)
    debtor = Party.objects.get(case=case, role="debtor")
    debtor.id_sealed, debtor.id_index, debtor.id_masked = sealed_id(NUMBER)
    debtor.save()
    return memory


def _as(username: str) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username), backend=BACKEND)
    return client


def _text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def _asked(court: Court, **more: object) -> Request:
    case = Case.objects.get()
    operations.ask(
        court=court, case_ids=[case.id], unit_ids=[Unit.objects.get().id], purpose="查明被执行人财产", now=NOW,
        actor=actor_for(get_user_model().objects.get(username="officer")), **more,
    )  # fmt: skip
    return Request.objects.get()


def test_an_officer_asks_from_the_case_and_sees_what_was_not_answered(office: Court) -> None:
    case, officer = Case.objects.get(), _as("officer")
    tab = _text(officer, f"/cases/{case.id}/inquiries/")
    assert "查询本案全部被执行人" in tab
    assert "常用（LY（测试））" in tab
    preset = queries.presets_of([office.pk])[0][0].id
    answer = officer.post(
        f"/cases/{case.id}/inquiries/ask/",
        {"preset": preset, "purpose": "查明财产状况", "trigger": "before_closing"},
    )
    assert answer.status_code == 302
    assert Inquiry.objects.get().trigger == "before_closing"
    tab = _text(officer, f"/cases/{case.id}/inquiries/")
    assert "问了没有答复" in tab
    assert "待发送" in tab
    assert "查控" in _text(officer, f"/cases/{case.id}/")
    sweeps.pump(actor=SYSTEM, linger=timedelta(milliseconds=300))
    assert "已答复：无财产" in _text(officer, f"/cases/{case.id}/inquiries/")
    assert "发起查询" not in _text(_as("accountant"), f"/cases/{case.id}/inquiries/")


def test_a_batch_of_all_my_cases_shows_its_progress(office: Court) -> None:
    officer, preset = _as("officer"), queries.presets_of([office.pk])[0][0].id
    officer.post("/inquiries/ask/", {"preset": preset, "purpose": "季度核查财产", "scope": "court"})
    made = Inquiry.objects.get()
    assert "季度核查财产" in _text(officer, "/inquiries/")
    page = _text(officer, f"/inquiries/{made.id}/")
    assert "0 / 1" in page
    assert "撤回未发出的" in page
    officer.post(f"/inquiries/{made.id}/cancel/", {"reason": "已和解"})
    assert Request.objects.get().state == "cancelled"


def test_a_silent_unit_is_a_duty_until_a_person_acts(office: Court) -> None:
    request = _asked(office)
    operations.note_silence(now=NOW + timedelta(days=8), limit=10, actor=SYSTEM)
    chief = actor_for(get_user_model().objects.get(username="chief"))
    duties = queries.duties(actor=chief, today=clock.today(), limit=10)
    assert [duty.title for duty in duties] == ["LY（测试）逾期未答复 1 项查询"]
    assert queries.count_of_duties(actor=chief, today=clock.today()) == 1
    client = _as("chief")
    assert "李四" in _text(client, duties[0].url)
    assert "不再等待" in _text(client, f"/inquiries/requests/{request.id}/")
    client.post(f"/inquiries/requests/{request.id}/act/", {"act": "give-up", "reason": "已到现场查询"})
    request.refresh_from_db()
    assert (request.state, request.words) == ("cancelled", "已到现场查询")
    assert queries.count_of_duties(actor=chief, today=clock.today()) == 0


def test_a_paper_answer_needs_its_scan_and_goes_through_the_gate(office: Court) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    request, clerk = _asked(office), _as("clerk")
    address = f"/inquiries/requests/{request.id}/answer/"
    form = {"result": "found", "as_of": "2022-03-01", "kind": "vehicle", "title": "五菱宏光", "identifier": "吉HB9661",
            "holder": "李四", "id_number": NUMBER}  # fmt: skip
    clerk.post(address, {**form, "scan": SimpleUploadedFile("回函.txt", b"text")})
    assert Request.objects.get().state == "waiting"
    clerk.post(address, {**form, "scan": SimpleUploadedFile("回函.pdf", PDF)})
    request.refresh_from_db()
    assert (request.state, request.result) == ("answered", "found")
    kept = RawReply.objects.get()
    assert (kept.via, kept.kind) == ("paper", "query.reply")
    assert kept.scan.endswith(".pdf")
    from zhixing.inquiries.models import Asset

    assert Asset.objects.get().title == "五菱宏光"
    assert "纸质" in _text(clerk, f"/inquiries/requests/{request.id}/")


def test_a_unit_has_its_service_card_and_is_paused_by_the_chief_alone(office: Court) -> None:
    _asked(office)
    sweeps.pump(actor=SYSTEM, linger=timedelta(milliseconds=300))
    unit = Unit.objects.get()
    card = queries.list_units(courts=[office.pk], since=NOW - timedelta(days=1))[0].card
    assert (card.asked, card.answered, card.empty, card.dead) == (1, 1, 1, 0)
    assert "LY（测试）" in _text(_as("officer"), "/inquiries/units/")
    assert "暂停发送" not in _text(_as("officer"), f"/inquiries/units/{unit.id}/")
    assert (
        _as("officer")
        .post(f"/inquiries/units/{unit.id}/act/", {"act": "pause", "reason": "迁址"})
        .status_code
        == 403
    )
    chief = _as("chief")
    assert "暂停发送" in _text(chief, f"/inquiries/units/{unit.id}/")
    chief.post(f"/inquiries/units/{unit.id}/act/", {"act": "pause", "reason": "机房迁址"})
    unit.refresh_from_db()
    assert (unit.state, unit.paused_because) == ("paused", "机房迁址")


def test_looks_are_drawn_by_lot_and_reviewed_by_another(office: Court) -> None:
    _asked(office)
    assert operations.draw_audits(now=NOW + timedelta(days=31), actor=SYSTEM) == 1
    assert operations.draw_audits(now=NOW + timedelta(days=31), actor=SYSTEM) == 0, "a month is drawn once"
    pick, auditor = AuditPick.objects.get(), _as("auditor")
    assert "待抽查" in _text(auditor, "/inquiries/audits/")
    assert _as("officer").post(f"/inquiries/audits/{pick.id}/", {"in_order": "yes"}).status_code == 403
    auditor.post(f"/inquiries/audits/{pick.id}/", {"in_order": "no", "note": ""})
    pick.refresh_from_db()
    assert pick.reviewed_at is None, "a finding needs its reason"
    auditor.post(f"/inquiries/audits/{pick.id}/", {"in_order": "yes"})
    pick.refresh_from_db()
    assert pick.in_order is True


def test_a_citizen_is_told_who_asked_and_the_telling_is_a_fact(office: Court) -> None:
    _asked(office)
    sweeps.pump(actor=SYSTEM, linger=timedelta(milliseconds=300))
    clerk = _as("clerk")
    page = clerk.post(
        "/inquiries/people/", {"id_number": NUMBER, "reason": "本人来访申请告知"}
    ).content.decode()
    assert "（2022）吉2424执7号" in page
    assert "查明被执行人财产" in page
    assert NUMBER not in page.split("</form>")[-1]
    told = Fact.objects.get(kind="access_log.shown")
    assert NUMBER not in str(told.body)
    other = clerk.post(
        "/inquiries/people/", {"id_number": "222424198308300002", "reason": "本人来访申请告知"}
    )
    assert "没有就该号码进行过查询" in other.content.decode()


def test_the_house_asks_on_filing_only_where_the_court_has_said_so(office: Court) -> None:
    Case.objects.update(filed_on=NOW.date())
    assert operations.ask_on_filing(now=NOW, limit=10, actor=SYSTEM) == 0
    preset = queries.presets_of([office.pk])[0][0].id
    chief = actor_for(get_user_model().objects.get(username="chief"))
    operations.set_policy(court=office, ask_on_filing=True, half_yearly=True, preset_id=preset, audits_a_month=5,
                          now=NOW, actor=chief)  # fmt: skip
    assert operations.ask_on_filing(now=NOW, limit=10, actor=SYSTEM) == 1
    assert operations.ask_on_filing(now=NOW, limit=10, actor=SYSTEM) == 0
    assert Inquiry.objects.get().trigger == "filing"


def test_a_suspended_case_is_asked_about_every_six_months_for_five_years(office: Court) -> None:
    from zhixing.cases.operations import conclude
    from zhixing.cases.rules.kinds import ClosingKind

    InquiryPolicy.objects.create(court=office, preset=queries.presets_of([office.pk])[0][0])
    case = Case.objects.get()
    conclude(
        case_id=case.id, kind=ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS, on=NOW.date(), now=NOW, actor=SYSTEM
    )
    asked = []
    for month in range(1, 73):
        at = NOW + timedelta(days=30.5 * month)
        Request.objects.filter(state="waiting").update(state="answered", ended_at=at)
        if operations.ask_half_yearly(now=at, limit=10, actor=SYSTEM):
            asked.append(month)
    assert len(asked) == 10, asked
    assert asked[0] in (6, 7)
    assert asked[-1] in (60, 61)
    assert set(Inquiry.objects.values_list("trigger", flat=True)) == {Trigger.HALF_YEARLY.value}
