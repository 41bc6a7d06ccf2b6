"""Suggestions beside unidentified money: kept with the import, taught by persons, never posting anything."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from funds_world import NOW, make_case, person, take_in
from zhixing.cases.models import Case, Party, Relative
from zhixing.cases.personal import sealed_phone
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.funds import operations, queries
from zhixing.funds.models import Journal, Lesson, Receipt, Suggestion
from zhixing.funds.operations import ImportReport
from zhixing.funds.operations.suggesting import waiting_line

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _first(report: ImportReport, serial: str) -> str:
    return next((number for number, _, _ in report.candidates.get(serial, [])), "")


def _receipt(serial: str) -> Receipt:
    return Receipt.objects.get(line__serial=serial)


def _kept(serial: str) -> list[str]:
    rows = Suggestion.objects.filter(receipt__line__serial=serial).order_by("place")
    return [row.case.number for row in rows.select_related("case")]


def test_the_import_names_candidates_with_score_and_reason(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    report = take_in(wangqing, [("B1", 5_000_000, "李四", "转账", ""), ("B2", 80_000, "赵六", "诉讼费", "")])
    said = report.as_json()
    assert said["threshold"] == 0.5
    assert said["unidentified"][0]["candidates"] == [
        {"case": case.number, "score": 0.99, "why": "付款人李四是该案被执行人，在本院仅此一件未结"}
    ]
    assert said["unidentified"][1]["candidates"] == []
    assert report.marked == []
    assert _kept("B1") == [case.number]


def test_a_suggestion_moves_no_money(wangqing: Court) -> None:
    make_case(wangqing, 7)
    take_in(wangqing, [("B1", 5_000_000, "李四", "转账", "")])
    before = Journal.objects.count()
    operations.suggest(court=wangqing, lines=[waiting_line(_receipt("B1"))], now=NOW)
    assert Journal.objects.count() == before
    assert _receipt("B1").case is None


def test_a_telephone_number_in_the_remark_is_the_debtors(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    make_case(wangqing, 8)
    debtor = Party.objects.get(case=case, role="debtor")
    debtor.phone_sealed, debtor.phone_index, debtor.phone_masked = sealed_phone("13746388036")
    debtor.save()
    report = take_in(wangqing, [("B1", 50_000, "赵六", "执行款电话13746388036", "")])
    assert _first(report, "B1") == case.number
    assert "附言中的电话是被执行人李四登记的电话" in report.candidates["B1"][0][2]


def test_the_spouse_by_the_civil_affairs_record(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    debtor = Party.objects.get(case=case, role="debtor")
    for name, ended in (("曹磊艳", False), ("孙垚", True)):
        Relative.objects.create(
            court=wangqing, person_index=debtor.id_index, relation="spouse", name=name, name_key=name, id_index=b"",
            has_ended=ended, source="民政局", noted_at=NOW,
        )  # fmt: skip
    report = take_in(wangqing, [("B1", 50_000, "曹磊艳", "转账", ""), ("B2", 50_000, "孙垚", "转账", "")])
    assert _first(report, "B1") == case.number
    assert "与被执行人李四的配偶同名（婚姻登记）" in report.candidates["B1"][0][2]
    assert "B2" not in report.candidates


def test_the_whole_debt_to_the_fen_of_the_day(wangqing: Court) -> None:
    from zhixing.cases.queries import debt_as_of

    case = make_case(wangqing, 7, principal_fen=4_000_000)
    make_case(wangqing, 8, principal_fen=90_000_000)
    owed = debt_as_of(case.id, NOW.date()).owed_with_fee_fen
    report = take_in(wangqing, [("B1", owed, "李四", "转账", "")])
    assert _first(report, "B1") == case.number
    assert "金额与全部债务连同申请执行费分毫不差" in report.candidates["B1"][0][2]


def test_a_mark_teaches_and_taking_it_back_unteaches(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    clerk = person(wangqing, Role.FUND_ACCOUNTANT, name="朴会计")
    take_in(wangqing, [("B1", 50_000, "赵六", "转账", "")])
    assert _kept("B1") == []
    operations.mark(receipt_id=_receipt("B1").pk, case_id=case.id, reason="电话核实", now=NOW, actor=clerk)
    report = take_in(wangqing, [("B2", 60_000, "赵六", "转账", "")], day=2, opening=300_050_000)
    assert _first(report, "B2") == case.number
    assert "此账户曾由朴会计认领至该案，2022-03-01" in report.candidates["B2"][0][2]
    operations.unmark(receipt_id=_receipt("B1").pk, reason="认错了", now=NOW, actor=clerk)
    report = take_in(wangqing, [("B3", 70_000, "赵六", "转账", "")], day=3, opening=300_110_000)
    assert "B3" not in report.candidates
    assert list(Lesson.objects.order_by("id").values_list("is_of_case", flat=True)) == [True, False]


def test_a_refused_suggestion_is_remembered(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    clerk = person(wangqing, Role.CLERK)
    take_in(wangqing, [("B1", 50_000, "李四", "转账", "")])
    receipt = _receipt("B1")
    refuse = {"receipt_id": receipt.pk, "case_id": case.id, "now": NOW, "actor": clerk}
    with pytest.raises(operations.SuggestionRefused, match="请写明"):
        operations.refuse_suggestion(reason=" ", **refuse)
    with pytest.raises(NotAllowed):
        operations.refuse_suggestion(
            receipt_id=receipt.pk,
            case_id=case.id,
            reason="不是他",
            now=NOW,
            actor=person(wangqing, Role.AUDITOR),
        )
    operations.refuse_suggestion(reason="付款人是同名的另一人", **refuse)
    assert _kept("B1") == []
    assert _receipt("B1").case is None


def test_a_case_filed_later_is_suggested_by_the_sweep(wangqing: Court) -> None:
    take_in(wangqing, [("B1", 50_000, "李四", "转账", "")])
    assert _kept("B1") == []
    case = make_case(wangqing, 7)
    assert operations.look_again(now=NOW, limit=100) == 1
    assert _kept("B1") == [case.number]
    assert operations.look_again(now=NOW, limit=100) == 0


# ---- the third certain mark ------------------------------------------------------------------------------------------


def _proven(court: Court) -> Case:
    case = make_case(court, 7)
    take_in(court, [("A1", 50_000, "李四", "案款", case.sub_account)])
    return case


def test_a_proven_account_marks_the_next_line_of_the_same_debtor(wangqing: Court) -> None:
    case = _proven(wangqing)
    report = take_in(wangqing, [("A2", 60_000, "李四", "还款", "")], day=2, opening=300_050_000)
    assert report.marked == [("A2", case.number, "payer_account")]
    assert _receipt("A2").case_id == case.id
    assert queries.verify_books().problems == []


def test_a_proof_and_its_use_in_one_file(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    lines = [
        ("A1", 50_000, "李四", "还款", ""),
        ("A2", 60_000, "李四", case.number, ""),
        ("A3", 70_000, "李四", "", ""),
    ]
    report = take_in(wangqing, lines)
    assert [(serial, by) for serial, _, by in report.marked] == [
        ("A2", "case_number"), ("A3", "payer_account"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("payer", "remark", "fen"),
    [
        ("李四", "诉讼费", 50_000),
        ("赵六", "还款", 50_000),
        ("李四", "执9号", 50_000),
        ("李四", "还款", 20_000_000),
    ],
)
def test_a_contrary_trace_is_left_to_a_person(wangqing: Court, payer: str, remark: str, fen: int) -> None:
    _proven(wangqing)
    report = take_in(wangqing, [("A2", fen, payer, remark, "")], day=2, opening=300_050_000)
    assert report.marked == []


def test_a_second_open_case_of_the_name_is_left_to_a_person(wangqing: Court) -> None:
    _proven(wangqing)
    make_case(wangqing, 8)
    report = take_in(wangqing, [("A2", 50_000, "李四", "还款", "")], day=2, opening=300_050_000)
    assert report.marked == []
    assert "此账户 2022-03-01 付过该案案款（虚拟子账号）" in report.candidates["A2"][0][2]


def test_an_account_that_paid_for_two_cases_proves_neither(wangqing: Court) -> None:
    _proven(wangqing)
    other = make_case(wangqing, 8, debtors=["王五"])
    take_in(wangqing, [("A2", 50_000, "李四", "案款", other.sub_account)], day=2, opening=300_050_000)
    report = take_in(wangqing, [("A3", 50_000, "李四", "还款", "")], day=3, opening=300_100_000)
    assert report.marked == []


def test_an_account_shown_under_another_name_proves_nothing(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(
        wangqing,
        [("A1", 50_000, "赵六", "案款", case.sub_account), ("A2", 50_000, "李四", "案款", case.sub_account)],
    )
    report = take_in(wangqing, [("A3", 50_000, "李四", "还款", "")], day=2, opening=300_100_000)
    assert report.marked == []


def test_its_own_marks_prove_nothing_and_a_refusal_unproves(wangqing: Court) -> None:
    _proven(wangqing)
    clerk = person(wangqing, Role.FUND_ACCOUNTANT)
    take_in(wangqing, [("A2", 60_000, "李四", "还款", "")], day=2, opening=300_050_000)
    operations.unmark(
        receipt_id=_receipt("A2").pk, reason="不是该案", now=NOW + timedelta(days=1), actor=clerk
    )
    report = take_in(wangqing, [("A3", 50_000, "李四", "还款", "")], day=3, opening=300_110_000)
    assert report.marked == []


# ---- on screen -------------------------------------------------------------------------------------------------------


@pytest.fixture
def accountant(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-02")
    make_demo_accounts(wangqing, NOW)
    client = Client()
    client.force_login(User.objects.get(username="accountant"), backend=BACKEND)
    return client


def test_one_key_marks_from_the_tray_and_one_takes_it_back(wangqing: Court, accountant: Client) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 50_000, "李四", "转账", "")])
    receipt: UUID = _receipt("B1").pk
    page = accountant.get("/funds/").content.decode()
    assert 'data-choose="1"' in page
    assert ">0.97<" in page
    answer = accountant.post(
        f"/funds/receipts/{receipt}/mark/", {"case": case.id, "reason": "采纳推荐：同名", "from": "tray"}
    )
    assert answer["Location"] == f"/funds/?done={receipt}"
    assert _receipt("B1").case_id == case.id
    page = accountant.get(answer["Location"]).content.decode()
    assert "data-undo" in page
    answer = accountant.post(
        f"/funds/receipts/{receipt}/unmark/", {"reason": "认领后随即撤回", "from": "tray"}
    )
    assert answer["Location"] == "/funds/"
    assert _receipt("B1").case is None


def test_the_receipt_shows_why_and_takes_a_no(wangqing: Court, accountant: Client) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 50_000, "李四", "转账", "")])
    receipt: UUID = _receipt("B1").pk
    page = accountant.get(f"/funds/receipts/{receipt}/").content.decode()
    assert "付款人李四是该案被执行人，在本院仅此一件未结" in page
    accountant.post(f"/funds/receipts/{receipt}/refuse/", {"case": case.id, "reason": "同名的另一人"})
    assert "推荐的案件" not in accountant.get(f"/funds/receipts/{receipt}/").content.decode()
