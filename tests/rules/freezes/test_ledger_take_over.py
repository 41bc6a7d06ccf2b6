"""The hand-kept freeze ledger of the sample office and broken variants of its rows."""

import functools
import json
from collections.abc import Sequence
from datetime import date

import pytest

from zhixing.cases.rules.register import check_register, read_register
from zhixing.foundation.tables import Cell, MissingColumns, TableRow
from zhixing.freezes.rules.ledger import LedgerDecision, MeasureKind, read_ledger, take_over
from zhixing.law.measure_terms import DEFAULTS, AssetClass, Conventions, LastDay
from zhixing.simulator import sample_folder

SAMPLE = sample_folder()
KNOWN = {"（2022）吉2424执1号": ("郑兰成", "吉林省华堃木业有限公司")}
ROW: dict[str, Cell] = {
    "number": "（2022）吉2424执1号", "debtor": "郑兰成", "asset_type": "银行存款", "description": "银行存款24032",
    "unit": "吉林银行", "measure": "冻结", "start": "2022-09-12", "end": "2023-09-11", "waiting": "否", "note": "",
}  # fmt: skip


@functools.cache
def sample_cases() -> dict[str, tuple[str, ...]]:
    register = read_register(SAMPLE / "执行案件台账.xlsx")
    decisions = check_register(register, court_code="吉2424", already_filed=frozenset())
    rows = [decision.accepted for decision in decisions if decision.accepted]
    return {row.number.text: tuple(party.name for party in row.debtors) for row in rows}


def one(**cells: Cell) -> LedgerDecision:
    return decide(cells)


def decide(
    cells: dict[str, Cell], conventions: Conventions = DEFAULTS, headings: dict[str, str] | None = None
) -> LedgerDecision:
    row = TableRow(2, ROW | cells)
    (decision,) = take_over([row], debtors_of=KNOWN, conventions=conventions, headings=headings)
    return decision


def flags(decision: LedgerDecision) -> Sequence[tuple[str, str]]:
    assert decision.measure is not None
    return [(flag.code, flag.column) for flag in decision.flags]


def test_the_sample_is_flagged_exactly_as_it_is_bad() -> None:
    ledger = read_ledger(SAMPLE / "查封冻结台账.xlsx")
    decisions = list(take_over(ledger.rows, debtors_of=sample_cases(), headings=ledger.headings))
    truth = json.loads((SAMPLE / "truth" / "freezes.json").read_text(encoding="utf-8"))
    assert len(decisions) == len(truth) == 604
    refused = 0
    for decision, row in zip(decisions, truth, strict=True):
        assert (decision.row, decision.number) == (row["row"], row["number"])
        if row["number"] not in sample_cases():
            refused += 1
            assert decision.measure is None
            assert [reason.code for reason in decision.reasons] == ["unknown-case"]
            continue
        measure = decision.measure
        assert measure is not None
        assert [flag.code for flag in decision.flags] == ([row["bad"]] if row["bad"] else [])
        assert (measure.start.isoformat(), measure.written_type) == (row["start"], row["kind"])
        assert decision.red == (row["bad"] in ("no-end", "not-a-date"))
        if measure.effective_end is not None:
            assert measure.effective_end.isoformat() == row["end"]
    assert (refused, sum(bool(decision.flags) for decision in decisions)) == (20, 28)


def test_an_ordinary_row() -> None:
    decision = one()
    assert decision.flags == decision.reasons == ()
    measure = decision.measure
    assert measure is not None
    assert (measure.asset, measure.kind, measure.waiting, measure.renewal) == (
        AssetClass.DEPOSIT, MeasureKind.FREEZE, False, False,
    )  # fmt: skip
    assert (measure.start, measure.stated_end, measure.effective_end) == (
        date(2022, 9, 12), date(2023, 9, 11), date(2023, 9, 11),
    )  # fmt: skip
    assert (measure.debtors, measure.unit, measure.description) == (("郑兰成",), "吉林银行", "银行存款24032")
    assert "第四百八十五条" in measure.explanation[0].article


@pytest.mark.parametrize(
    ("asset", "end", "effective", "flag"),
    [
        ("银行存款", "2023-09-11", date(2023, 9, 11), []),
        ("银行存款", "2023-06-01", date(2023, 6, 1), []),
        ("银行存款", "2024-09-11", date(2023, 9, 11), [("over-the-limit", "届满日")]),
        ("银行存款", "2023-09-12", date(2023, 9, 11), [("counting-disputed", "届满日")]),
        ("动产", "2024-09-11", date(2024, 9, 11), []),
        ("机动车", "2025-09-11", date(2024, 9, 11), [("over-the-limit", "届满日")]),
        ("不动产", "2025-09-11", date(2025, 9, 11), []),
        ("林权", "2026-09-11", date(2025, 9, 11), [("over-the-limit", "届满日")]),
        ("股权", "三年", None, [("not-a-date", "届满日")]),
        ("股权", "", None, [("no-end", "届满日")]),
        ("股权", "无", None, [("no-end", "届满日")]),
        ("股权", "2025-02-30", None, [("not-a-date", "届满日")]),
        ("股权", "2022-09-11", None, [("end-before-start", "届满日")]),
    ],
)
def test_an_end_is_relied_on_only_as_far_as_the_law_allows(
    asset: str, end: str, effective: date | None, flag: list[tuple[str, str]]
) -> None:
    decision = one(asset_type=asset, end=end)
    assert flags(decision) == flag
    assert decision.measure is not None
    assert decision.measure.effective_end == effective
    assert decision.red == (effective is None)


def test_the_other_way_of_counting_is_a_setting() -> None:
    decision = decide({"end": "2023-09-12"}, Conventions(last_day=LastDay.CORRESPONDING_DAY))
    assert flags(decision) == []


def test_measures_before_2015_follow_the_rules_of_2004() -> None:
    decision = one(start="2014-06-01", end="2015-05-31")
    assert flags(decision) == [("over-the-limit", "届满日")]
    assert decision.measure is not None
    assert decision.measure.effective_end == date(2014, 11, 30)


def test_where_no_limit_was_written_the_stated_end_stands() -> None:
    decision = one(start="2004-06-01", end="2006-05-31")
    assert flags(decision) == [("limit-unknown", "起始日")]
    assert decision.measure is not None
    assert decision.measure.effective_end == date(2006, 5, 31)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"number": "（2022）吉2424执2号"}, [("unknown-case", "案号")]),
        ({"number": "执1号"}, [("bad-case-number", "案号")]),
        ({"number": ""}, [("bad-case-number", "案号")]),
        ({"start": ""}, [("unreadable-start", "起始日")]),
        ({"start": "去年"}, [("unreadable-start", "起始日")]),
        (
            {"number": "（2022）吉2424执2号", "start": ""},
            [("unknown-case", "案号"), ("unreadable-start", "起始日")],
        ),
    ],
)
def test_rows_that_cannot_be_kept(cells: dict[str, Cell], expected: list[tuple[str, str]]) -> None:
    decision = one(**cells)
    assert decision.measure is None
    assert [(reason.code, reason.column) for reason in decision.reasons] == expected


@pytest.mark.parametrize("debtor", ["郑兰城", "", "郑兰成、李某"])
def test_a_stranger_is_kept_and_flagged(debtor: str) -> None:
    assert flags(one(debtor=debtor)) == [("not-a-party", "被执行人")]


def test_names_are_compared_without_width_and_spaces() -> None:
    assert flags(one(debtor=" 郑兰成，吉林省华堃木业有限公司 ")) == []


@pytest.mark.parametrize(
    ("heading", "written", "measure", "waiting", "flag"),
    [
        ("是否轮候", "是", "冻结", True, []),
        ("是否轮候", "否", "冻结", False, []),
        ("是否轮候", "", "轮候冻结", True, []),
        ("是否轮候", "第2轮候", "冻结", True, []),
        ("是否首封", "是", "查封", False, []),
        ("是否首封", "否", "查封", True, []),
        ("是否轮候", "待查", "冻结", False, [("waiting-unclear", "是否轮候")]),
    ],
)
def test_waiting_measures_are_marked(
    heading: str, written: str, measure: str, waiting: bool, flag: list[tuple[str, str]]
) -> None:
    decision = decide({"waiting": written, "measure": measure}, headings={"waiting": heading})
    assert decision.measure is not None
    assert decision.measure.waiting is waiting
    assert flags(decision) == flag


def test_what_the_office_left_vague_is_flagged() -> None:
    decision = one(asset_type="其他", description="一宗", measure="控制")
    assert flags(decision) == [("unknown-asset", "财产类型"), ("unknown-measure", "控制措施")]
    assert decision.measure is not None
    assert (decision.measure.asset, decision.measure.kind) == (AssetClass.OTHER, MeasureKind.FREEZE)


def test_listed_shares_are_watched_by_their_own_shorter_term() -> None:
    decision = one(asset_type="股权", description="上市公司国有股", end="2025-09-11")
    assert decision.measure is not None
    assert decision.measure.effective_end == date(2023, 9, 11)


def test_a_ledger_without_an_end_column_is_refused() -> None:
    with pytest.raises(MissingColumns, match="届满日"):
        read_ledger("案号,被执行人,财产类型,起始日\n1,甲,动产,2022-01-01\n".encode())
