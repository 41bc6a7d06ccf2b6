"""Every page of 案款 answers with what it must show, and its forms do what they say and no more."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from funds_world import NOW, Line, make_case, statement, take_in
from zhixing.cases.models import Case
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.queries import actor_for
from zhixing.funds import operations, queries
from zhixing.funds.models import Difference, Payment, Plan, Receipt
from zhixing.simulator.bank import Bank

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def office(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Court:
    """Wangqing in March 2022 with an account for each role."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    make_demo_accounts(wangqing, NOW)
    return wangqing


def _as(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


def _text(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def _money(court: Court, *lines: Line) -> None:
    take_in(court, lines or [("B1", 5_000_000, "李四", "案款", "")])


def _planned(
    court: Court, *, sequence: int = 7, fen: int = 5_000_000, by: str = "clerk"
) -> tuple[Case, Plan]:
    case = make_case(court, sequence)
    opening = 300_000_000 + sum(Receipt.objects.values_list("fen", flat=True))
    take_in(court, [(f"B{sequence}", fen, "李四", "案款", case.sub_account)], day=sequence, opening=opening)
    actor = actor_for(User.objects.get(username=by))
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=actor)
    return case, plan


# ---- the tray --------------------------------------------------------------------------------------------------------


def test_the_tray_names_why_and_until_when(office: Court) -> None:
    _money(office, ("B1", 5_000_000, "李四", "转账", ""), ("B2", 123_456, "王五", "还张三欠款", ""))
    page = _text(_as("accountant"), "/funds/")
    assert "附言和子账号中没有任何案件线索" in page
    assert "附言中没有案号，仅凭姓名不作标记" in page
    assert "50,000.00" in page
    assert 'datetime="2022-03-04"' in page
    assert "待认领 2" in page


def test_views_follow_the_way_of_the_money(office: Court) -> None:
    case, plan = _planned(office)
    client = _as("accountant")
    assert "等待执行局局长崔成国审批，自3月1日起（已1天）" in _text(client, "/funds/?view=to-approve")
    assert case.number not in _text(client, "/funds/?view=paying")
    operations.approve(plan_id=plan.id, now=NOW, actor=actor_for(User.objects.get(username="chief")))
    assert case.number not in _text(client, "/funds/?view=to-approve")
    assert "等待案款管理员送银行付款，自3月1日起（已1天）" in _text(client, "/funds/?view=paying")
    for view in ("unidentified", "marked", "cleared", "reversed", "all", "nonsense"):
        _text(client, f"/funds/?view={view}&after=x")


@pytest.mark.parametrize("typed", ["B2", "王", "1,234.56", "1234.56", "（2022）吉2424执7号", "7"])
def test_typing_finds_serial_payer_amount_and_case(office: Court, typed: str) -> None:
    case = make_case(office, 7)
    _money(office, ("B1", 5_000_000, "李四", "转账", ""), ("B2", 123_456, "王五", "", case.sub_account))
    page = _text(_as("accountant"), f"/funds/?view=all&q={typed}")
    assert page.count("data-row data-href") == 1
    assert "王五" in page


def test_pages_lead_on_without_gap_or_repeat(office: Court) -> None:
    _money(office, *[(f"B{place:03d}", 1_000 + place, f"付款人{place}", "转账", "") for place in range(120)])
    client, seen, address = _as("accountant"), [], "/funds/"
    for _ in range(3):
        page = _text(client, address)
        seen += re.findall(r'data-href="(/funds/receipts/[^"]+)"', page)
        following = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = "/funds/" + following[1].replace("&amp;", "&") if following else ""
    assert address == ""
    assert len(seen) == len(set(seen)) == 120


def test_the_list_asks_the_same_number_of_questions_for_any_length(office: Court) -> None:
    def asked(address: str) -> int:
        client = _as("accountant")
        client.get(address)
        with CaptureQueriesContext(connection) as queries_made:
            client.get(address)
        return len(queries_made)

    for sequence in (7, 8):
        _planned(office, sequence=sequence)
    addresses = ("/funds/?view=all", "/funds/?view=to-approve", "/funds/plans/")
    few = [asked(address) for address in addresses]
    for sequence in range(9, 20):
        _planned(office, sequence=sequence)
    assert [asked(address) for address in addresses] == few


def test_the_export_is_what_is_shown_and_is_a_fact(office: Court) -> None:
    _money(office, ("B1", 5_000_000, "李四", "=1+1", ""), ("B2", 123_456, "王五", "", ""))
    response = _as("accountant").get("/funds/?q=李&format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["状态", "待认领"]
    assert rows[1][5] == 50000
    assert rows[1][6] == "=1+1"
    assert Fact.objects.get(kind="funds.exported").body["rows"] == 1


# ---- one receipt -----------------------------------------------------------------------------------------------------


def test_marking_shows_the_parties_and_moves_the_money(office: Court) -> None:
    case = make_case(office, 7)
    _money(office, ("B1", 5_000_000, "李四", "转账", ""))
    receipt = Receipt.objects.get()
    client, address = _as("accountant"), f"/funds/receipts/{receipt.pk}/"
    page = _text(client, address)
    assert case.number in page
    assert "付款人是被执行人" in page
    assert "案款专户 · 不明款" in page
    assert "没有找到案件" in _text(client, f"{address}?q=查无此人")
    client.post(f"{address}mark/", {"case": str(case.id), "reason": ""})
    assert "请写明认领依据" in _text(client, address)
    client.post(f"{address}mark/", {"case": "不是编号", "reason": "电话核实"})
    assert "请先选定案件" in _text(client, address)
    client.post(f"{address}mark/", {"case": str(case.id), "reason": "与付款人电话核实"})
    page = _text(client, address)
    assert "已认领到案" in page
    assert "与付款人电话核实" in page
    assert "撤回标记" in page
    receipt.refresh_from_db()
    assert (receipt.state, receipt.case_id) == ("marked", case.id)
    client.post(f"{address}plan/")
    assert Plan.objects.get().pool_fen == 5_000_000
    client.post(f"{address}unmark/", {"reason": "认错了人"})
    receipt.refresh_from_db()
    assert receipt.state == "unidentified"
    assert Plan.objects.get().state == "withdrawn"
    client.post(f"{address}unmark/", {"reason": "再撤一次"})
    assert "不能撤回标记" in _text(client, address)
    client.post(f"{address}plan/")
    assert "还没有认领到案件" in _text(client, address)


def test_candidates_are_only_of_the_court_that_got_the_money(office: Court) -> None:
    other = Court.objects.get(code="吉2401")
    mine, theirs = make_case(office, 7), make_case(other, 7)
    _money(office, ("B1", 5_000_000, "李四", "转账", ""))
    page = _text(_as("accountant"), f"/funds/receipts/{Receipt.objects.get().pk}/?q=李四")
    assert mine.number in page
    assert theirs.number not in page


def test_the_track_tells_the_whole_way(office: Court) -> None:
    case, plan = _planned(office)
    chief = actor_for(User.objects.get(username="chief"))
    accountant = actor_for(User.objects.get(username="accountant"))
    address = f"/funds/receipts/{plan.receipt_id}/"
    client = _as("accountant")
    page = _text(client, address)
    assert "提出人不能自己批准" in page
    assert f"案款专户 · {case.number}子账户" in page
    operations.approve(plan_id=plan.id, now=NOW, actor=chief)
    assert "待送银行" in _text(client, address)
    file = operations.write_payment_file(court=office, now=NOW, actor=accountant)
    assert file is not None
    page = _text(client, address)
    assert "等待银行" in page
    assert "案款专户 · 在途，付给张三丰" in page
    assert "撤回标记" not in page
    bank = Bank(opening_fen=305_000_000)
    answers = [bank.submit(bytes(file.content), now=NOW)]
    answers += [message.body for message in bank.messages(now=NOW + timedelta(hours=5))]
    for answer in answers:
        operations.take_bank_answer(court=office, content=answer, now=NOW, actor=accountant)
    page = _text(client, address)
    assert Payment.objects.get().state == "done"
    assert "已付给张三丰" in page
    assert "没有待办事项" in page
    part = _text(client, f"/cases/{case.id}/funds/")
    assert "48,600.00" in part
    part = client.get(f"/cases/{case.id}/funds/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<html" in _text(client, f"/cases/{case.id}/?tab=funds")


def test_what_is_not_there_is_a_404(office: Court) -> None:
    client, nobody = _as("accountant"), UUID(int=1)
    for address in ("receipts", "plans", "payments", "payments/files", "import"):
        _text(client, f"/funds/{address}/{nobody}/", 404)
    _text(client, f"/cases/{nobody}/funds/", 404)
    for act in (
        f"receipts/{nobody}/mark/",
        f"receipts/{nobody}/unmark/",
        f"plans/{nobody}/approve/",
        f"payments/{nobody}/repair/",
        f"differences/{nobody}/settle/",
    ):
        assert client.post(f"/funds/{act}").status_code == 404


# ---- statements and reconciliation -----------------------------------------------------------------------------------


def test_a_statement_is_previewed_then_taken_in_and_told(office: Court) -> None:
    case = make_case(office, 7)
    content = statement([("B1", 5_000_000, "李四", "", case.sub_account), ("B2", 1_000, "王五", "转账", "")])
    client = _as("accountant")
    answer = client.post("/funds/import/", {"file": SimpleUploadedFile("三月.csv", content)})
    assert answer.status_code == 302
    page = _text(client, answer["Location"])
    assert "还没有写入任何一笔" in page
    assert "入账 2 笔" in page
    assert f"{case.number}（虚拟子账号）" in page
    assert not Receipt.objects.exists()
    assert not Fact.objects.filter(kind__startswith="money.").exists()
    told = client.post(f"{answer['Location']}accept/")
    page = _text(client, told["Location"])
    assert "已读 2 笔，入账 2 笔，重复 0 笔；标记 1 笔，待认领 1 笔，冲正 0 笔。" in page
    assert "虚拟子账号" in page
    assert "附言和子账号中没有任何案件线索" in page
    assert client.post(f"{answer['Location']}accept/")["Location"] == "/funds/import/"
    again = client.post("/funds/import/", {"file": SimpleUploadedFile("三月.csv", content)})
    assert "2 笔流水以前都已导入" in _text(client, again["Location"])
    client.post(f"{again['Location']}discard/")
    assert "已经过期或者已经处理完毕" in _text(client, client.get(again["Location"])["Location"])
    assert Receipt.objects.count() == 2


def test_a_preview_is_open_to_its_owner_only_and_shows_one_kind_on_wish(office: Court) -> None:
    content = statement([("B1", 5_000_000, "李四", "转账", ""), ("B2", -300, "银行", "手续费", "")])
    where = _as("accountant").post("/funds/import/", {"file": SimpleUploadedFile("x.csv", content)})[
        "Location"
    ]
    assert _as("chief").get(where).status_code == 302
    assert "手续费" not in _text(_as("accountant"), f"{where}?fate=unidentified")
    assert _as("officer").post("/funds/import/").status_code == 403


def test_the_search_box_opens_the_only_receipt_with_a_serial(office: Court) -> None:
    _money(office, ("BK20220301", 5_000_000, "李四", "转账", ""))
    response = _as("accountant").get("/search?q=BK20220301")
    assert response["Location"] == f"/funds/receipts/{Receipt.objects.get().pk}/"


def test_a_broken_balance_is_told_with_its_line_and_posts_nothing(office: Court) -> None:
    content = statement([("B1", 5_000_000, "李四", "", ""), ("B2", 1_000, "王五", "", "")])
    broken = content.replace(b"3,050,010.00", b"3,050,011.00")
    page = (
        _as("accountant")
        .post("/funds/import/", {"file": SimpleUploadedFile("x.csv", broken)})
        .content.decode()
    )
    assert "整份没有导入，停在第" in page
    assert Receipt.objects.count() == 0
    page = _as("accountant").post("/funds/import/").content.decode()
    assert "没有收到文件" in page


def test_three_ways_agree_on_a_day_and_a_gap_is_settled_with_a_finding(office: Court) -> None:
    _money(office)
    take_in(office, [("B9", 7_000, "王五", "", "")], opening=400_000_000, day=2)
    client = _as("accountant")
    page = _text(client, "/funds/reconcile/?on=2022-03-01")
    assert "三方相符" in page
    assert "3,050,000.00" in page
    assert "data-print" in page
    assert "不符，见差异" in _text(client, "/funds/reconcile/?on=x")
    gap = Difference.objects.get()
    client.post(f"/funds/differences/{gap.id}/settle/", {"resolution": "短"})
    assert "至少四个字" in _text(client, "/funds/reconcile/")
    client.post(f"/funds/differences/{gap.id}/settle/", {"resolution": "银行补寄了缺页"})
    gap.refresh_from_db()
    assert gap.resolution == "银行补寄了缺页"


def test_the_search_box_finds_a_whole_serial(office: Court) -> None:
    _money(office, ("BK20220301", 5_000_000, "李四", "转账", ""))
    (hit,) = queries.search("BK20220301", limit=5)
    assert (hit.kind, hit.title, hit.subject) == ("案款", "BK20220301", "2022-03-01 李四 待认领")
    assert hit.url == f"/funds/receipts/{Receipt.objects.get().pk}/"
    assert queries.search("BK2022", limit=5) == []
