from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.fees import (
    Bearer,
    FeeKind,
    FeeRefused,
    application_fee,
    auction_commission,
    bearer,
    preservation_fee,
)

TODAY = date(2026, 11, 22)
YUAN = 100


@pytest.mark.parametrize(
    ("yuan", "fee"),
    [
        (0, 50),
        (5_000, 50),
        (10_000, 50),
        (100_000, 1_400),
        (500_000, 7_400),
        (1_000_000, 12_400),
        (5_000_000, 52_400),
        (6_000_000, 57_400),
        (10_000_000, 77_400),
        (26_140_000, 93_540),
    ],
)
def test_the_application_fee_rises_by_cumulative_brackets(yuan: int, fee: int) -> None:
    assert application_fee(yuan * YUAN, TODAY).fen == fee * YUAN


def test_the_fee_explains_itself() -> None:
    steps = application_fee(6_000_000 * YUAN, TODAY).explanation
    assert steps[0].arithmetic == "50.00 ＋ 490,000.00×1.5% ＋ 4,500,000.00×1% ＋ 1,000,000.00×0.5%"
    assert steps[0].result == "57400.00"
    assert steps[0].article == "《诉讼费用交纳办法》第十四条第（一）项"
    assert "执行后交纳" in steps[1].article_text


def test_the_fee_is_rounded_half_up_to_the_fen() -> None:
    assert application_fee(1_000_033, TODAY).fen == 5_000
    assert application_fee(1_000_100, TODAY).fen == 5_002


def test_an_application_without_an_amount_costs_what_the_court_fixes() -> None:
    open_fee = application_fee(None, TODAY)
    assert (open_fee.fen, open_fee.flags[0].code) == (50 * YUAN, "fee.to_be_fixed")
    fixed = application_fee(None, TODAY, fixed_fen=300 * YUAN)
    assert (fixed.fen, fixed.flags) == (300 * YUAN, ())
    for wrong in (49 * YUAN, 501 * YUAN):
        with pytest.raises(FeeRefused):
            application_fee(None, TODAY, fixed_fen=wrong)


def test_a_resumed_case_pays_no_second_fee() -> None:
    fee = application_fee(1_000_000 * YUAN, TODAY, resumed=True)
    assert fee.fen == 0
    assert fee.explanation[0].article.endswith("第二十六条")


def test_what_cannot_be_computed_is_refused() -> None:
    with pytest.raises(FeeRefused, match="负数"):
        application_fee(-1, TODAY)
    with pytest.raises(FeeRefused, match="2007-04-01"):
        application_fee(1, date(2007, 3, 31))
    with pytest.raises(FeeRefused, match="2005-01-01"):
        auction_commission(1, date(2004, 12, 31))


@pytest.mark.parametrize(
    ("yuan", "fee"),
    [(None, 30), (1_000, 30), (100_000, 1_020), (200_000, 1_520), (896_000, 5_000), (9_000_000, 5_000)],
)
def test_the_preservation_fee_is_capped(yuan: int | None, fee: int) -> None:
    assert preservation_fee(None if yuan is None else yuan * YUAN, TODAY).fen == fee * YUAN


@pytest.mark.parametrize(
    ("yuan", "commission"),
    [
        (0, 0),
        (1_000_000, 50_000),
        (5_000_000, 190_000),
        (10_000_000, 340_000),
        (60_000_000, 1_240_000),
        (200_000_000, 2_140_000),
    ],
)
def test_the_auction_commission_is_at_most_this(yuan: int, commission: int) -> None:
    assert auction_commission(yuan * YUAN, TODAY).fen == commission * YUAN


def test_commission_under_the_rules_of_2004_cites_their_article() -> None:
    assert auction_commission(100, date(2019, 1, 1)).explanation[0].article.endswith("第三十二条")


def test_who_bears_a_fee() -> None:
    assert bearer(FeeKind.ENFORCEMENT, TODAY).bearer is Bearer.DEBTOR
    assert bearer(FeeKind.ENFORCEMENT, TODAY, settled=True, agreed=True).bearer is Bearer.AS_AGREED
    assert bearer(FeeKind.ENFORCEMENT, TODAY, settled=True).bearer is Bearer.COURT_DECIDES
    assert bearer(FeeKind.PRESERVATION, TODAY).bearer is Bearer.APPLICANT
    assert bearer(FeeKind.ENFORCEMENT, TODAY).explanation[0].article.endswith("第三十八条")


@given(st.integers(min_value=0, max_value=10**13), st.integers(min_value=0, max_value=10**9))
def test_a_higher_amount_never_costs_less(amount: int, more: int) -> None:
    assert application_fee(amount, TODAY).fen <= application_fee(amount + more, TODAY).fen
    assert preservation_fee(amount, TODAY).fen <= preservation_fee(amount + more, TODAY).fen <= 500_000


@given(st.integers(min_value=1_000_000, max_value=10**13))
def test_the_courts_quick_formulas_agree(fen: int) -> None:
    yuan = fen / YUAN
    formulas = [(500_000, 1.5, -100), (5_000_000, 1, 2_400), (10_000_000, 0.5, 27_400), (None, 0.1, 67_400)]
    per_cent, plus = next((rate, add) for top, rate, add in formulas if top is None or yuan <= top)
    assert abs(application_fee(fen, TODAY).fen - (fen * per_cent / 100 + plus * YUAN)) <= 1
