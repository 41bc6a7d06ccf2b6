"""Published rates by date: lookups, the table's end and beginning, a court's own rows."""

from datetime import date
from decimal import Decimal

import pytest

from zhixing.law.rates import (
    RateBeforeTable,
    RateBook,
    RateRow,
    RateTable,
    RateTableMistake,
    Tenor,
    benchmark_on,
    benchmark_table,
    lpr_on,
    lpr_table,
    packaged_rates,
)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        ("2019-08-20", "4.25"),
        ("2024-10-20", "3.35"),
        ("2024-10-21", "3.10"),
        ("2025-05-19", "3.10"),
        ("2025-05-20", "3.00"),
    ],
)
def test_the_lpr_of_a_day_is_the_last_published_one(day: str, percent: str) -> None:
    assert lpr_on(date.fromisoformat(day)).percent == Decimal(percent)


def test_the_answer_names_row_source_and_article() -> None:
    found = lpr_on(date(2024, 11, 1), Tenor.LPR_5Y)
    assert (found.percent, found.since, found.confidence, found.flags) == (
        Decimal("3.60"),
        date(2024, 10, 21),
        "A",
        (),
    )
    assert found.source.startswith("chinamoney")
    assert found.explanation[0].text == "2024-11-01 适用 2024-10-21 公布的五年期以上贷款市场报价利率。"
    assert "下一次发布LPR之前有效" in found.explanation[0].article_text


def test_a_make_up_working_saturday_is_a_release_day() -> None:
    assert lpr_table().row_on(date(2021, 2, 20)).since == date(2021, 2, 20)


def test_beyond_the_table_the_last_rate_is_used_and_flagged() -> None:
    last = lpr_on(date(2026, 10, 19))
    assert [flag.code for flag in last.flags] == ["rate.unconfirmed"]
    beyond = lpr_on(date(2026, 10, 20))
    assert beyond.percent == Decimal("3.00")
    assert [flag.code for flag in beyond.flags] == ["rate.beyond_table", "rate.unconfirmed"]
    assert "止于 2026-09-20，2026-10-20 起应有新的报价" in beyond.flags[0].message


def test_before_the_table_there_is_no_rate() -> None:
    with pytest.raises(RateBeforeTable, match="自 2019-08-20 起公布，2019-08-19 没有可用的利率"):
        lpr_on(date(2019, 8, 19))
    with pytest.raises(RateBeforeTable, match="1991-04-20"):
        benchmark_on(date(1991, 4, 20))


def test_benchmark_rates_by_tier() -> None:
    day = date(2012, 7, 6)
    found = [benchmark_on(day, tenor).percent for tenor in benchmark_table().tenors]
    assert found == [Decimal(text) for text in ("5.60", "6.00", "6.15", "6.40", "6.55")]
    assert benchmark_on(date(2026, 11, 22)).percent == Decimal("4.35")
    assert benchmark_on(date(1995, 7, 1), Tenor.TO_3Y).percent == Decimal("13.50")
    assert benchmark_table().next_expected() is None


def test_a_court_lays_its_own_rows_over_the_table() -> None:
    own = RateRow(date(2026, 10, 20), (Decimal("2.90"), Decimal("3.40")), "本院录入", "A")
    mended = RateRow(date(2026, 9, 20), (Decimal("3.00"), Decimal("3.50")), "公布值", "A")
    table = lpr_table().extended([own, mended])
    assert len(table.rows) == len(lpr_table().rows) + 1
    assert lpr_on(date(2026, 10, 25), table=table).percent == Decimal("2.90")
    assert lpr_on(date(2026, 10, 25), table=table).flags == ()
    assert table.next_expected() == date(2026, 11, 20)
    assert lpr_on(date(2026, 10, 25)).percent == Decimal("3.00")


def test_a_mistaken_row_is_refused() -> None:
    day = date(2026, 10, 20)
    with pytest.raises(RateTableMistake, match="应有 2 个利率"):
        lpr_table().extended([RateRow(day, (Decimal("2.90"),), "", "A")])
    with pytest.raises(RateTableMistake, match="两位小数"):
        lpr_table().extended([RateRow(day, (Decimal("2.905"), Decimal("3.4")), "", "A")])
    with pytest.raises(RateTableMistake, match="两位小数"):
        lpr_table().extended([RateRow(day, (Decimal("290"), Decimal("3.4")), "", "A")])
    with pytest.raises(RateTableMistake, match="按日期排列"):
        RateTable("空", (Tenor.LPR_1Y,), (), monthly=True)
    with pytest.raises(RateTableMistake, match="没有“五年以上”这一档"):
        lpr_on(day, Tenor.OVER_5Y)


def test_spans_are_cut_only_where_the_rate_changes() -> None:
    spans = list(lpr_table().spans(date(2024, 7, 1), date(2024, 12, 31), Tenor.LPR_1Y))
    assert [(str(span.first), str(span.last), str(span.percent)) for span in spans] == [
        ("2024-07-01", "2024-07-21", "3.45"),
        ("2024-07-22", "2024-10-20", "3.35"),
        ("2024-10-21", "2024-12-31", "3.10"),
    ]
    whole = list(lpr_table().spans(date(2025, 6, 1), date(2030, 1, 1), Tenor.LPR_1Y))
    assert [span.percent for span in whole] == [Decimal("3.00")]


def test_days_before_the_first_lpr_carry_the_benchmark_rate() -> None:
    book = packaged_rates()
    first, last = date(2019, 8, 1), date(2019, 8, 31)
    spans = [(str(span.first), str(span.percent)) for span in book.spans(first, last, Tenor.LPR_1Y)]
    assert spans == [("2019-08-01", "4.35"), ("2019-08-20", "4.25")]
    spans = [
        (str(span.last), str(span.percent)) for span in book.spans(first, date(2019, 8, 5), Tenor.LPR_5Y)
    ]
    assert spans == [("2019-08-05", "4.90")]
    assert [flag.code for flag in book.warnings(first, last, Tenor.LPR_1Y)] == ["rate.before_lpr"]
    assert [flag.code for flag in book.warnings(first, date(2019, 8, 5), Tenor.LPR_1Y)] == ["rate.before_lpr"]


def test_benchmark_days_after_the_first_lpr_are_flagged() -> None:
    book = packaged_rates()
    assert book.warnings(date(2015, 1, 1), date(2019, 8, 19), Tenor.TO_1Y) == ()
    late = book.warnings(date(2015, 1, 1), date(2019, 8, 20), Tenor.TO_1Y)
    assert [flag.code for flag in late] == ["rate.benchmark_after_lpr"]


def test_a_doubtful_old_row_is_flagged_only_while_used() -> None:
    rows = (
        RateRow(date(2020, 1, 1), (Decimal("4.00"),), "", "B"),
        RateRow(date(2021, 1, 1), (Decimal("3.00"),), "", "A"),
    )
    table = RateTable("测试", (Tenor.TO_1Y,), rows, monthly=False)
    assert [flag.code for flag in table.warnings(date(2020, 5, 1), date(2021, 5, 1))] == ["rate.unconfirmed"]
    assert table.warnings(date(2021, 1, 1), date(2021, 5, 1)) == ()
    assert RateBook(lpr_table(), table).benchmark is table
