"""The dossier of a 终本: what proves each condition, what is missing in words, who must do what; ruled only when it is whole."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from choosing_world import a_case as a_person_s_case
from choosing_world import account, found, use_fonts
from dossier_world import NOW, SYSTEM, TODAY, a_file, answered, debtor_of, state
from funds_world import make_case
from zhixing.cases.models import Case, Ending
from zhixing.cases.operations import resume
from zhixing.cases.rules.endings import CannotEnd, ResumeGround
from zhixing.cases.rules.findings import About
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.inquiries.models import Asset, Request
from zhixing.robot.operations.suspending import suspend, write_to_applicants
from zhixing.robot.queries.dossiers import dossier_of_case, dossiers_of
from zhixing.robot.queries.views import views_of
from zhixing.robot.rules.dossiers import CaseDossier


def dossier(case: Case, on: date = TODAY) -> CaseDossier:
    made = dossier_of_case(case.pk, on)
    assert made is not None
    return made


def line(made: CaseDossier, key: str) -> tuple[bool, str, list[tuple[str, str]], list[str]]:
    (one,) = [row for row in made.lines if row.condition.key == key]
    return (
        one.condition.met, one.condition.reason, [(todo.who, todo.what) for todo in one.todo],
        [item.what for item in one.evidence],
    )  # fmt: skip


def test_a_whole_file_meets_every_condition_with_its_evidence(wangqing: Court) -> None:
    made = dossier(a_file(wangqing))
    assert made.is_ready
    assert made.todo == ()
    met, _, _, evidence = line(made, "notified")
    assert met
    assert [item.split("，")[0] for item in evidence[:2]] == [
        "执行通知书 （2022）吉2424执7号之1 李四",
        "报告财产令 （2022）吉2424执7号之1 李四",
    ]
    assert line(made, "restricted")[3] == ["李四 限制消费 （2022）吉2424执7号限消"]
    assert [item for item in line(made, "exhausted")[3] if "建行" in item] == [
        "建行（测试） 关于李四：无财产"
    ]
    assert line(made, "approval")[3] == ["申请执行人签字确认终本：在约谈笔录上签字确认，测试"]


@pytest.mark.parametrize(
    ("left_out", "key", "reason", "who", "what"),
    [
        ("notice", "notified", "未向被执行人发出执行通知。", "承办人 金哲", "向每名被执行人发出执行通知书"),
        ("report_order", "notified", "未发出报告财产令。", "承办人 金哲", "向每名被执行人发出报告财产令"),
        ("report_verified", "notified", "报告的财产情况（或未报告情况）未经核查；报告、核实、处罚情况未记录入卷。", "承办人 金哲",
         "核实财产报告（或者未报告）情况并记录入卷"),
        ("queries", "exhausted", "未通过网络执行查控系统查询。", "承办人 金哲", "向本院登记的单位查询每名被执行人"),
        ("local_search", "exhausted", "网络无法查询的财产未在当地调查。", "承办人 金哲", "对网络不能查询的财产在当地调查并记录"),
        ("restriction", "restricted", "未发出限制消费令：李四。", "分管副院长签发，承办人登记", "对李四限制消费"),
        ("creditor_signed", "approval", "申请执行人未签字，又未经合议庭审查核实；申请执行人未签字，又未经院长批准。", "承办人 金哲",
         "请申请执行人签字确认；不签字的，合议庭审查核实并报院长批准"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_words_with_who_must_do_it(
    wangqing: Court, left_out: str, key: str, reason: str, who: str, what: str
) -> None:
    made = dossier(a_file(wangqing, leave_out=(left_out,)))
    assert [row.condition.key for row in made.binding if not row.condition.met] == [key]
    met, said, todo, _ = line(made, key)
    assert (met, said) == (False, reason)
    assert (who, what) in todo
    with pytest.raises(CannotEnd, match=reason.split("。", maxsplit=1)[0].split("（", maxsplit=1)[0]):
        suspend(case_id=made.sources.case_id, now=NOW, actor=SYSTEM)


def test_three_months_and_a_day(wangqing: Court) -> None:
    case = a_file(wangqing)
    assert line(dossier(case, date(2022, 4, 10)), "three_months")[:2] == (
        False,
        "2022-01-10 立案，2022-04-11 起才超过三个月。",
    )
    assert line(dossier(case, date(2022, 4, 11)), "three_months")[0]


def test_an_asset_stands_in_the_way_until_it_is_disposed_of_or_cannot_be(wangqing: Court) -> None:
    case = a_person_s_case(wangqing)
    answered(case)
    (asset,) = found(case, "建行", account("6217000000000000001", 60_000))
    made = dossier(case)
    met, reason, todo, _ = line(made, "nothing_left")
    assert not met
    assert (
        reason == "发现的财产尚未处置，也没有不能处置的理由：王堃 6217000000000000001。" or "6217" in reason
    )
    assert todo[0][1].startswith("处置，或者写明不能处置的理由")
    state(case, About.ASSET_UNDISPOSABLE, "账户系低保专户，不得执行", asset_id=asset.pk)
    assert line(dossier(case), "nothing_left")[0]
    state(case, About.ASSET_UNDISPOSABLE, "账户系低保专户，不得执行", asset_id=asset.pk, holds=False)
    assert not line(dossier(case), "nothing_left")[0]
    with pytest.raises(CannotEnd, match="不属于本案被执行人"):
        state(case, About.ASSET_DISPOSED, "已经扣划完毕", asset_id=case.pk)


def test_a_unit_that_is_silent_leaves_its_class_unanswered(wangqing: Court) -> None:
    case = a_file(wangqing)
    Request.objects.filter(case=case, unit__code="交警").update(state="dead", result="")
    made = dossier(case)
    assert made.is_ready  # a machine check warns and does not forbid
    assert line(made, "check_2")[:2] == (False, "未查询或未反馈：vehicle。")


def test_the_ruling_and_the_ending_are_one_act_and_a_second_finds_it_closed(
    wangqing: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fonts(monkeypatch)
    case = a_file(wangqing, leave_out=("interview", "creditor_signed"))
    (letter,) = write_to_applicants(case_id=case.pk, now=NOW, actor=SYSTEM)
    assert Document.objects.get(pk=letter.id).kind == "suspension_interview"
    assert dossier(case).lacks_only_approval
    for about in (About.INTERVIEW, About.CREDITOR_SIGNED):
        state(case, about, "同意终本并签字确认")
    done = suspend(case_id=case.pk, now=NOW, actor=SYSTEM)
    assert done.ruling.number == "（2022）吉2424执7号"
    case.refresh_from_db()
    assert (case.closing_kind, case.concluded_on) == ("suspended_for_want_of_assets", TODAY)
    kept = Ending.objects.get(case=case)
    assert (kept.document_id, {row["met"] for row in kept.record["conditions"] if row["binding"]}) == (
        done.ruling.id,
        {True},
    )
    assert kept.record["evidence"]["interview"][0]["what"].startswith("终结本次执行程序约谈告知书")
    with pytest.raises(ValueError, match="已于 2022-05-10 结案"):
        suspend(case_id=case.pk, now=NOW, actor=SYSTEM)
    assert Document.objects.filter(case=case, kind="suspension_ruling").count() == 1


def test_many_dossiers_are_read_in_a_fixed_number_of_questions(wangqing: Court) -> None:
    first = a_file(wangqing, 7)
    with CaptureQueriesContext(
        connection,
    ) as one:
        dossiers_of([first.pk], TODAY)
    others = [first.pk]
    for sequence in (8, 9):
        others.append(make_case(wangqing, sequence).pk)
    with CaptureQueriesContext(connection) as many:
        assert len(dossiers_of(others, TODAY)) == 3
    assert len(many) == len(one)


def test_the_view_of_a_case_knows_its_restrictions_its_dossier_and_what_it_goes_on_as(
    wangqing: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fonts(monkeypatch)
    case = a_file(wangqing)
    view = views_of([case.pk], TODAY)[case.pk]
    assert [(one.kind, one.state, one.party_id) for one in view.restrictions] == [
        ("consumption", "in_force", debtor_of(case).pk)
    ]
    assert view.ending is not None
    assert (view.ending.state, view.ending.unmet) == ("ready", ())
    suspend(case_id=case.pk, now=NOW, actor=SYSTEM)
    new = resume(
        case_id=case.pk,
        ground=ResumeGround.ASSETS_FOUND,
        reason="查到银行存款",
        on=TODAY,
        now=NOW,
        actor=SYSTEM,
    )
    both = views_of([case.pk, new.pk], TODAY)
    assert (both[case.pk].goes_on_as, both[case.pk].ending) == (new.number, None)
    assert [one.party_id for one in both[new.pk].restrictions] == [debtor_of(new).pk]


def test_the_page_shows_it_and_takes_statements(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-05-10")
    case = a_file(wangqing, leave_out=("interview", "creditor_signed"))
    make_demo_accounts(wangqing, NOW)
    client = Client()
    client.force_login(
        User.objects.get(username="officer"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.get(f"/cases/{case.pk}/dossier/")
    assert answer.status_code == 200, answer.headers
    page = answer.content.decode()
    assert "已约谈申请执行人并记录意见" in page
    assert "记录申请执行人的意见" in page
    assert "院长批准终本" not in page.split('id="state-about"')[1].split("</select>")[0]
    given = {"about": "interview", "words": "同意终本，发现财产再申请恢复", "on": "2022-05-10"}
    assert client.post(f"/cases/{case.pk}/dossier/state/", given).status_code == 302
    assert line(dossier(case), "interview")[0]
    refused = client.post(f"/cases/{case.pk}/dossier/state/", {**given, "about": "president_approved"})
    assert refused.status_code == 403
    assert not Asset.objects.exists()
