"""Interest for delayed performance since 2014-08-01: worked examples to the fen, payments, stays, explanations."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhixing.law.explanation import to_text
from zhixing.law.interest import calculate, debt_on
from zhixing.law.interest_terms import (
    PRINCIPAL_FIRST,
    Conventions,
    Debt,
    DebtTerms,
    DoubledBase,
    GeneralStop,
    Instalment,
    Part,
    Payment,
    PaymentKind,
    Stop,
    StopKind,
    TermsUnclear,
)
from zhixing.law.rate_terms import UnreadableRate, parse_rate
from zhixing.law.rates import RateBeforeTable, RateBook, RateRow, benchmark_table, lpr_table

END_EXCLUDED = Conventions(count_end_day=False)


def day(text: str) -> date:
    return date.fromisoformat(text)


def texts(debt: Debt) -> list[str]:
    return [step.text for step in debt.explanation]


def codes(debt: Debt) -> list[str]:
    return [flag.code for flag in debt.flags]


def doubled_only(principal: int, ends: str, on: str, conventions: Conventions | None = None) -> int:
    terms = DebtTerms(principal, performance_ends_on=day(ends))
    return debt_on(terms, on=day(on), conventions=conventions or Conventions()).doubled_left


def test_the_example_of_the_supreme_peoples_court() -> None:
    debt = calculate(
        1_000_000,
        rate="日万分之五",
        interest_from=day("2015-01-01"),
        performance_ends=day("2015-07-03"),
        paid_on=day("2015-09-01"),
    )
    assert (debt.general_accrued, debt.doubled_accrued, debt.total_due) == (122_000, 10_500, 1_132_500)
    assert debt.flags == ()
    assert [(step.text, step.arithmetic, step.result) for step in debt.explanation] == [
        ("迟延履行期间的债务利息＝一般债务利息＋加倍部分债务利息。", "", ""),
        ("履行期间于2015-07-03届满，加倍部分自2015-07-04起算。", "", ""),
        ("一般债务利息：2015-01-01至2015-07-03共184日", "10,000.00 × 0.05% × 184", "920.00元"),
        ("一般债务利息（迟延履行期间）：2015-07-04至2015-09-01共60日", "10,000.00 × 0.05% × 60", "300.00元"),
        ("一般债务利息合计（日利率0.05%）", "920.00 ＋ 300.00", "1,220.00元"),
        ("加倍部分：2015-07-04至2015-09-01共60日", "10,000.00 × 0.0175% × 60", "105.00元"),
        ("加倍部分债务利息合计", "", "105.00元"),
        (
            "截至2015-09-01尚应给付",
            "一般债务利息 1,220.00 ＋ 本金 10,000.00 ＋ 加倍部分债务利息 105.00",
            "11,325.00元",
        ),
    ]
    assert "第二百五十三条" in debt.explanation[0].article
    assert "日万分之一点七五" in debt.explanation[5].article_text


@pytest.mark.parametrize(
    ("conventions", "fen"), [(END_EXCLUDED, 136_026_965), (Conventions(), 136_075_287)], ids=["2815", "2816"]
)
def test_one_day_more_or_less_in_a_bankruptcy_file(conventions: Conventions, fen: int) -> None:
    assert doubled_only(276_126_800, "2017-12-31", "2025-09-16", conventions) == fen


@pytest.mark.parametrize(("conventions", "fen"), [(END_EXCLUDED, 1_750_000), (Conventions(), 1_767_500)])
def test_a_million_for_a_hundred_days(conventions: Conventions, fen: int) -> None:
    assert doubled_only(100_000_000, "2025-12-31", "2026-04-11", conventions) == fen


def test_a_hundred_thousand_for_a_day_and_for_a_year() -> None:
    assert doubled_only(10_000_000, "2024-12-31", "2025-01-01") == 1_750
    assert doubled_only(10_000_000, "2024-12-31", "2025-12-31") == 638_750
    assert doubled_only(10_000_000, "2024-12-31", "2024-12-31") == 0


def test_starting_on_the_last_day_of_the_period_is_a_setting() -> None:
    rules = Conventions(start_next_day=False)
    assert doubled_only(10_000_000, "2024-12-31", "2025-01-01", rules) == 3_500


def test_each_part_stops_on_its_payment_day() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2024-01-10"))
    payments = [Payment(day("2024-04-10"), 6_000_000), Payment(day("2024-03-10"), 4_000_000)]
    debt = debt_on(terms, payments, on=day("2024-05-01"))
    assert (debt.principal_left, debt.doubled_accrued, debt.doubled_left) == (0, 137_550, 137_550)
    assert debt.total_due == 137_550
    assert [(a.payment.day, a.principal, a.doubled) for a in debt.allocations] == [
        (day("2024-03-10"), 4_000_000, 0),
        (day("2024-04-10"), 6_000_000, 0),
    ]
    before = debt_on(terms, payments, on=day("2024-03-09"))
    assert (before.principal_left, before.doubled_left, before.allocations) == (10_000_000, 103_250, ())


def test_without_a_period_the_doubled_part_runs_from_the_day_the_title_took_effect() -> None:
    debt = calculate(10_000_000, effective_on=day("2025-01-01"), paid_on=day("2025-01-02"))
    assert debt.doubled_left == 3_500
    assert "未确定履行期间，加倍部分自法律文书生效之日2025-01-01起算。" in texts(debt)
    assert "执行依据未确定一般债务利息，不予计算。" in texts(debt)


def test_without_any_day_the_doubled_part_is_not_guessed() -> None:
    debt = calculate(10_000_000, paid_on=day("2025-01-02"))
    assert (debt.doubled_left, codes(debt)) == (0, ["interest.no_delay_date"])


def test_each_instalment_is_late_by_itself() -> None:
    parts = (Instalment(day("2025-02-28"), 6_000_000), Instalment(day("2025-01-31"), 4_000_000))
    terms = DebtTerms(10_000_000, instalments=parts, other_fen=1_000_000)
    debt = debt_on(terms, [Payment(day("2025-03-10"), 5_000_000)], on=day("2025-03-20"))
    # 40,000 × 38 days; 60,000 × 10 days, then 50,000 × 10; 10,000 falls due with the last instalment: × 20
    exact = 4_000_000 * 38 + 6_000_000 * 10 + 5_000_000 * 10 + 1_000_000 * 20
    assert debt.doubled_left == exact * 175 // 1_000_000
    assert debt.principal_left == 5_000_000
    assert any("2025-01-31（40,000.00元）" in text for text in texts(debt))


@pytest.mark.parametrize(
    ("base", "fen"),
    [
        (DoubledBase.ALL, 12_000_000),
        (DoubledBase.WITHOUT_COSTS, 11_500_000),
        (DoubledBase.PRINCIPAL_ONLY, 10_000_000),
    ],
)
def test_the_base_of_the_doubled_part_is_a_setting(base: DoubledBase, fen: int) -> None:
    terms = DebtTerms(
        10_000_000, other_fen=1_500_000, costs_fen=500_000, performance_ends_on=day("2024-12-31")
    )
    debt = debt_on(terms, on=day("2025-01-10"), conventions=Conventions(doubled_base=base))
    assert debt.doubled_left == fen * 10 * 175 // 1_000_000
    excluded = "诉讼费等费用按本院设置不计入加倍部分的基数。" in texts(debt)
    assert excluded == (base is not DoubledBase.ALL)
    narrow = "违约金等其他金钱债务按本院设置不计入加倍部分的基数。" in texts(debt)
    assert narrow == (base is DoubledBase.PRINCIPAL_ONLY)


LATE: dict[str, Any] = {
    "rate": parse_rate("年利率7.3%"),
    "interest_from": day("2025-01-01"),
    "performance_ends_on": day("2025-01-31"),
    "other_fen": 50_000,
    "costs_fen": 20_000,
}


def test_a_payment_meets_costs_interest_principal_and_last_the_doubled_part() -> None:
    # 10,000.00 × 7.3 % ÷ 365 = 2.00 a day; by 2025-02-09: 40 days 80.00; doubled on 10,500.00 × 9 days 16.5375
    terms = DebtTerms(1_000_000, **LATE)
    debt = debt_on(terms, [Payment(day("2025-02-09"), 128_000)], on=day("2025-02-09"))
    found = debt.allocations[0]
    assert (found.costs, found.general, found.principal, found.other) == (20_000, 8_000, 100_000, 0)
    assert (found.doubled, found.surplus) == (0, 0)
    assert (debt.principal_left, debt.other_left, debt.doubled_left) == (900_000, 50_000, 1_654)
    step = next(step for step in debt.explanation if step.text.startswith("2025-02-09履行"))
    assert step.arithmetic == "1,280.00 ＝ 诉讼费等费用 200.00 ＋ 一般债务利息 80.00 ＋ 本金 1,000.00"
    assert "第五百六十一条" in step.article
    balance = next(step for step in debt.explanation if step.text == "一般债务利息扣除已清偿部分")
    assert (balance.arithmetic, balance.result) == ("80.00 − 80.00", "0.00元")
    assert debt_on(terms, [Payment(day("2025-02-09"), 128_000)], on=day("2025-02-19")).general_left == 1_800


def test_paying_everything_and_more() -> None:
    terms = DebtTerms(1_000_000, **LATE)
    debt = debt_on(terms, [Payment(day("2025-02-09"), 1_080_000)], on=day("2025-03-01"))
    found = debt.allocations[0]
    assert (found.principal, found.other, found.doubled, found.surplus) == (1_000_000, 50_000, 1_654, 346)
    assert (debt.total_due, debt.surplus, codes(debt)) == (0, 346, ["payment.surplus"])
    step = next(step for step in debt.explanation if step.text.startswith("2025-02-09履行"))
    assert step.arithmetic.endswith("超出 3.46")
    assert "第四条" not in step.article


def test_some_courts_credit_principal_first() -> None:
    rules = Conventions(order=PRINCIPAL_FIRST)
    paid = [Payment(day("2025-02-09"), 128_000, PaymentKind.TRANSFER)]
    debt = debt_on(DebtTerms(1_000_000, **LATE), paid, on=day("2025-02-09"), conventions=rules)
    found = debt.allocations[0]
    assert (found.costs, found.general, found.principal) == (20_000, 0, 108_000)
    step = next(step for step in debt.explanation if step.text.startswith("2025-02-09划拨、提取"))
    assert step.article.endswith("第四条")


def test_the_parties_may_agree_on_another_order() -> None:
    order = (Part.DOUBLED, Part.GENERAL, Part.COSTS, Part.PRINCIPAL, Part.OTHER)
    terms = DebtTerms(1_000_000, agreed_order=order, **LATE)
    debt = debt_on(terms, [Payment(day("2025-02-09"), 10_000)], on=day("2025-02-09"))
    assert (debt.allocations[0].doubled, debt.allocations[0].general) == (1_654, 8_000)
    assert debt.allocations[0].costs == 346
    assert any("依当事人约定的顺序清偿" in text for text in texts(debt))


def test_general_interest_may_run_until_the_applicant_has_the_money() -> None:
    terms = DebtTerms(1_000_000, rate=LATE["rate"], interest_from=day("2025-01-01"))
    paid = [Payment(day("2025-01-10"), 502_000, received_on=day("2025-01-20"))]
    assert debt_on(terms, paid, on=day("2025-01-30")).general_left == 2_000
    rules = Conventions(general_stop=GeneralStop.ON_RECEIPT)
    assert debt_on(terms, paid, on=day("2025-01-30"), conventions=rules).general_left == 3_000
    assert debt_on(terms, paid, on=day("2025-01-15"), conventions=rules).general_left == 1_000


def test_the_title_may_end_general_interest() -> None:
    terms = DebtTerms(
        1_000_000, rate=LATE["rate"], interest_from=day("2025-01-01"), interest_until=day("2025-01-10")
    )
    assert debt_on(terms, on=day("2025-06-30")).general_left == 2_000


@pytest.mark.parametrize(
    ("kind", "by_debtor", "days"),
    [
        (StopKind.REVIEW, False, 20),
        (StopKind.REVIEW, True, 31),
        (StopKind.RETRIAL, True, 20),
        (StopKind.OTHER, False, 31),
    ],
)
def test_stays_that_the_debtor_did_not_ask_for_stop_the_doubled_part(
    kind: StopKind, by_debtor: bool, days: int
) -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2024-12-31"))
    stops = [
        Stop(day("2025-01-10"), day("2025-01-20"), kind, by_debtor),
        Stop(day("2025-01-15"), day("2025-01-18"), kind, by_debtor),
    ]
    debt = debt_on(terms, stops=stops, on=day("2025-01-31"))
    assert debt.doubled_left == days * 1_750
    words = "不计算加倍部分" if days == 20 else "不影响加倍部分"
    assert sum(words in text for text in texts(debt)) == 2


def test_a_stay_without_an_end_goes_on() -> None:
    terms = DebtTerms(10_000_000, performance_ends_on=day("2024-12-31"))
    stop = Stop(day("2025-01-10"), None, StopKind.RETRIAL)
    assert debt_on(terms, stops=[stop], on=day("2025-06-30")).doubled_left == 9 * 1_750


def test_acceptance_of_a_bankruptcy_petition_ends_all_interest() -> None:
    terms = DebtTerms(
        1_000_000,
        rate=LATE["rate"],
        interest_from=day("2025-01-01"),
        performance_ends_on=day("2024-12-31"),
    )
    stop = Stop(day("2025-01-11"), None, StopKind.BANKRUPTCY)
    debt = debt_on(terms, [Payment(day("2025-03-01"), 2_000)], [stop], on=day("2025-06-30"))
    assert (debt.general_accrued, debt.general_left, debt.doubled_left) == (2_000, 0, 1_750)
    assert "破产申请于2025-01-11受理，自该日起停止计息。" in texts(debt)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("年利率6%", 60_000),
        ("年利率6%（按360天）", 60_833),
        ("月利率1%", 120_000),
        ("日万分之五", 182_500),
        ("不计", 0),
        ("2020年8月20日LPR四倍", 154_000),
        ("基准利率的1.5倍", 65_250),
    ],
)
def test_general_interest_of_ten_thousand_for_a_year(written: str, fen: int) -> None:
    debt = calculate(1_000_000, rate=written, interest_from=day("2023-01-01"), paid_on=day("2023-12-31"))
    assert debt.general_left == fen


def test_a_floating_rate_follows_each_publication() -> None:
    debt = calculate(
        1_000_000, rate="一年期LPR四倍", interest_from=day("2024-07-01"), paid_on=day("2024-12-31")
    )
    # 21 days at 13.8 %, 91 at 13.4 %, 72 at 12.4 %
    assert debt.general_left == round((21 * 138 + 91 * 134 + 72 * 124) * 1000 / 365)
    assert codes(debt) == ["interest.no_delay_date"]
    spans = [step for step in debt.explanation if step.text.startswith("一般债务利息：")]
    assert [(step.arithmetic, step.result) for step in spans] == [
        ("10,000.00 × 3.45% × 4 ÷ 365 × 21", "约79.3973元"),
        ("10,000.00 × 3.35% × 4 ÷ 365 × 91", "约334.0822元"),
        ("10,000.00 × 3.1% × 4 ÷ 365 × 72", "约244.6027元"),
    ]
    assert "LPR" in spans[0].article


def test_lpr_before_its_first_day_and_beyond_the_table() -> None:
    debt = calculate(
        1_000_000,
        rate="LPR",
        interest_from=day("2019-08-01"),
        performance_ends=day("2026-01-01"),
        paid_on=day("2026-11-22"),
    )
    assert codes(debt) == [
        "rate.tenor_assumed",
        "rate.before_lpr",
        "rate.beyond_table",
        "rate.unconfirmed",
    ]
    first = next(step for step in debt.explanation if step.text.startswith("一般债务利息：2019-08-01"))
    assert first.text == "一般债务利息：2019-08-01至2019-08-19共19日，适用贷款基准利率"
    assert "会议纪要" in first.article
    total = next(step for step in debt.explanation if step.text.startswith("一般债务利息合计"))
    assert total.arithmetic == "以上15段之和，四舍五入到分"


def test_a_published_rate_before_any_publication_is_an_error() -> None:
    with pytest.raises(RateBeforeTable, match="1990-01-01"):
        calculate(100, rate="LPR", interest_from=day("1990-01-01"), paid_on=day("2020-01-01"))


def test_a_courts_own_rates_count() -> None:
    own = RateRow(day("2026-10-20"), (Decimal("2.90"), Decimal("3.40")), "本院录入", "A")
    book = RateBook(lpr_table().extended([own]), benchmark_table())
    debt = calculate(
        1_000_000, rate="一年期LPR", interest_from=day("2026-10-20"), paid_on=day("2026-11-01"), book=book
    )
    assert debt.general_left == round(1_000_000 * 29 * 13 / 365_000)
    assert codes(debt) == ["interest.no_delay_date"]


def test_a_rate_frozen_at_an_event_needs_its_day() -> None:
    rate = parse_rate("合同成立时一年期LPR四倍")
    terms = DebtTerms(
        1_000_000, rate=rate, interest_from=day("2023-01-01"), performance_ends_on=day("2024-01-01")
    )
    with pytest.raises(UnreadableRate, match="请补充该日的日期"):
        debt_on(terms, on=day("2023-12-31"))
    known = DebtTerms(
        1_000_000,
        rate=rate,
        interest_from=day("2023-01-01"),
        performance_ends_on=day("2024-01-01"),
        rate_event_on=day("2020-08-20"),
    )
    debt = debt_on(known, on=day("2023-12-31"))
    assert (debt.general_left, debt.flags) == (154_000, ())


def test_half_a_clause_on_interest_is_flagged() -> None:
    ends = day("2025-01-01")
    rate_only = calculate(100, rate="年利率6%", performance_ends=ends, paid_on=ends)
    assert (codes(rate_only), rate_only.general_left) == (["interest.from_missing"], 0)
    day_only = calculate(100, interest_from=ends, performance_ends=ends, paid_on=ends)
    assert codes(day_only) == ["interest.rate_missing"]
    later = calculate(
        100,
        rate=parse_rate("一年期LPR"),
        interest_from=day("2025-06-01"),
        performance_ends=ends,
        paid_on=ends,
    )
    assert (later.flags, later.general_left) == ((), 0)


@pytest.mark.parametrize(
    ("on", "number"),
    [("2021-12-31", "第二百五十三条"), ("2023-12-31", "第二百六十条"), ("2024-01-01", "第二百六十四条")],
)
def test_the_article_is_the_one_in_force_on_the_day(on: str, number: str) -> None:
    debt = calculate(100, performance_ends=day("2020-01-01"), paid_on=day(on))
    assert number in debt.explanation[0].article
    assert number in to_text(debt.explanation)


def test_the_sum_of_many_payments_is_rounded_once() -> None:
    terms = DebtTerms(10_001, performance_ends_on=day("2024-12-31"))
    payments = [Payment(day(f"2025-01-{number:02d}"), 1) for number in range(1, 11)]
    exact = sum(10_001 - number for number in range(10)) * 175
    assert debt_on(terms, payments, on=day("2025-01-10")).doubled_left == (exact + 500_000) // 1_000_000


@pytest.mark.parametrize(
    "mistake",
    [
        lambda: DebtTerms(-1),
        lambda: DebtTerms(100, instalments=(Instalment(day("2025-01-01"), 99),)),
        lambda: DebtTerms(0, instalments=(Instalment(day("2025-01-01"), 0),)),
        lambda: DebtTerms(100, agreed_order=(Part.PRINCIPAL,)),
        lambda: Conventions(order=(Part.PRINCIPAL,)),
        lambda: Payment(day("2025-01-01"), 0),
        lambda: Payment(day("2025-01-02"), 1, received_on=day("2025-01-01")),
        lambda: Stop(day("2025-01-02"), day("2025-01-01"), StopKind.OTHER),
    ],
)
def test_impossible_terms_are_refused(mistake: Any) -> None:
    with pytest.raises(TermsUnclear):
        mistake()
