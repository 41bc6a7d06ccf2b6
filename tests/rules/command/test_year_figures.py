"""Which cases count in a year, and what the figures say."""

from datetime import date

import pytest

from zhixing.command.rules.figures import Counts, FigureKey, figures_of, sentence
from zhixing.command.rules.year import Place, Span, YearUnclear, place_of, span_of

YEAR = span_of(2022, date(2022, 12, 31))


@pytest.mark.parametrize(
    ("filed_on", "concluded_on", "place"),
    [
        (date(2021, 12, 31), None, Place(True, False, False)),
        (date(2021, 6, 1), date(2021, 12, 31), Place(False, False, False)),
        (date(2021, 6, 1), date(2022, 1, 1), Place(True, False, True)),
        (date(2022, 1, 1), date(2022, 12, 31), Place(False, True, True)),
        (date(2022, 12, 31), date(2023, 1, 1), Place(False, True, False)),
        (date(2023, 1, 1), None, Place(False, False, False)),
    ],
)
def test_a_case_has_one_place_in_a_year(filed_on: date, concluded_on: date | None, place: Place) -> None:
    assert place_of(type_code="执", filed_on=filed_on, concluded_on=concluded_on, span=YEAR) == place
    resumed = place_of(type_code="执恢", filed_on=filed_on, concluded_on=concluded_on, span=YEAR)
    assert resumed == Place(False, False, False)


def test_a_year_is_seen_as_it_stood() -> None:
    assert span_of(2022, date(2022, 6, 30)) == Span(2022, date(2022, 1, 1), date(2022, 6, 30))
    assert span_of(2022, date(2026, 1, 1)).last == date(2022, 12, 31)
    with pytest.raises(YearUnclear, match="2022 年在 2021-12-31 尚未开始"):
        span_of(2022, date(2021, 12, 31))
    half = span_of(2022, date(2022, 6, 30))
    later = place_of(type_code="执", filed_on=date(2022, 1, 5), concluded_on=date(2022, 7, 1), span=half)
    assert later == Place(False, True, False)


def _jilin() -> Counts:
    """Jilin 2022: 214,317 of 218,171 concluded, 33.65 billion recovered at 45.39 %."""
    return Counts(
        carried_over=7_886, received=210_285, applied_fen=7_413_527_208_636, recovered_fen=3_365_000_000_000,
        by_kind={"performed": 100_000, "suspended_for_want_of_assets": 64_317, "terminated": 50_000},
        within_limit=200_000, total_days=214_317 * 90 + 107_158, concluded_applied_fen=200, concluded_recovered_fen=300,
    )  # fmt: skip


def test_the_rates_of_jilin_2022() -> None:
    found = figures_of(_jilin(), YEAR)
    assert set(found) == set(FigureKey)
    values = {key: figure.value for key, figure in found.items()}
    assert values == {
        FigureKey.CARRIED_OVER: "7886",
        FigureKey.RECEIVED: "210285",
        FigureKey.CONCLUDED: "214317",
        FigureKey.CONCLUSION_RATE: "98.23 %",
        FigureKey.APPLIED: "74,135,272,086.36",
        FigureKey.RECOVERED: "33,650,000,000.00",
        FigureKey.RECOVERED_RATE: "45.39 %",
        FigureKey.RECOVERED_RATE_CONCLUDED: "150.00 %",
        FigureKey.COMPLETION_RATE: "46.66 %",
        FigureKey.SUSPENDED_RATE: "30.01 %",
        FigureKey.WITHIN_LIMIT_RATE: "93.32 %",
        FigureKey.AVERAGE_DAYS: "90.5",
    }
    assert all(figure.steps for figure in found.values())
    assert found[FigureKey.CONCLUSION_RATE].steps[0].arithmetic == "214317 ÷ 218171"
    assert [flag.code for flag in found[FigureKey.RECOVERED_RATE_CONCLUDED].flags] == [
        "indicator.above_whole"
    ]


def test_the_closing_sentence_has_both_rates() -> None:
    assert sentence(_jilin(), YEAR, "吉林法院") == (
        "2022年，吉林法院执结214317件，结案率98.23%，执行到位33,650,000,000.00元（到位率45.39%）。"
    )
    half = span_of(2022, date(2022, 6, 30))
    assert (
        sentence(Counts(), half, "汪清法院")
        == "2022年截至6月30日，汪清法院执结0件，结案率—，执行到位0.00元（到位率—）。"
    )


def test_a_year_that_only_gave_money_back_has_no_rate() -> None:
    found = figures_of(Counts(received=1, applied_fen=100, recovered_fen=-5), YEAR)
    assert found[FigureKey.RECOVERED].value == "-0.05"
    assert found[FigureKey.RECOVERED_RATE].value == "—"
    assert [flag.code for flag in found[FigureKey.RECOVERED_RATE].flags] == ["indicator.negative"]


def test_courts_add_up() -> None:
    whole = Counts()
    whole.add(Counts(1, 2, 3, 4, {"performed": 1}, 1, 10, 5, 6))
    whole.add(Counts(10, 20, 30, 40, {"performed": 2, "rejected": 1}, 2, 20, 50, 60))
    assert whole == Counts(11, 22, 33, 44, {"performed": 3, "rejected": 1}, 3, 30, 55, 66)
    assert whole.concluded == 4
    assert [key.words[0] for key in (FigureKey.CONCLUSION_RATE, FigureKey.RECOVERED_RATE)] == [
        "结案率",
        "到位率",
    ]
