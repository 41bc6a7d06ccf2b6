"""What a statement may hold: overlaps, gaps, older days, reversals, debits, wrong lines; whole file or nothing."""

from datetime import date

import pytest

from funds_world import ACCOUNT, NOW, SYSTEM, make_case, person, statement, take_in
from zhixing.cases.models import CourtAccount, Recovery
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import Difference, Journal, Plan, Receipt, StatementLine
from zhixing.funds.rules.statement import StatementRefused


def _books_hold() -> None:
    assert queries.verify_books().problems == []


def _even(court: Court, fen: int) -> None:
    (day,) = queries.reconcile(court=court, on=date(2022, 3, 31))
    assert (day.ledger_fen, day.difference_fen, day.holders_fen) == (fen, 0, fen)


def test_overlapping_files_post_each_line_once(wangqing: Court) -> None:
    first = [("B1", 100, "甲", "", ""), ("B2", 200, "乙", "", ""), ("B3", 300, "丙", "", "")]
    take_in(wangqing, first)
    report = take_in(wangqing, [*first[1:], ("B4", 400, "丁", "", "")], opening=300_000_100)
    assert (report.lines, report.posted, report.duplicates, report.gaps) == (3, 1, 2, [])
    _even(wangqing, 300_001_000)
    _books_hold()


def test_two_genuine_equal_transfers_are_two(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    line = (20_000, "李四", "案款", case.sub_account)
    report = take_in(wangqing, [("B1", *line), ("B2", *line)])
    assert [entry["serial"] for entry in report.as_json()["marked"]] == ["B1", "B2"]
    assert sum(Recovery.objects.values_list("fen", flat=True)) == 40_000


def test_a_known_serial_that_says_something_else_stops_the_file(wangqing: Court) -> None:
    take_in(wangqing, [("B1", 100, "甲", "", "")])
    with pytest.raises(StatementRefused, match=r"第 5 行.*B1 以前已经导入"):
        take_in(wangqing, [("B1", 101, "甲", "", ""), ("B2", 5, "乙", "", "")])
    assert StatementLine.objects.count() == 1


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        (b'"2.00"', b'"2.O0"', 6),
        (b'"3,000,003.00"', b'"3,000,003.01"', 6),
        (b'"2.00"', b'""', 6),
        (b"B2", b"B1", 6),
    ],
)
def test_an_unreadable_line_or_a_broken_chain_stops_the_file_and_posts_nothing(
    wangqing: Court, old: bytes, new: bytes, row: int
) -> None:
    content = statement([("B1", 100, "甲", "", ""), ("B2", 200, "乙", "", ""), ("B3", 300, "丙", "", "")])
    assert content.count(old) == 1
    with pytest.raises(StatementRefused, match=f"第 {row} 行") as refused:
        operations.import_statement(
            court=wangqing, content=content.replace(old, new), name="x.csv", now=NOW, actor=SYSTEM
        )
    assert refused.value.row == row
    assert not Journal.objects.exists()
    assert not StatementLine.objects.exists()
    assert not Fact.objects.filter(kind__startswith="money.").exists()


def test_a_gap_raises_its_hand_and_the_missing_file_settles_it(wangqing: Court) -> None:
    take_in(wangqing, [("B1", 100, "甲", "", "")], day=1)
    report = take_in(wangqing, [("B3", 300, "丙", "", "")], opening=300_000_300, day=3)
    assert report.gaps == [200]
    (gap,) = queries.open_differences()
    assert (gap.kind.value, gap.fen) == ("gap", 200)
    (day,) = queries.reconcile(court=wangqing, on=date(2022, 3, 31))
    assert (day.difference_fen, [item.fen for item in day.suspects]) == (-200, [200])
    report = take_in(wangqing, [("B2", 200, "乙", "", "")], opening=300_000_100, day=2)
    assert report.gaps == []
    assert queries.open_differences() == []
    _even(wangqing, 300_000_600)
    _books_hold()


def test_older_days_imported_later_correct_the_balance_taken_over(wangqing: Court) -> None:
    take_in(wangqing, [("B3", 300, "丙", "", "")], opening=300_000_000, day=9)
    take_in(
        wangqing, [("B1", 100, "甲", "", ""), ("B2", -40, "银行", "手续费", "")], opening=299_999_940, day=2
    )
    _even(wangqing, 300_000_300)
    _books_hold()


def test_a_reversal_takes_marked_money_back_and_stops_it_counting(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    sub = case.sub_account
    report = take_in(wangqing, [("B1", 500, "李四", "案款", sub), ("B2", -500, "李四", "冲正 案款", sub)])
    assert report.as_json()["reversed"] == [{"serial": "B2", "of": "B1"}]
    assert sorted(Recovery.objects.values_list("fen", flat=True)) == [-500, 500]
    assert Receipt.objects.get().state == "reversed"
    assert queries.held_for_case(case.id) == 0
    original, back = Journal.objects.filter(kind__in=["arrival", "reversal"]).order_by("kind")
    assert back.reverses_id == original.id
    _books_hold()


def test_a_reversal_in_a_later_file_withdraws_the_plans_of_the_case(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(
        wangqing,
        [("B1", 500_000, "李四", "案款", case.sub_account), ("B2", 700, "李四", "", case.sub_account)],
    )
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    take_in(wangqing, [("B3", -500_000, "李四", "冲正 案款", case.sub_account)], opening=300_500_700, day=2)
    assert set(Plan.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert dict(Receipt.objects.values_list("line__serial", "state")) == {"B1": "reversed", "B2": "marked"}
    (plan,) = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    assert list(plan.lines.values_list("kind", "fen")) == [("application_fee", 700)]
    _books_hold()


def test_a_reversal_after_payout_is_a_difference_for_a_person(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(
        wangqing,
        [("B1", 500_000, "李四", "案款", case.sub_account), ("B2", 900_000, "李四", "还", case.sub_account)],
    )
    plans = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    operations.approve(plan_id=plans[0].id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF))
    take_in(wangqing, [("B3", -500_000, "李四", "冲正案款", case.sub_account)], opening=301_400_000, day=2)
    (difference,) = Difference.objects.all()
    assert (difference.kind, difference.case_id, difference.fen) == (
        "reversal_after_payout",
        case.id,
        -500_000,
    )
    assert queries.held_for_case(case.id) == 900_000
    _even(wangqing, 300_900_000)
    again = take_in(
        wangqing, [("B4", -500_000, "李四", "冲正案款", case.sub_account)], opening=300_900_000, day=3
    )
    assert again.unidentified[0][1].startswith("reversal_without_original")
    _books_hold()


def test_of_several_equal_receipts_the_latest_not_yet_reversed_is_taken_back(wangqing: Court) -> None:
    lines = [
        ("B1", 5, "甲", "x", ""),
        ("B2", 5, "甲", "x", ""),
        ("B3", 5, "甲", "y", ""),
        ("B4", -5, "甲", "冲正 x", ""),
    ]
    assert take_in(wangqing, lines).reversed == [("B4", "B2")]
    assert take_in(wangqing, [("B5", -5, "甲", "冲正 x", "")], opening=300_000_010, day=2).reversed == [
        ("B5", "B1")
    ]
    report = take_in(wangqing, [("B6", -5, "甲", "冲正 x", "")], opening=300_000_005, day=3)
    assert report.unidentified == [("B6", "reversal_without_original：冲正找不到原交易，待查")]
    _books_hold()


def test_a_debit_nobody_knows_is_flagged_and_the_bank_still_agrees(wangqing: Court) -> None:
    report = take_in(wangqing, [("B1", 100, "甲", "", ""), ("B2", -30, "银行", "手续费", "")])
    assert report.unidentified[1] == ("B2", "unexplained_debit：支出不是本系统的付款，来历待查")
    assert Difference.objects.get().kind == "unexplained_debit"
    _even(wangqing, 300_000_070)
    _books_hold()


def test_another_account_or_another_court_is_refused(wangqing: Court) -> None:
    take_in(wangqing, [("B1", 100, "甲", "", "")])
    assert CourtAccount.objects.get(court=wangqing).number == ACCOUNT
    with pytest.raises(StatementRefused, match="不是汪清法院登记的案款专户"):
        operations.import_statement(
            court=wangqing,
            content=statement([("B2", 1, "甲", "", "")], account="999"),
            name="x",
            now=NOW,
            actor=SYSTEM,
        )
    with pytest.raises(StatementRefused, match="户名"):
        take_in(Court.objects.get(code="吉2401"), [("B1", 100, "甲", "", "")])


def test_marking_is_certain_or_left_with_its_reason(wangqing: Court) -> None:
    case = make_case(wangqing, 7, debtors=("李四", "延边䶮垚药业（集团）有限公司"))
    lines = [
        ("B1", 1, "李四", "（2022）吉2424执7号", ""),
        ("B2", 2, "延边䶮垚药业(集团)有限公司", "2022年吉2424执字第7号", ""),
        ("B3", 3, "王五", "代李四还款（2022）吉2424执7号", ""),
        ("B4", 4, "王五", "（2022）吉2424执7号", ""),
        ("B5", 5, "李四", "2424执7号", ""),
        ("B6", 6, "李四", "（2022）吉2401执7号", ""),
        ("B7", 7, "李四", "（2022）吉2424执8号", ""),
        ("B8", 8, "李四", "转账", ""),
        ("B9", 9, "张三丰", "（2022）吉2424执7号", ""),
        ("C1", 10, "李四", "（2022）吉2424执7号、（2022）吉2424执8号", ""),
        ("C2", 11, "王五", "案款", "24242022000007"),
        ("C3", 12, "王五", "案款", "24242022000099"),
        ("C4", 13, "李四", "（2022）吉2424执9号", "24242022000007"),
        ("C5", 14, "李四丰", "（2022）吉2424执7号", ""),
    ]
    report = take_in(wangqing, lines)
    assert report.marked == [
        ("B1", case.number, "case_number"), ("B2", case.number, "case_number"), ("B3", case.number, "case_number"),
        ("C2", case.number, "sub_account"),
    ]  # fmt: skip
    assert {serial: why.split("：")[0] for serial, why in report.unidentified} == {
        "B4": "payer_not_party", "B5": "incomplete_number", "B6": "number_of_other_court", "B7": "number_of_no_case",
        "B8": "no_trace", "B9": "payer_is_applicant", "C1": "several_numbers", "C3": "sub_account_of_no_case",
        "C4": "traces_disagree", "C5": "payer_not_party",
    }  # fmt: skip
    assert dict(report.unidentified)["B5"] == "incomplete_number：案号不完整（缺年度、法院代字）"


def test_clocks_run_from_arrival(wangqing: Court) -> None:
    take_in(wangqing, [("B1", 100, "甲", "", "")])
    receipt = Receipt.objects.get()
    assert (receipt.identify_by, receipt.target_by, receipt.pay_by) == (
        date(2022, 3, 4), date(2022, 3, 7), date(2022, 3, 31),
    )  # fmt: skip


def test_an_xlsx_newest_first_is_read_too(wangqing: Court) -> None:
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ["账户明细查询"], ["账号：22050166483600000123", "币种：人民币"],
        ["交易日期", "流水号", "收入金额", "支出金额", "余额", "对方名称", "备注"],
        ["2022-03-02", "B2", None, 30.1, 70.0, "银行", "手续费"], ["2022-03-01", "B1", 100.1, None, 100.1, "甲", "案款"],
    ):  # fmt: skip
        book.active.append(row)
    body = BytesIO()
    book.save(body)
    report = operations.import_statement(
        court=wangqing, content=body.getvalue(), name="x.xlsx", now=NOW, actor=SYSTEM
    )
    assert (report.posted, report.unidentified[0][0]) == (2, "B1")
    _even(wangqing, 7_000)
