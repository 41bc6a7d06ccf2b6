"""Control rulings and assistance notices issued: numbered in one series, sealed, kept sealed, refused whole."""

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from zhixing.cases.models import Case, Party
from zhixing.cases.operations import name_court_account
from zhixing.cases.personal import opened
from zhixing.documents.models import Document, Signature
from zhixing.documents.operations import ControlAct, IssuedAct, issue_control_documents
from zhixing.documents.queries import DocumentMissing, content_of, verify_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.control_rulings import RulingAction, RulingAsset
from zhixing.documents.rules.faults import DocumentRefused, UnfitField
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.keys import uuid7

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
DAY = date(2022, 12, 1)
SYSTEM = Actor.system("测试")


@pytest.fixture
def case(wangqing: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    wangqing.refresh_from_db()
    account = {"holder": "汪清县人民法院", "bank_name": "建设银行汪清支行", "number": "22050168636700000123"}
    name_court_account(court=wangqing, **account, actor=SYSTEM, now=NOW)
    return make_case(wangqing, 7)


def make_case(court: Court, sequence: int) -> Case:
    from funds_world import make_case as made

    return made(court, sequence)


def debtor(case: Case) -> Party:
    return case.parties.filter(role="debtor").order_by("position")[0]


def asset(case: Case, unit: str = "农业银行汪清县支行", last: int = 9) -> RulingAsset:
    return RulingAsset(
        unit, debtor(case).name, "银行存款", f"622848086012345678{last}", 1_000_000, DAY, date(2023, 11, 30)
    )


def act(case: Case, *assets: RulingAsset, action: RulingAction = RulingAction.FREEZE) -> ControlAct:
    return ControlAct(case.pk, action, assets or (asset(case),), "经查询，被执行人有存款")


def issue(*acts: ControlAct) -> list[IssuedAct]:
    return issue_control_documents(acts=acts, now=NOW, actor=SYSTEM)


def text(document_id: object) -> str:
    pages = PdfReader(io.BytesIO(content_of(document_id))).pages  # type: ignore[arg-type]
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_a_ruling_and_one_notice_per_unit_sealed_under_the_courts_key(case: Case, wangqing: Court) -> None:
    (done,) = issue(act(case, asset(case), asset(case, "建设银行汪清支行", 8), asset(case, last=7)))
    assert (done.ruling.number, done.ruling.name) == (case.number, "执行裁定书")
    assert {unit: file.number for unit, file in done.notices.items()} == {
        "农业银行汪清县支行": case.number,
        "建设银行汪清支行": f"{case.number}之一",
    }
    for file in (done.ruling, *done.notices.values()):
        check = seals().check(content_of(file.id), seal=SealOf(wangqing.pk, wangqing.name))
        assert check.ok
        row = Document.objects.get(pk=file.id)
        assert (row.sha256, row.number) == (file.sha256, file.number)
        assert Signature.objects.filter(document=row).exists()
    assert verify_documents().problems == []


def test_rulings_of_every_kind_of_act_count_on_in_one_series(case: Case) -> None:
    freeze, release = issue(act(case), act(case, action=RulingAction.RELEASE))
    (deduct,) = issue(act(case, action=RulingAction.DEDUCT))
    assert [one.ruling.number for one in (freeze, release, deduct)] == [
        case.number, f"{case.number}之一", f"{case.number}之二",
    ]  # fmt: skip
    assert [next(iter(one.notices.values())).number for one in (freeze, release, deduct)] == [
        case.number, f"{case.number}之一", f"{case.number}之二",
    ]  # fmt: skip


def test_each_unit_reads_only_its_own_assets_and_the_debtors_number(case: Case) -> None:
    (done,) = issue(act(case, asset(case), asset(case, "建设银行汪清支行", 8)))
    said = text(done.notices["建设银行汪清支行"].id)
    assert "6228480860123456788" in said
    assert "6228480860123456789" not in said
    assert opened(debtor(case))["id"] in said
    assert f"协助执行通知书（回执）（{case.number[1:]}" in said.replace(" ", "")


def test_the_number_of_a_person_lies_sealed_in_the_row(case: Case) -> None:
    (done,) = issue(act(case))
    notice = Document.objects.get(pk=next(iter(done.notices.values())).id)
    number = opened(debtor(case))["id"]
    assert number not in str(notice.content)
    assert number in str(notice.said)
    assert notice.goes_to == "农业银行汪清县支行"
    assert notice.recipient is None


def test_it_is_on_the_timeline_of_the_case(case: Case) -> None:
    issue(act(case))
    facts = Fact.objects.filter(kind="document.issued", subject=f"case:{case.pk}").order_by("id")
    assert [(fact.body["kind"], fact.body.get("addressee")) for fact in facts][-1] == (
        "assistance_notice", "农业银行汪清县支行",
    )  # fmt: skip


def test_one_refused_act_issues_none_and_frees_the_numbers(case: Case) -> None:
    before = Document.objects.count()
    wrong = RulingAsset("农业银行", "某同名人", "银行存款", "1", 100, DAY, DAY)
    with pytest.raises(UnfitField):
        issue(act(case), act(case, wrong))
    assert Document.objects.count() == before
    (done,) = issue(act(case))
    assert done.ruling.number == case.number


def test_a_case_of_another_court_or_none_is_refused(case: Case) -> None:
    with pytest.raises(DocumentRefused):
        issue(ControlAct(uuid7(), RulingAction.FREEZE, (asset(case),), "理由"))
    (done,) = issue(act(case))
    with courts_visible([]), pytest.raises(DocumentMissing):
        content_of(done.ruling.id)
    assert issue() == []
