from datetime import date
from decimal import Decimal

import pytest

from zhixing.law import indicators

ON = date(2022, 12, 31)


def test_jilin_2022_concluded_98_23_per_cent() -> None:
    rate = indicators.conclusion_rate(concluded=214_317, carried_over=7_886, newly_received=210_285, on=ON)
    assert rate.denominator == 218_171
    assert rate.percent == Decimal("98.23")
    assert rate.text == "98.23 %"
    assert rate.mark == "secondary"
    assert rate.explanation[0].arithmetic == "214317 ÷ 218171"


def test_money_recovered_may_exceed_what_was_applied_for_and_is_flagged() -> None:
    assert indicators.recovered_rate(recovered_fen=4_539, applied_fen=10_000, on=ON).text == "45.39 %"
    above = indicators.recovered_rate(recovered_fen=10_100, applied_fen=10_000, on=ON)
    assert above.percent == Decimal("101.00")
    assert above.flags[0].code == "indicator.above_whole"


def test_shares_of_concluded_cases() -> None:
    assert indicators.completion_rate(completed=1, concluded=3, on=ON).text == "33.33 %"
    assert indicators.suspended_rate(suspended=2, concluded=3, on=ON).text == "66.67 %"
    within = indicators.within_limit_rate(within_limit=3, concluded=3, on=ON)
    assert within.text == "100.00 %"
    assert within.mark == "derived"


def test_nothing_to_divide_by_has_no_value() -> None:
    rate = indicators.completion_rate(completed=0, concluded=0, on=ON)
    assert rate.percent is None
    assert rate.text == "—"
    assert rate.flags[0].code == "indicator.nothing"


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(indicators.IndicatorRefused, match="大于"):
        indicators.completion_rate(completed=4, concluded=3, on=ON)
    with pytest.raises(indicators.IndicatorRefused, match="负数"):
        indicators.recovered_rate(recovered_fen=-1, applied_fen=3, on=ON)
    with pytest.raises(indicators.IndicatorRefused, match="旧存"):
        indicators.conclusion_rate(concluded=1, carried_over=-1, newly_received=3, on=ON)
    with pytest.raises(indicators.IndicatorRefused, match="早于"):
        indicators.average_days([(date(2022, 2, 1), date(2022, 1, 31))], ON)


def test_average_days_from_filing_to_conclusion() -> None:
    cases = [(date(2022, 1, 1), date(2022, 1, 1)), (date(2022, 1, 1), date(2022, 1, 6))]
    mean = indicators.average_days(cases, ON)
    assert (mean.total_days, mean.cases, mean.days) == (5, 2, Decimal("2.5"))
    assert indicators.average_days([], ON).days is None


def test_average_days_from_sums_refuses_negative_ones() -> None:
    assert indicators.mean_days(total_days=10, cases=4, on=ON).days == Decimal("2.5")
    with pytest.raises(indicators.IndicatorRefused, match="不能为负数"):
        indicators.mean_days(total_days=-1, cases=4, on=ON)
