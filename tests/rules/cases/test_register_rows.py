"""The case register of the sample office and ugly or broken variants of it."""

import csv
import functools
import io
import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from zhixing.cases.rules.register import RegisterRow, RowDecision, check_register, read_register
from zhixing.cases.rules.register_columns import REGISTER_COLUMNS
from zhixing.cases.rules.sub_accounts import sub_account_of
from zhixing.foundation.identifiers import IdKind
from zhixing.foundation.sheets import Cell, read_sheets
from zhixing.foundation.tables import Column, MissingColumns, cell_text
from zhixing.simulator import sample_folder

SAMPLE = sample_folder()
COURT = "吉2424"
SCHEME = "{court_digits}{year}{sequence:06d}"


@functools.cache
def sample_rows() -> list[list[Cell]]:
    return read_sheets(SAMPLE / "执行案件台账.xlsx")[0].rows


def decide(source: Path | bytes, already_filed: frozenset[str] = frozenset()) -> list[RowDecision]:
    return list(check_register(read_register(source), court_code=COURT, already_filed=already_filed))


def as_csv(rows: list[list[Cell]], encoding: str = "gb18030") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[cell_text(cell) for cell in row] for row in rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[list[Cell]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def one_row(**changes: Cell) -> RowDecision:
    """The first row of the sample with cells changed, by heading without its brackets."""
    header, row = list(sample_rows()[1]), list(sample_rows()[2])
    for heading, cell in changes.items():
        place = next(at for at, name in enumerate(header) if str(name).replace("（本金）", "") == heading)
        row[place] = cell
    (decision,) = decide(as_xlsx([header, row]))
    return decision


def taken(**changes: Cell) -> RegisterRow:
    decision = one_row(**changes)
    assert decision.reasons == ()
    assert decision.accepted is not None
    return decision.accepted


def codes(**changes: Cell) -> list[tuple[str, str]]:
    decision = one_row(**changes)
    assert (decision.accepted is None) == bool(decision.reasons)
    return [(reason.code, reason.column) for reason in decision.reasons]


def truth(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((SAMPLE / "truth" / name).read_text(encoding="utf-8"))
    return found


def assert_as_truth(decisions: list[RowDecision], shift: int = 0) -> None:
    refused = {
        (decision.row - shift, decision.number, str(decision.reasons[0].code))
        for decision in decisions
        if decision.reasons
    }
    assert refused == {(case["row"], case["number"], case["why"]) for case in truth("register.json")}
    cases = {case["number"]: case for case in truth("cases.json")}
    accepted = [decision.accepted for decision in decisions if decision.accepted]
    assert len(accepted) + len(refused) == len(decisions) == 601
    for row in accepted:
        case = cases[row.number.text]
        assert sub_account_of(row.number, SCHEME) == case["sub_account"]
        assert row.principal_fen == case["principal_fen"]
        assert [party.id_number for party in row.applicants] == [case["applicant"]]
        assert [party.id_number for party in row.debtors] == case["debtors"]


def test_exactly_the_bad_rows_of_the_sample_are_refused_each_for_its_reason() -> None:
    assert_as_truth(decide(SAMPLE / "执行案件台账.xlsx"))


def test_a_duplicate_is_named_first_and_with_the_row_it_repeats() -> None:
    last = decide(SAMPLE / "执行案件台账.xlsx")[-1]
    assert (last.row, last.number) == (603, "（2022）吉2424执584号")
    assert [(reason.code, reason.column) for reason in last.reasons] == [
        ("duplicate-number", "案号"), ("missing-value", "被执行人"), ("no-principal", "执行标的额（本金）"),
    ]  # fmt: skip
    assert last.reasons[0].message == "案号与第586行重复，请核对哪一行正确。"


def test_the_first_row_in_its_normal_form() -> None:
    row = decide(SAMPLE / "执行案件台账.xlsx")[0].accepted
    assert row is not None
    assert (row.row, row.number.text) == (3, "（2022）吉2424执1号")
    assert (row.filed_on, row.effective_on, row.performance_ends_on) == (
        date(2022, 2, 7), date(2021, 7, 27), date(2021, 8, 6),
    )  # fmt: skip
    assert (row.officer, row.cause, row.title_number) == (
        "申兰美",
        "买卖合同纠纷",
        "（2021）吉2424民初2822号",
    )
    assert (row.bank, row.account) == ("中国建设银行", "6217569546347374596")
    assert (row.principal_fen, row.litigation_costs_fen) == (1_579_100, 289_300)
    assert (row.interest_from, row.rate_text) == (date(2020, 1, 31), "年利率6%")
    first, second = row.debtors
    assert (first.name, first.id_kind, first.phone) == ("郑兰成", IdKind.RESIDENT, "13746388036")
    assert (second.name, second.id_number) == ("吉林省华堃木业有限公司", "91222405794240531G")
    assert (second.is_organisation, first.is_organisation) == (True, False)
    assert second.address == "吉林省汪清县复兴镇民生村164号"
    assert row.applicants[0].name == "延边鑫磊食品有限责任公司"


def test_the_same_file_twice_files_nothing_twice() -> None:
    first = decide(SAMPLE / "执行案件台账.xlsx")
    filed = frozenset(decision.number for decision in first if decision.accepted)
    again = decide(SAMPLE / "执行案件台账.xlsx", filed)
    assert [decision for decision in again if decision.accepted] == []
    assert {decision.reasons[0].code for decision in again if decision.number in filed} == {
        "duplicate-number"
    }


SYNONYMS = {
    "案号": "执行案号", "立案日期": "立案时间", "承办人": "承办法官", "执行依据文号": "执行依据", "生效日期": "文书生效日期",
    "履行期限届满日": "履行期届满日", "申请执行人": "申请人名称", "申请执行人证件号码": "证件号码",
    "申请执行人电话": "联系电话", "开户行": "开户银行", "账号": "收款账号", "被执行人": "被执行人姓名/名称",
    "被执行人证件号码": "身份证号码/统一社会信用代码", "被执行人电话": "联系方式", "被执行人住址": "住所地",
    "执行标的额（本金）": "执行标的额(元)", "利息起算日": "起息日", "利率": "利息标准", "诉讼费": "案件受理费 ",
}  # fmt: skip


def with_synonyms(rows: list[list[Cell]]) -> list[list[Cell]]:
    return [rows[0], [SYNONYMS.get(str(name), name) for name in rows[1]], *rows[2:]]


def permuted(rows: list[list[Cell]]) -> list[list[Cell]]:
    order = list(range(len(rows[1])))
    random.Random(2424).shuffle(order)
    return [[row[place] for place in order] for row in rows]


@pytest.mark.parametrize("write", [as_csv, as_xlsx, functools.partial(as_csv, encoding="utf-8-sig")])
@pytest.mark.parametrize("change", [with_synonyms, permuted, lambda rows: rows])
def test_columns_in_any_order_under_any_usual_heading(
    write: Callable[[list[list[Cell]]], bytes], change: Callable[[list[list[Cell]]], list[list[Cell]]]
) -> None:
    assert_as_truth(decide(write(change(sample_rows()))))


def test_more_title_rows_before_the_header() -> None:
    rows: list[list[Cell]] = [["执行局"], [], ["填报单位：汪清县人民法院"], *sample_rows()]
    assert_as_truth(decide(as_xlsx(rows)), shift=3)


@pytest.mark.parametrize(
    "column", [column for column in REGISTER_COLUMNS if column.required], ids=lambda c: c.field
)
def test_a_missing_mandatory_column_refuses_the_file(column: Column) -> None:
    place = sample_rows()[1].index(column.name)
    rows = [[cell for at, cell in enumerate(row) if at != place] for row in sample_rows()[:5]]
    with pytest.raises(MissingColumns) as refused:
        read_register(as_xlsx(rows))
    assert (refused.value.names, refused.value.row) == ((column.name,), 2)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"案号": ""}, [("missing-value", "案号")]),
        ({"案号": "吉2424执1号"}, [("bad-case-number", "案号")]),
        ({"案号": "（2022）吉2424民初1号"}, [("bad-case-number", "案号")]),
        ({"案号": "（2022）吉2401执1号"}, [("wrong-court", "案号")]),
        ({"立案日期": ""}, [("missing-value", "立案日期")]),
        ({"立案日期": "去年"}, [("unreadable-date", "立案日期")]),
        ({"生效日期": "2021-02-30"}, [("unreadable-date", "生效日期")]),
        ({"履行期限届满日": "2021-07-26"}, [("due-before-effective", "履行期限届满日")]),
        ({"利息起算日": "判决之日"}, [("unreadable-date", "利息起算日")]),
        ({"利息起算日": ""}, [("missing-value", "利息起算日")]),
        ({"利率": "按约定"}, [("unreadable-rate", "利率")]),
        ({"利率": 0.06}, [("unreadable-rate", "利率")]),
        ({"执行依据文号": ""}, [("missing-value", "执行依据文号")]),
        ({"申请执行人": ""}, [("missing-value", "申请执行人")]),
        ({"申请执行人证件号码": "912224058845441254"}, [("applicant-id", "申请执行人证件号码")]),
        ({"申请执行人证件号码": ""}, [("missing-value", "申请执行人证件号码")]),
        ({"账号": "6217569546347374597"}, [("bad-account", "账号")]),
        ({"账号": 6217569546347374596}, [("bad-account", "账号")]),
        ({"执行标的额": "详见判决书"}, [("no-principal", "执行标的额（本金）")]),
        ({"执行标的额": 0}, [("no-principal", "执行标的额（本金）")]),
        ({"执行标的额": "-1"}, [("negative", "执行标的额（本金）")]),
        ({"诉讼费": "已交"}, [("unreadable-costs", "诉讼费")]),
        ({"诉讼费": -5}, [("negative", "诉讼费")]),
        ({"被执行人": "郑兰成"}, [("unequal-parties", "被执行人证件号码")]),
        ({"被执行人证件号码": "222424198308300002"}, [("unequal-parties", "被执行人证件号码")]),
        ({"被执行人证件号码": "222424198308300002、"}, [("missing-value", "被执行人证件号码")]),
        (
            {"被执行人证件号码": "222424198308300003、91222405794240531H"},
            [("debtor-id", "被执行人证件号码")] * 2,
        ),
        ({"被执行人电话": "13746388036"}, [("unequal-parties", "被执行人电话")]),
        ({"被执行人住址": "吉林省汪清县"}, [("unequal-parties", "被执行人住址")]),
        (
            {"案号": "", "账号": "6217569546347374597", "执行标的额": ""},
            [("missing-value", "案号"), ("bad-account", "账号"), ("no-principal", "执行标的额（本金）")],
        ),
    ],
)
def test_what_would_hurt_later_is_refused(changes: dict[str, Cell], expected: list[tuple[str, str]]) -> None:
    assert codes(**changes) == expected


@pytest.mark.parametrize(
    "number",
    [
        "(2022)吉2424执1号",
        "〔2022〕吉2424执1号",
        "[2022]吉2424执1号",
        " （２０２２）吉２４２４执１号 ",
        "【2022】吉2424执1号",
    ],
)
def test_brackets_of_every_kind_round_a_case_number(number: str) -> None:
    assert taken(案号=number).number.text == "（2022）吉2424执1号"


def test_right_but_ugly_is_taken() -> None:
    row = taken(
        被执行人="郑兰成\n吉林省华堃木业有限公司",
        被执行人证件号码="222424198308300002 91222405794240531g",
        被执行人电话="无、0433-7123456",
        被执行人住址="",
        执行标的额="1.57910万元",
        诉讼费="",
        利率="日万分之五",
    )
    assert [party.id_number for party in row.debtors] == ["222424198308300002", "91222405794240531G"]
    assert [party.phone for party in row.debtors] == ["", "04337123456"]
    assert [party.address for party in row.debtors] == ["", ""]
    assert (row.principal_fen, row.litigation_costs_fen) == (1_579_100, None)
    assert row.rate_text == "日利率0.05%"


def test_one_party_may_have_several_phones() -> None:
    row = taken(申请执行人电话="18962797543、13746388036")
    assert (row.applicants[0].phone, row.applicants[0].other_phones) == ("18962797543", ("13746388036",))


def test_performance_may_end_on_the_day_the_title_takes_effect() -> None:
    assert taken(履行期限届满日="2021-07-27").performance_ends_on == date(2021, 7, 27)


def test_amounts_under_a_heading_in_wan() -> None:
    header, row = list(sample_rows()[1]), list(sample_rows()[2])
    place = header.index("执行标的额（本金）")
    header[place], row[place] = "执行标的额（万元）", 1.5791
    (decision,) = decide(as_xlsx([header, row]))
    assert decision.accepted is not None
    assert decision.accepted.principal_fen == 1_579_100


def test_no_interest_in_words() -> None:
    row = taken(利率="不计利息", 利息起算日="无")
    assert (row.rate_text, row.interest_from) == (None, None)


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({"申请执行人电话": "12345"}, [("odd-phone", "申请执行人电话")]),
        ({"账号": ""}, [("no-account", "账号")]),
        ({"利率": ""}, [("no-rate", "利率")]),
        ({"立案日期": "2021-12-31"}, [("year-differs", "立案日期")]),
        (
            {"申请执行人": "甲乙", "申请执行人证件号码": "229999198001010013"},
            [("region-code", "申请执行人证件号码")],
        ),
        ({"申请执行人": "甲乙", "申请执行人证件号码": "E12345678"}, [("unchecked-id", "申请执行人证件号码")]),
        (
            {"申请执行人": "某某有限公司", "申请执行人证件号码": "222424198308300002"},
            [("id-of-another-kind", "申请执行人证件号码")],
        ),
    ],
)
def test_what_is_odd_is_a_warning_and_no_refusal(
    changes: dict[str, Cell], warnings: list[tuple[str, str]]
) -> None:
    decision = one_row(**changes)
    assert decision.accepted is not None
    assert [(warning.code, warning.column) for warning in decision.warnings] == warnings


def test_messages_never_hold_an_id_number() -> None:
    decision = one_row(被执行人证件号码="222424198308300003、91222405794240531H")
    assert [reason.message for reason in decision.reasons] == [
        "第1名被执行人：公民身份号码校验位不符，请对照证件核对每一位。",
        "第2名被执行人：统一社会信用代码校验位不符，请对照营业执照核对每一位。",
    ]


def test_the_number_of_an_award_or_a_notary_is_kept_as_written() -> None:
    assert taken(执行依据文号="延仲裁字〔2021〕第12号").title_number == "延仲裁字〔2021〕第12号"
    assert taken(执行依据文号="(2021)吉2424民初2822号").title_number == "（2021）吉2424民初2822号"


def test_a_rate_of_a_day_still_to_be_named_is_taken_with_a_warning() -> None:
    decision = one_row(利率="合同成立时LPR四倍")
    assert decision.accepted is not None
    assert [warning.code for warning in decision.warnings] == ["rate-day-open"]


def test_a_number_that_does_not_tell_leaves_the_kind_to_the_name() -> None:
    person = taken(申请执行人="甲乙", 申请执行人证件号码="E12345678").applicants[0]
    company = taken(申请执行人="某某有限公司", 申请执行人证件号码="E12345678").applicants[0]
    assert (person.is_organisation, company.is_organisation) == (False, True)


def test_two_debtors_under_one_number_are_pointed_out() -> None:
    decision = one_row(被执行人="甲、乙", 被执行人证件号码="222424198308300002、222424198308300002")
    assert decision.accepted is not None
    assert [warning.code for warning in decision.warnings] == ["same-party-twice"]


def test_more_parties_than_a_case_can_hold() -> None:
    assert codes(被执行人="、".join(f"甲{place}" for place in range(201))) == [
        ("unequal-parties", "被执行人")
    ]
