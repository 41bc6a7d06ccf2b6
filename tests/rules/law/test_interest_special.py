"""Foreign currency, restitution, and duties that are not money."""

from datetime import date
from decimal import Decimal

import pytest

from zhixing.law.interest_special import delay_payment, foreign_delay, restitution_on, warning_in_notice
from zhixing.law.interest_terms import Payment, TermsUnclear

ENDS, PAID = date(2025, 1, 1), date(2025, 1, 11)


def test_a_foreign_debt_bears_the_same_daily_rate() -> None:
    found = foreign_delay(currency="USD", principal=10_000_000, performance_ends=ENDS, paid_on=PAID)
    assert (found.currency, found.principal, found.doubled, found.days) == ("USD", 10_000_000, 17_500, 10)
    assert found.explanation[0].arithmetic == "100,000.00 × 0.0175% × 10"
    assert found.explanation[0].result == "175.00 USD"


def test_the_applicant_may_claim_rmb_at_the_rate_of_the_first_day() -> None:
    found = foreign_delay(
        currency="USD", principal=10_000_000, performance_ends=ENDS, paid_on=PAID, mid_rate=Decimal("718.79")
    )
    assert (found.currency, found.principal, found.doubled) == ("CNY", 71_879_000, 125_788)
    assert "起算之日2025-01-02的中间价" in found.explanation[0].text
    early = foreign_delay(currency="USD", principal=100, performance_ends=ENDS, paid_on=date(2024, 12, 1))
    assert (early.days, early.doubled) == (0, 0)


def test_foreign_sums_must_make_sense() -> None:
    with pytest.raises(TermsUnclear, match="人工计算"):
        foreign_delay(currency="USD", principal=1, performance_ends=date(2014, 7, 1), paid_on=PAID)
    with pytest.raises(TermsUnclear, match="大于零"):
        foreign_delay(currency="USD", principal=0, performance_ends=ENDS, paid_on=PAID)


def test_who_has_to_give_back_late_owes_the_doubled_part() -> None:
    debt = restitution_on(
        restored_fen=10_000_000, performance_ends=ENDS, on=PAID, payments=(Payment(PAID, 1),)
    )
    assert (debt.principal_left, debt.doubled_left) == (9_999_999, 17_500)
    assert debt.explanation[0].article.endswith("第六条")
    with pytest.raises(TermsUnclear, match="执行回转"):
        restitution_on(restored_fen=1, performance_ends=date(2014, 7, 1), on=PAID)


def test_delay_payment_is_double_the_loss_or_what_the_court_fixes() -> None:
    lost = delay_payment(loss_fen=150_000, on=PAID)
    assert (lost.fen, lost.explanation[0].arithmetic) == (300_000, "1,500.00 × 2")
    fixed = delay_payment(loss_fen=0, fixed_by_court_fen=50_000, on=PAID)
    assert (fixed.fen, fixed.explanation[0].result) == (50_000, "500.00元")
    assert lost.explanation[0].article.endswith("第五百零五条")
    with pytest.raises(TermsUnclear):
        delay_payment(loss_fen=-1, on=PAID)


def test_the_notices_warning_cites_the_article_of_its_day() -> None:
    assert warning_in_notice(date(2022, 4, 9)).article.endswith("第四百八十二条")
    assert warning_in_notice(date(2022, 4, 10)).article.endswith("第四百八十条")
