"""First notices: issued once, numbered, stored, made again to the same bytes, handed out with a trace."""

import hashlib
import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from zhixing.cases.models import Case, CaseClock
from zhixing.cases.operations import name_court_account, take_register
from zhixing.cases.rules.register import read_register
from zhixing.documents import handing_out, queries
from zhixing.documents.models import Document
from zhixing.documents.operations import CourtAccountMissing, cases_waiting_for_notices, issue_first_notices
from zhixing.documents.queries import DocumentFilter, DocumentMissing, list_documents, verify_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.sweeps import issue_waiting_notices
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.keys import uuid7
from zhixing.foundation.sheets import read_sheets
from zhixing.simulator import sample_folder

NOW = datetime(2022, 9, 20, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")


def take(court: Court, first: int, last: int) -> None:
    rows = read_sheets(sample_folder() / "执行案件台账.xlsx")[0].rows
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for row in [rows[1], *rows[first:last]]:
        sheet.append(list(row))
    body = io.BytesIO()
    book.save(body)
    take_register(
        court=court,
        table=read_register(body.getvalue()),
        file_name="台账.xlsx",
        file_sha256="",
        now=NOW,
        actor=SYSTEM,
    )


@pytest.fixture
def office(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Court:
    """The first three cases of the sample, an account, fonts, and a folder for the files of this test."""
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    take(wangqing, 2, 5)
    account = {
        "holder": "汪清县人民法院",
        "bank_name": "中国建设银行汪清支行",
        "number": "22050168636700000123",
    }
    name_court_account(court=wangqing, **account, actor=SYSTEM, now=NOW)
    return wangqing


def issue() -> tuple[int, int]:
    made = issue_first_notices(
        case_ids=list(Case.objects.values_list("id", flat=True)), now=NOW, actor=SYSTEM
    )
    return made.cases, made.documents


def test_every_party_gets_one_notice_with_its_number(office: Court) -> None:
    assert issue() == (3, Document.objects.count())
    case = Case.objects.get(sequence=1)
    assert case.parties.filter(role="debtor").count() == 2
    found = [(line.title, line.number, line.recipient) for line in queries.documents_of(case.id)]
    debtors = list(case.parties.filter(role="debtor").order_by("position").values_list("name", flat=True))
    assert [row for row in found if row[0] == "执行通知书"] == [
        ("执行通知书", "（2022）吉2424执1号", debtors[0]),
        ("执行通知书", "（2022）吉2424执1号之一", debtors[1]),
    ]
    assert [number for title, number, _ in found if title == "受理案件通知书"] == ["（2022）吉2424执1号"]
    assert Fact.objects.filter(kind="document.issued").count() == Document.objects.count()
    assert not CaseClock.objects.filter(kind="notice", done_on=None).exists()
    assert cases_waiting_for_notices(limit=10) == []


def test_two_runs_issue_once(office: Court) -> None:
    issue()
    before = list(Document.objects.order_by("id").values_list("id", "sha256"))
    assert issue() == (0, 0)
    assert issue_waiting_notices(now=NOW, limit=10) == 0
    assert list(Document.objects.order_by("id").values_list("id", "sha256")) == before


def test_the_file_is_stored_once_and_made_again_to_the_same_bytes(office: Court, renderer: Renderer) -> None:
    issue()
    row = Document.objects.filter(kind="enforcement_notice")[0]
    stored = queries.read_file(row.file)
    assert hashlib.sha256(stored).hexdigest() == row.sha256
    again = renderer.render_data(DocumentKind(row.kind), row.content, timestamp=row.issued_at)
    assert stored.startswith(again.pdf)
    assert again.sha256 == row.signature.unsigned_sha256
    assert len(PdfReader(io.BytesIO(stored)).pages) == row.pages
    report = verify_documents()
    assert (report.problems, report.figures) == (
        [],
        f"文书 {Document.objects.count()} 份，抽取重排 {Document.objects.count()} 份，核验电子签名 {Document.objects.count()} 份",
    )


def test_a_changed_and_a_lost_file_are_found(office: Court) -> None:
    issue()
    first, second = Document.objects.order_by("id")[:2]
    place = home().files / first.file
    place.write_bytes(place.read_bytes() + b"\n")
    (home().files / second.file).unlink()
    problems = verify_documents().problems
    assert len(problems) == 3
    assert any("电子签名无效" in problem and first.number in problem for problem in problems)
    assert any("文件被改动" in problem and first.number in problem for problem in problems)
    assert any("不在存储中" in problem for problem in problems)


def test_without_an_account_nothing_is_issued(wangqing: Court) -> None:
    take(wangqing, 2, 3)
    with pytest.raises(CourtAccountMissing, match="尚未登记案款专户"):
        issue()
    assert issue_waiting_notices(now=NOW, limit=10) == 1
    assert issue_waiting_notices(now=NOW, limit=10) == 0
    assert not Document.objects.exists()
    assert queries.courts_without_account([wangqing.pk]) == [("汪清法院", 1)]


def test_documents_of_another_court_are_not_there(office: Court) -> None:
    issue()
    document = Document.objects.all()[0]
    stranger = Court.objects.get(code="吉2402")
    with courts_visible([stranger.pk]):
        assert list_documents(wanted=DocumentFilter()).lines == []
        with pytest.raises(DocumentMissing):
            queries.document_by_id(document.id)
        with pytest.raises(DocumentMissing):
            handing_out.print_documents(document_ids=[document.id], now=NOW, actor=SYSTEM)


def test_the_list_pages_by_key_with_the_same_queries(office: Court) -> None:
    issue()
    found, after, spent = [], None, set()
    while True:
        with CaptureQueriesContext(connection) as caught:
            page = list_documents(wanted=DocumentFilter(), after=after, limit=2)
        found += [line.id for line in page.lines]
        spent.add(len(caught) - (after is not None))
        after = page.next_key
        if after is None:
            break
    assert found == list(Document.objects.order_by("-issued_at", "-id").values_list("id", flat=True))
    assert spent == {1}
    kinds = list_documents(wanted=DocumentFilter(kind="acceptance_notice")).lines
    assert {line.title for line in kinds} == {"受理案件通知书"}
    assert {line.case_number for line in list_documents(wanted=DocumentFilter(text="执1号")).lines} == {
        "（2022）吉2424执1号"
    }


def test_a_print_run_holds_every_page_in_order_and_is_recorded(office: Court) -> None:
    issue()
    chosen = queries.ids_issued_on(date(2022, 9, 20), start=0, limit=3)
    made = handing_out.print_documents(document_ids=[*chosen, chosen[0]], now=NOW, actor=SYSTEM)
    pages = {row.id: row.pages for row in Document.objects.filter(pk__in=chosen)}
    assert len(PdfReader(io.BytesIO(made)).pages) == sum(pages.values())
    printed = Fact.objects.filter(kind="document.printed").order_by("id")
    assert [fact.body["document"] for fact in printed] == [str(key) for key in chosen]
    for wanted in ([], [uuid7() for _ in range(1001)]):
        with pytest.raises(handing_out.NothingToPrint, match="1 至 1000"):
            handing_out.print_documents(document_ids=wanted, now=NOW, actor=SYSTEM)


@pytest.fixture
def client(office: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-09-20")
    issue()
    make_demo_accounts(office, NOW)
    client = Client()
    user = User.objects.get(username="clerk")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_pdf_opens_inline_under_its_chinese_name_and_every_opening_is_a_fact(client: Client) -> None:
    document = Document.objects.select_related("recipient").filter(kind="acceptance_notice")[0]
    response = client.get(f"/documents/{document.id}/")
    assert hashlib.sha256(response.content).hexdigest() == document.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%8F%97%E7%90%86")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    fact = Fact.objects.get(kind="document.opened")
    assert (fact.subject, fact.actor_name, fact.body["sha256"]) == (
        f"case:{document.case_id}",
        "李顺姬",
        document.sha256,
    )
    assert client.get(f"/documents/{uuid7()}/").status_code == 404


def test_the_pages_list_print_and_show_a_case(client: Client) -> None:
    case = Case.objects.get(sequence=1)
    page = client.get("/documents/?view=today").content.decode()
    assert page.count("data-row data-href") == Document.objects.count()
    tab = client.get(f"/cases/{case.id}/documents/", headers={"HX-Request": "true"}).content.decode()
    assert tab.count("data-row data-href") == 3
    assert "<html" not in tab
    assert "<html" in client.get(f"/cases/{case.id}/documents/").content.decode()
    picked = [str(key) for key in Document.objects.values_list("id", flat=True)[:2]]
    printed = client.post("/documents/print/", {"pick": picked})
    assert printed["Content-Type"] == "application/pdf"
    assert client.post("/documents/print/today/", {"part": "0"})["Content-Type"] == "application/pdf"
    for nothing in (
        client.post("/documents/print/", {"pick": ["x"]}),
        client.post("/documents/print/today/", {"part": "9"}),
    ):
        assert (nothing.status_code, nothing["Location"]) == (302, "/documents/")
    assert client.post("/documents/print/", {"pick": [str(uuid7())]}).status_code == 404
