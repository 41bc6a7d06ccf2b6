from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.articles import cite
from zhixing.law.measure_terms import (
    AssetClass,
    AssetClassUnknown,
    Conventions,
    LastDay,
    RenewalFrom,
    SpecialAsset,
    TermRefused,
    asset_class_of,
    check_term,
    end_of_term,
    max_term,
    renewal_term,
)

CORRESPONDING = Conventions(last_day=LastDay.CORRESPONDING_DAY)


@pytest.mark.parametrize(
    ("asset", "start", "safe", "corresponding"),
    [
        (AssetClass.DEPOSIT, date(2026, 1, 15), date(2027, 1, 14), date(2027, 1, 15)),
        (AssetClass.MOVABLE, date(2026, 3, 1), date(2028, 2, 29), date(2028, 3, 1)),
        (AssetClass.IMMOVABLE, date(2024, 2, 29), date(2027, 2, 27), date(2027, 2, 28)),
        (AssetClass.OTHER, date(2022, 8, 29), date(2025, 8, 28), date(2025, 8, 29)),
    ],
)
def test_the_longest_term_of_each_class(
    asset: AssetClass, start: date, safe: date, corresponding: date
) -> None:
    assert end_of_term(asset, start).last_day == safe
    assert end_of_term(asset, start, CORRESPONDING).last_day == corresponding


@pytest.mark.parametrize(
    ("asset", "first", "renewal"),
    [
        (AssetClass.DEPOSIT, 6, 3),
        (AssetClass.MOVABLE, 12, 6),
        (AssetClass.IMMOVABLE, 24, 12),
        (AssetClass.OTHER, 24, 12),
    ],
)
def test_under_the_rules_of_2004_terms_are_shorter_and_a_renewal_is_at_most_half(
    asset: AssetClass, first: int, renewal: int
) -> None:
    for day in (date(2005, 1, 1), date(2015, 2, 3)):
        longest = max_term(asset, day)
        assert (longest.first_months, longest.renewal_months) == (first, renewal)
        assert longest.explanation[0].article.endswith("第二十九条")
    assert max_term(asset, date(2015, 2, 4)).renewal_months == max_term(asset, date(2015, 2, 4)).first_months


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2014, 6, 1), "第二十九条"),
        (date(2016, 1, 1), "第四百八十七条"),
        (date(2022, 4, 9), "第四百八十七条"),
        (date(2022, 4, 10), "第四百八十五条"),
    ],
)
def test_the_article_follows_the_law_in_force(on: date, number: str) -> None:
    assert cite("measures.term", on).number == number
    assert max_term(AssetClass.DEPOSIT, on).explanation[0].article.endswith(number)


def test_before_the_rules_of_2004_nothing_is_computed() -> None:
    with pytest.raises(TermRefused, match="2005-01-01"):
        max_term(AssetClass.DEPOSIT, date(2004, 12, 31))


@pytest.mark.parametrize(
    ("asset", "months"), [(AssetClass.DEPOSIT, 13), (AssetClass.OTHER, 37), (AssetClass.MOVABLE, 0)]
)
def test_a_term_too_long_or_empty_is_refused(asset: AssetClass, months: int) -> None:
    with pytest.raises(TermRefused, match="个月"):
        end_of_term(asset, date(2026, 1, 15), months=months)


def test_a_shorter_term_may_be_chosen() -> None:
    term = end_of_term(AssetClass.DEPOSIT, date(2026, 1, 15), months=6)
    assert (term.last_day, term.months) == (date(2026, 7, 14), 6)
    assert term.explanation[-1].arithmetic == "2026-01-15 ＋ 6 个月 − 1 日"


def test_the_day_of_the_ruling_decides_which_law_limits_the_term() -> None:
    term = end_of_term(AssetClass.DEPOSIT, date(2015, 2, 5), made_on=date(2015, 2, 2))
    assert term.last_day == date(2015, 8, 4)


def test_a_renewal_in_2014_may_not_exceed_half_and_one_after_2015_may_be_whole() -> None:
    first = end_of_term(AssetClass.MOVABLE, date(2014, 6, 1))
    assert first.last_day == date(2015, 5, 31)
    with pytest.raises(TermRefused, match="1 至 6 个月"):
        renewal_term(AssetClass.MOVABLE, first.last_day, date(2015, 2, 3), months=7)
    assert renewal_term(AssetClass.MOVABLE, first.last_day, date(2015, 2, 3), months=6).last_day == date(
        2015, 11, 30
    )
    renewed = renewal_term(AssetClass.MOVABLE, first.last_day, date(2015, 2, 10), months=24)
    assert (renewed.start, renewed.last_day) == (date(2015, 6, 1), date(2017, 5, 31))


def test_a_renewal_may_be_set_to_run_from_the_day_it_is_made() -> None:
    conventions = Conventions(renewal_from=RenewalFrom.WHEN_MADE)
    renewed = renewal_term(AssetClass.DEPOSIT, date(2027, 1, 14), date(2027, 1, 4), conventions)
    assert (renewed.start, renewed.last_day) == (date(2027, 1, 4), date(2028, 1, 3))


def test_a_lapsed_measure_cannot_be_renewed() -> None:
    with pytest.raises(TermRefused, match="失效"):
        renewal_term(AssetClass.DEPOSIT, date(2027, 1, 14), date(2027, 1, 15))
    assert renewal_term(AssetClass.DEPOSIT, date(2027, 1, 14), date(2027, 1, 14)).start == date(2027, 1, 15)


def test_a_stated_term_within_the_law_passes() -> None:
    check = check_term(AssetClass.IMMOVABLE, date(2022, 7, 16), date(2025, 7, 15))
    assert (check.ok, check.over_by_days, check.watch_until) == (True, 0, date(2025, 7, 15))
    assert check_term(AssetClass.OTHER, date(2022, 5, 31), date(2025, 5, 27)).watch_until == date(2025, 5, 27)


def test_an_overlong_term_is_cut_to_what_the_law_allows() -> None:
    check = check_term(AssetClass.IMMOVABLE, date(2022, 4, 23), date(2026, 4, 22))
    assert not check.ok
    assert (check.last_day_allowed, check.over_by_days) == (date(2025, 4, 22), 365)
    assert check.watch_until == date(2025, 4, 22)
    assert not check.disputed
    assert check.flags[-1].code == "term.over_limit"


def test_one_day_more_is_disputed_and_no_reproach() -> None:
    check = check_term(AssetClass.DEPOSIT, date(2026, 1, 14), date(2027, 1, 14))
    assert (check.ok, check.over_by_days, check.disputed) == (False, 1, True)
    assert check.flags[-1].code == "term.counting_disputed"
    relaxed = check_term(AssetClass.DEPOSIT, date(2026, 1, 14), date(2027, 1, 14), conventions=CORRESPONDING)
    assert relaxed.ok


def test_a_stated_renewal_is_checked_by_the_law_of_its_day() -> None:
    over = check_term(
        AssetClass.MOVABLE, date(2015, 6, 1), date(2016, 5, 31), made_on=date(2015, 2, 3), renewal=True
    )
    assert over.last_day_allowed == date(2015, 11, 30)
    assert check_term(AssetClass.MOVABLE, date(2015, 6, 1), date(2017, 5, 31), renewal=True).ok


def test_a_term_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(TermRefused, match="早于"):
        check_term(AssetClass.DEPOSIT, date(2026, 1, 15), date(2026, 1, 14))


def test_listed_shares_are_watched_by_the_shorter_term_and_flagged() -> None:
    longest = max_term(AssetClass.OTHER, date(2026, 1, 15), SpecialAsset.LISTED_SHARES)
    assert (longest.first_months, longest.renewal_months) == (12, 6)
    assert longest.flags[0].code == "term.disagreement"
    term = end_of_term(AssetClass.OTHER, date(2026, 1, 15), special=SpecialAsset.LISTED_SHARES)
    assert term.last_day == date(2027, 1, 14)
    assert "视为自动撤销冻结" in term.explanation[1].article_text
    with pytest.raises(TermRefused):
        renewal_term(
            AssetClass.OTHER, term.last_day, date(2027, 1, 5), months=7, special=SpecialAsset.LISTED_SHARES
        )


def test_securities_and_settlement_funds() -> None:
    securities = max_term(AssetClass.OTHER, date(2026, 1, 15), SpecialAsset.SECURITIES)
    funds = max_term(AssetClass.DEPOSIT, date(2026, 1, 15), SpecialAsset.SETTLEMENT_FUNDS)
    assert (securities.first_months, funds.first_months) == (24, 6)
    assert securities.explanation[1].mark == "recall"


def test_before_2015_a_special_rule_applies_without_disagreement_and_not_before_its_own_day() -> None:
    assert max_term(AssetClass.OTHER, date(2014, 1, 1), SpecialAsset.LISTED_SHARES).flags == ()
    assert max_term(AssetClass.OTHER, date(2014, 1, 1), SpecialAsset.LISTED_SHARES).first_months == 12
    assert max_term(AssetClass.DEPOSIT, date(2007, 1, 1), SpecialAsset.SETTLEMENT_FUNDS).explanation[1:] == ()


def test_a_term_is_not_extended_over_a_holiday_unless_the_court_says_so() -> None:
    start = date(2025, 10, 4)
    term = end_of_term(AssetClass.DEPOSIT, start)
    assert term.last_day == date(2026, 10, 3)
    assert term.flags[0].code == "term.ends_on_rest_day"
    extended = end_of_term(AssetClass.DEPOSIT, start, Conventions(extend_over_holidays=True))
    assert extended.last_day == date(2026, 10, 8)
    assert [flag.code for flag in extended.flags] == ["term.extended"]
    weekday = end_of_term(AssetClass.DEPOSIT, date(2025, 11, 21), Conventions(extend_over_holidays=True))
    assert (weekday.last_day, weekday.flags) == (date(2026, 11, 20), ())


def test_an_extension_beyond_the_known_calendar_is_provisional() -> None:
    term = end_of_term(AssetClass.IMMOVABLE, date(2097, 1, 4), Conventions(extend_over_holidays=True))
    assert [flag.code for flag in term.flags] == ["term.extended", "calendar.provisional"]


@pytest.mark.parametrize(
    ("text", "asset"),
    [
        ("银行存款", AssetClass.DEPOSIT),
        (" 银行 存款 ", AssetClass.DEPOSIT),
        ("支付宝余额", AssetClass.DEPOSIT),
        ("住房公积金", AssetClass.DEPOSIT),
        ("动产", AssetClass.MOVABLE),
        ("小型轿车", AssetClass.MOVABLE),
        ("不动产", AssetClass.IMMOVABLE),
        ("房产", AssetClass.IMMOVABLE),
        ("车位", AssetClass.IMMOVABLE),
        ("林权", AssetClass.OTHER),
        ("股权", AssetClass.OTHER),
        ("房屋租金债权", AssetClass.OTHER),
        ("deposit", AssetClass.DEPOSIT),
        ("OTHER", AssetClass.OTHER),
    ],
)
def test_the_class_of_an_asset_is_read_as_ledgers_name_it(text: str, asset: AssetClass) -> None:
    assert asset_class_of(text) is asset


@pytest.mark.parametrize("text", ["", "若干", "其他"])
def test_an_unknown_asset_is_refused(text: str) -> None:
    with pytest.raises(AssetClassUnknown):
        asset_class_of(text)


@given(
    st.sampled_from(list(AssetClass)),
    st.dates(min_value=date(2005, 1, 1), max_value=date(2060, 1, 1)),
)
def test_the_safe_day_is_never_later_than_the_other_and_the_next_day_is_over(
    asset: AssetClass, start: date
) -> None:
    safe = end_of_term(asset, start)
    other = end_of_term(asset, start, CORRESPONDING)
    assert other.last_day - safe.last_day == timedelta(days=1)
    assert check_term(asset, start, safe.last_day).ok
    assert check_term(asset, start, other.last_day).disputed
    assert not check_term(asset, start, other.last_day + timedelta(days=1)).disputed
