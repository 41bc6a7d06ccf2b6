"""Delay before 2014-08-01: twice the benchmark rate, settled pro rata, and the passage to the present rule."""

from datetime import date
from fractions import Fraction

import pytest

from zhixing.law.interest import debt_on
from zhixing.law.interest_before_2014 import old_delay, settle_pro_rata, tier_of
from zhixing.law.interest_terms import (
    Conventions,
    Debt,
    DebtTerms,
    Instalment,
    Part,
    Payment,
    Stop,
    StopKind,
    TermsUnclear,
)
from zhixing.law.rate_terms import parse_rate
from zhixing.law.rates import Tenor, benchmark_table


def day(text: str) -> date:
    return date.fromisoformat(text)


def codes(debt: Debt) -> list[str]:
    return [flag.code for flag in debt.flags]


def test_the_annexs_formula() -> None:
    factor = Fraction(6, 100) * 2 * Fraction(300, 360)
    assert settle_pro_rata(5_500_000, 10_000_000, factor) == (5_000_000, 500_000)
    assert settle_pro_rata(11_000_000, 10_000_000, factor) == (10_000_000, 1_000_000)
    assert settle_pro_rata(12_000_000, 10_000_000, factor) == (10_000_000, 1_000_000)
    assert settle_pro_rata(100, 100, Fraction(0)) == (100, 0)
    with pytest.raises(TermsUnclear):
        settle_pro_rata(-1, 100, factor)
    with pytest.raises(TermsUnclear):
        settle_pro_rata(1, 100, -factor)


def test_the_annexs_formula_on_a_case() -> None:
    # late from 2012-08-01; 300 days later the six-months-to-one-year tier stands at 6.00 %
    terms = DebtTerms(10_000_000, performance_ends_on=day("2012-07-31"))
    paid = [Payment(day("2013-05-27"), 5_500_000)]
    debt = debt_on(terms, paid, on=day("2013-05-27"))
    found = debt.allocations[0]
    assert (found.principal, found.doubled, found.surplus) == (5_000_000, 500_000, 0)
    assert (debt.principal_left, debt.doubled_accrued, debt.doubled_left) == (5_000_000, 1_000_000, 500_000)
    assert codes(debt) == ["interest.old_rule"]
    step = next(step for step in debt.explanation if "基准利率二倍" in step.text)
    assert step.text.endswith("2012-08-01至2013-05-27共300日")
    assert (step.arithmetic, step.result) == ("50,000.00 × 6.00% × 300 ÷ 360 × 2", "5,000.00元")
    assert "并还原则" in step.article_text
    assert any(step.text == "2013-05-27履行，依并还原则清偿" for step in debt.explanation)
    assert not any("现行解释" in step.text for step in debt.explanation)


def test_days_before_and_after_the_change() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2013-12-31"))
    # 212 days at 6.00 % × 2 ÷ 360 = 7,066.67; 92 days at 17.50
    debt = debt_on(terms, on=day("2014-10-31"))
    assert debt.doubled_left == 706_667 + 161_000
    assert any("2014-08-01以前的迟延按之前的规定计算" in step.text for step in debt.explanation)
    assert debt_on(terms, on=day("2014-07-31")).doubled_left == 706_667
    assert debt_on(terms, on=day("2014-08-01")).doubled_left == 706_667 + 1_750
    end_excluded = Conventions(count_end_day=False)
    assert debt_on(terms, on=day("2014-08-01"), conventions=end_excluded).doubled_left == 706_667
    paid = [Payment(day("2014-08-01"), 10_000_000)]
    whole = debt_on(terms, paid, on=day("2014-08-02"), conventions=end_excluded)
    assert (whole.principal_left, whole.doubled_left) == (0, 706_667)


def test_the_part_unpaid_on_the_day_of_change_goes_on() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2012-07-31"))
    paid = [Payment(day("2013-05-27"), 5_500_000), Payment(day("2014-08-10"), 5_000_000)]
    debt = debt_on(terms, paid, on=day("2014-12-31"))
    # 730 days to 2014-07-31 in the tier of one to three years, 6.15 %; then ten days at 0.0175 %
    old = Fraction(5_000_000 * 2 * 730 * 615, 360 * 10_000)
    assert debt.doubled_accrued == 500_000 + round(old + Fraction(5_000_000 * 10 * 175, 1_000_000))
    assert (debt.principal_left, debt.allocations[1].principal, debt.allocations[1].doubled) == (
        0,
        5_000_000,
        0,
    )


def test_tier_and_year_are_settings() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2013-12-31"))
    rules = Conventions(old_tier=Tenor.UP_TO_6M, old_year_days=365)
    debt = debt_on(terms, on=day("2014-07-31"), conventions=rules)
    assert debt.doubled_left == round(10_000_000 * 212 * 2 * 56 / 365_000)


def test_all_adjudged_money_is_settled_with_its_interest() -> None:
    terms = DebtTerms(
        10_000_000,
        rate=parse_rate("年利率7.3%"),
        interest_from=day("2012-08-01"),
        performance_ends_on=day("2012-07-31"),
        costs_fen=100_000,
    )
    debt = debt_on(terms, [Payment(day("2013-05-27"), 700_000 + 5_500_000)], on=day("2013-05-27"))
    found = debt.allocations[0]
    # 300 days of general interest are 6,000.00; costs stand outside the base
    assert (found.costs, found.general, found.principal, found.doubled) == (
        100_000,
        600_000,
        5_000_000,
        500_000,
    )
    rest = debt_on(terms, [Payment(day("2013-05-27"), 11_800_000)], on=day("2013-05-27"))
    assert (rest.total_due, rest.surplus) == (0, 100_000)


def test_an_agreed_order_sets_the_pro_rata_rule_aside() -> None:
    order = (Part.COSTS, Part.PRINCIPAL, Part.OTHER, Part.GENERAL, Part.DOUBLED)
    terms = DebtTerms(10_000_000, performance_ends_on=day("2012-07-31"), agreed_order=order)
    debt = debt_on(terms, [Payment(day("2013-05-27"), 5_500_000)], on=day("2013-05-27"))
    assert (debt.principal_left, debt.doubled_left) == (4_500_000, 1_000_000)


def test_instalments_each_have_their_own_delay() -> None:
    parts = (Instalment(day("2012-07-31"), 5_000_000), Instalment(day("2014-09-30"), 5_000_000))
    terms = DebtTerms(10_000_000, instalments=parts)
    debt = debt_on(terms, [Payment(day("2013-05-27"), 5_500_000)], on=day("2014-10-10"))
    assert (debt.principal_left, debt.doubled_accrued) == (
        5_000_000,
        500_000 + 5_000_000 * 10 * 175 // 1_000_000,
    )


def test_bankruptcy_ends_the_old_interest_too() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2012-07-31"))
    stop = Stop(day("2013-05-28"), None, StopKind.BANKRUPTCY)
    assert debt_on(terms, stops=[stop], on=day("2014-06-30")).doubled_left == 1_000_000
    assert debt_on(terms, stops=[stop], on=day("2015-06-30")).doubled_left == 1_000_000


def test_before_the_reply_of_2009_the_highest_rate_is_stood_in_for() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2009-03-31"))
    debt = debt_on(terms, on=day("2009-04-30"))
    assert debt.doubled_left == round(10_000_000 * 30 * 2 * 486 / 3_600_000)
    assert codes(debt) == ["interest.old_rule", "interest.before_2009"]
    assert any("第二百九十四条" in step.article for step in debt.explanation)


@pytest.mark.parametrize(
    ("after", "tier"),
    [
        ("2013-02-28", Tenor.UP_TO_6M),
        ("2013-03-01", Tenor.TO_1Y),
        ("2013-08-31", Tenor.TO_1Y),
        ("2013-09-01", Tenor.TO_3Y),
        ("2015-09-01", Tenor.TO_5Y),
        ("2017-09-01", Tenor.OVER_5Y),
    ],
)
def test_the_tier_follows_the_length_of_the_delay(after: str, tier: Tenor) -> None:
    assert tier_of(day("2012-08-31"), day(after)) is tier


def test_a_delay_is_cut_where_the_benchmark_changed() -> None:
    first, end = day("2012-06-01").toordinal(), day("2012-07-11").toordinal()
    delay = old_delay(first, end, benchmark_table(), None, 360)
    assert delay.arithmetic == "(6.10% × 7 + 5.85% × 28 + 5.60% × 5) ÷ 360 × 2"
    assert delay.factor == Fraction(2 * (610 * 7 + 585 * 28 + 560 * 5), 10_000 * 360)
    assert old_delay(end, end, benchmark_table(), None, 360).factor == 0
