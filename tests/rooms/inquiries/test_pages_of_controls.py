"""Control orders and wrong-person claims on screen, in both languages (PostgreSQL)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from control_world import ACCOUNTS, NUMBER, SYSTEM, AtWork, a_case, a_table, a_unit, new, order, say, send
from party_world import typesetter
from zhixing.cases.models import Case
from zhixing.documents.rendering import of_home
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.roles import Role
from zhixing.inquiries import operations, queries
from zhixing.inquiries.models import Attempt, ControlOrder, Request, WrongPersonClaim
from zhixing.inquiries.rules.controls import Standing
from zhixing.inquiries.wire.messages import Action, Result

SignIn = Callable[[Role], Client]


@pytest.fixture
def sign_in(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    accounts = make_demo_accounts(wangqing, clock.now())

    def as_role(role: Role) -> Client:
        client = Client()
        account = next(made for made in accounts if made.role is role)
        client.force_login(
            User.objects.get(username=account.username),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return as_role


@pytest.fixture
def ordered(wangqing: Court, tmp_path: Path) -> Iterator[tuple[AtWork, Case, operations.Ordered]]:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(
            wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], key="k1", amount_fen=150_000)
        )
        yield house, case, made


Made = tuple[AtWork, Case, operations.Ordered]


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_an_order_and_its_receipt_are_seen(ordered: Made, sign_in: SignIn) -> None:
    _, case, made = ordered
    officer = sign_in(Role.OFFICER)
    before = text_of(officer, f"/cases/{case.id}/controls/")
    assert "待发送" in before
    assert "没有回执的，不得当作已经控制" in before
    send(0.1)
    page = text_of(officer, f"/inquiries/controls/{made.order_id}/")
    for words in (
        "部分办理",
        "1,500.00",
        "1,000.00",
        "500.00",
        made.number,
        "可用金额不足，差额为超出部分",
        "control.receipt",
    ):
        assert words in page, words
    assert "GJJ-0001" not in page, "an account number is masked"
    assert NUMBER not in page
    User.objects.update(language="en")
    assert "partly done" in text_of(officer, f"/inquiries/controls/{made.order_id}/")
    assert "Without a receipt nothing counts" in text_of(officer, f"/cases/{case.id}/controls/")
    assert officer.get("/inquiries/controls/01a20519-beac-79f9-84e0-84f6854681a4/").status_code == 404


def test_silence_is_red_until_a_paper_receipt_is_entered(ordered: Made, sign_in: SignIn) -> None:
    _, _, made = ordered
    Request.objects.update(
        state="unknown",
        attempts=1,
        due_at=clock.now() - timedelta(hours=2),
        next_try_at=clock.now() + timedelta(days=1),
    )
    chief, clerk = sign_in(Role.BUREAU_CHIEF), sign_in(Role.CLERK)
    assert f"/inquiries/controls/{made.order_id}/" in text_of(chief, "/inquiries/controls/")
    assert "未回执：冻结、查封" in text_of(chief, "/")
    scan = SimpleUploadedFile("回执.pdf", b"%PDF-1.4 sealed")
    given = {
        "result": "controlled",
        "said_on": clock.today().isoformat(),
        "actual": "1,500.00",
        "ends_on": "2027-11-20",
        "scan": scan,
    }
    assert (
        sign_in(Role.AUDITOR).post(f"/inquiries/controls/{made.order_id}/receipt/", given).status_code == 403
    )
    for bad in (
        {"actual": ""},
        {"said_on": "2031-01-01"},
        {"scan": SimpleUploadedFile("x.txt", b"no")},
        {"result": "not_controlled"},
    ):
        scan.seek(0)
        clerk.post(f"/inquiries/controls/{made.order_id}/receipt/", {**given, **bad})
        assert queries.order_of("k1").receipt is None, bad
    scan.seek(0)
    assert clerk.post(f"/inquiries/controls/{made.order_id}/receipt/", given).status_code == 302
    state = queries.order_of("k1")
    assert (state.standing, state.receipt.actual_fen, state.request_state.value) == (
        Standing.CONTROLLED,
        150_000,
        "answered",
    )
    assert Fact.objects.filter(kind="control.confirmed").count() == 1
    assert send(0.1) == 0, "what came on paper is not asked for again"
    assert "每项控制请求都有回执" in text_of(chief, "/inquiries/controls/")


def test_a_later_word_of_the_unit_stands_beside_the_paper(ordered: Made, wangqing: Court) -> None:
    _, _, made = ordered
    from funds_world import person

    paper = operations.PaperReceipt(
        result=Result.NOT_CONTROLLED,
        said_on=clock.today(),
        words="须主任签字",
        scan_name="回执.pdf",
        scan=b"%PDF-1.4",
    )
    operations.enter_receipt(
        order_id=made.order_id, paper=paper, now=clock.now(), actor=person(wangqing, Role.CLERK)
    )
    again = operations.PaperReceipt(
        result=Result.CONTROLLED,
        actual_fen=150_000,
        said_on=clock.today(),
        scan_name="回执2.pdf",
        scan=b"%PDF-1.4",
    )
    operations.enter_receipt(
        order_id=made.order_id, paper=again, now=clock.now(), actor=person(wangqing, Role.CLERK)
    )
    assert [one.result for one in queries.order_detail(made.order_id).receipts] == [
        Result.NOT_CONTROLLED,
        Result.CONTROLLED,
    ]


def test_a_claim_from_the_counter_to_the_release(ordered: Made, sign_in: SignIn) -> None:
    house, _, made = ordered
    send(0.1)
    duty, chief = sign_in(Role.DUTY_OFFICER), sign_in(Role.BUREAU_CHIEF)
    assert sign_in(Role.AUDITOR).get("/inquiries/claims/new/").status_code == 404
    given = {
        "name": "王坤", "id_number": "220322197503153656", "account": "gjj0001", "words": "同名，不是我欠的钱",
        "evidence": SimpleUploadedFile("身份证.pdf", b"%PDF-1.4 id"),
    }  # fmt: skip
    wrong = duty.post("/inquiries/claims/new/", {**given, "id_number": "220322197503153650"})
    assert wrong.status_code == 422
    assert "校验位不符" in wrong.content.decode()
    given["evidence"].seek(0)
    assert duty.post("/inquiries/claims/new/", given).status_code == 302
    row = WrongPersonClaim.objects.get()
    address = f"/inquiries/claims/{row.id}/"
    page = text_of(duty, address)
    for words in ("还剩 23 小时 59 分", "所述账号（财产）", "已起草", "2203**********3656"):
        assert words in page, words
    assert "220322197503153656" not in page
    assert "王坤称被错误冻结" in text_of(duty, "/")
    assert address in text_of(chief, "/inquiries/claims/")
    assert duty.get(f"{address}evidence/").content == b"%PDF-1.4 id"
    assert Fact.objects.filter(kind="claim.evidence_viewed").count() == 1
    duty.post(
        f"{address}propose/",
        {"releases": "1", "order": str(made.order_id), "reason": "证件号不同，不是被执行人"},
    )
    assert duty.post(f"{address}decide/", {"agrees": "1"}).status_code == 403
    chief.post(f"{address}decide/", {"agrees": "1"})
    assert "已批准解除，待单位回执" in text_of(duty, address)
    send(0.1)
    assert [one[4] for one in house.controls()] == ["released"]
    assert "已解除" in text_of(duty, address)
    assert ControlOrder.objects.filter(action=Action.RELEASE.value).count() == 1


def test_a_dead_order_is_chased_on_its_own_page(ordered: Made, sign_in: SignIn) -> None:
    _, _, made = ordered
    Request.objects.update(state="dead", ended_at=clock.now(), attempts=3)
    chief = sign_in(Role.BUREAU_CHIEF)
    request_id = Request.objects.get().id
    response = chief.get(f"/inquiries/requests/{request_id}/")
    assert response["Location"] == f"/inquiries/controls/{made.order_id}/"
    page = text_of(chief, response["Location"])
    for words in ("逾期无回执", "用原编号重新询问", "不会重复办理：编号不变"):
        assert words in page, words
    assert f"/inquiries/controls/{made.order_id}/" in text_of(chief, "/inquiries/controls/")
    assert operations.note_doubts(now=clock.now(), limit=9, actor=SYSTEM) == 1
    chief.post(f"/inquiries/requests/{request_id}/act/", {"act": "again"})
    assert send(0.3) == 2, "asked about; the unit never heard of it, so it is sent, with the same number"
    assert list(Attempt.objects.order_by("place").values_list("asks_status", flat=True)) == [True, False]
    assert queries.order_of("k1").standing is Standing.PARTLY
