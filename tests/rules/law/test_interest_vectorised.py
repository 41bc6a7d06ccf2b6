"""Many debts in one pass are to the fen what the plain rule says of each."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhixing.law import interest_claims, interest_vectorised
from zhixing.law.interest import debt_on
from zhixing.law.interest_claims import NEW_RULE, Claim, ClaimColumns, pack
from zhixing.law.interest_terms import (
    INTEREST_FIRST,
    PRINCIPAL_FIRST,
    Conventions,
    DebtTerms,
    DoubledBase,
    GeneralStop,
    Instalment,
    Payment,
    Stop,
    StopKind,
    TermsUnclear,
)
from zhixing.law.interest_vectorised import DebtColumns, columns_on, debts_on
from zhixing.law.rate_terms import RateKind, RateTerm, parse_rate

FIELDS = (
    "principal_left", "other_left", "costs_left", "general_accrued", "general_left",
    "doubled_accrued", "doubled_left", "surplus", "total_due",
)  # fmt: skip
WORDINGS = (
    "年利率6%", "年利率15.4%", "月利率1%", "日万分之五", "LPR", "LPR四倍", "五年期以上LPR的1.3倍", "基准利率上浮50%",
    "LPR加50个基点", "2020年8月20日LPR四倍", "年利率6%（按360天）", "LPR的1.3倍（按360天）", "不计",
    "五年以上贷款基准利率的1.5倍", "年利率6.12345%", "LPR的1.333倍", "LPR减30个基点",
)  # fmt: skip
RATES = [None, *(parse_rate(words) for words in WORDINGS)]


def day(chance: random.Random, first: int, last: int) -> date:
    start = date(first, 1, 1)
    return start + timedelta(chance.randrange((date(last, 12, 31) - start).days))


def random_claim(chance: random.Random) -> Claim:
    """Any claim of one title: small, large and vast sums, every kind of rate, none to five payments."""
    effective = day(chance, 2014, 2026) if chance.random() > 0.05 else None
    principal = chance.randrange(chance.choice([2, 10**5, 10**9, 10**12, 2**59]))
    terms = DebtTerms(
        principal,
        rate=chance.choice(RATES),
        interest_from=day(chance, 2008, 2026) if chance.random() > 0.1 else None,
        interest_until=day(chance, 2015, 2026) if chance.random() < 0.2 else None,
        performance_ends_on=effective + timedelta(10) if effective and chance.random() > 0.2 else None,
        effective_on=effective,
        other_fen=chance.choice([0, chance.randrange(10**6)]),
        costs_fen=chance.choice([0, chance.randrange(10**6)]),
    )
    payments = tuple(
        Payment(day(chance, 2014, 2026), max(1, int(principal * chance.random() * 0.6)))
        for _ in range(chance.choice([0, 0, 0, 1, 1, 2, 3, 5]))
    )
    return Claim(terms, payments)


def assert_same(claims: list[Claim], found: DebtColumns, on: date, rules: Conventions) -> None:
    for place, claim in enumerate(claims):
        debt = debt_on(claim.terms, claim.payments, claim.stops, on=on, conventions=rules)
        plain = [getattr(debt, name) for name in FIELDS]
        fast = [int(getattr(found, name)[place]) for name in FIELDS]
        assert fast == plain, claim


RULES = st.builds(
    Conventions,
    count_end_day=st.booleans(),
    start_next_day=st.booleans(),
    doubled_base=st.sampled_from(DoubledBase),
    order=st.sampled_from([INTEREST_FIRST, PRINCIPAL_FIRST]),
)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.dates(date(2013, 1, 1), date(2027, 12, 31)), RULES)
def test_ten_thousand_random_claims(seed: int, on: date, rules: Conventions) -> None:
    chance = random.Random(seed)
    claims = [random_claim(chance) for _ in range(500)]
    packed = pack(claims, rules)
    assert len(packed.plain) < 150
    found = debts_on(packed, on)
    assert found.refused == ()
    assert_same(claims, found, on, rules)


def test_the_example_of_the_supreme_peoples_court() -> None:
    terms = DebtTerms(
        1_000_000,
        rate=parse_rate("日万分之五"),
        interest_from=date(2015, 1, 1),
        performance_ends_on=date(2015, 7, 3),
    )
    packed = pack([Claim(terms)])
    assert packed.plain == {}
    found = debts_on(packed, date(2015, 9, 1))
    assert (int(found.general_left[0]), int(found.doubled_left[0])) == (122_000, 10_500)
    assert found.total_due.tolist() == [1_132_500]


def test_an_ordinary_debt_with_a_part_paid_is_computed_in_64_bits() -> None:
    claims = [
        Claim(
            DebtTerms(1_000_000, rate=parse_rate("年利率6%"), interest_from=date(2020, 1, 1)),
            (Payment(date(2021, 1, 1), 300_000),),
        )
    ]
    on = date(2022, 1, 1)
    found = debts_on(pack(claims), on)
    assert_same(claims, found, on, Conventions())
    assert found.principal_left.dtype == np.int64


def test_no_claims_no_debts() -> None:
    assert debts_on(pack([]), date(2025, 1, 1)).total_due.tolist() == []


def test_blocks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interest_vectorised, "BLOCK", 7)
    chance = random.Random(1)
    claims = [random_claim(chance) for _ in range(50)]
    on = date(2026, 11, 22)
    assert_same(claims, debts_on(pack(claims), on), on, Conventions())


PLAIN_TERMS: dict[str, Any] = {"performance_ends_on": date(2024, 12, 31), "interest_from": date(2024, 1, 1)}
ENDLESS = RateTerm(RateKind.FIXED, percent=Decimal("1000000"))
ON_RECEIPT = Conventions(general_stop=GeneralStop.ON_RECEIPT)


@pytest.mark.parametrize(
    ("claim", "rules"),
    [
        (Claim(DebtTerms(100, instalments=(Instalment(date(2025, 1, 1), 100),))), Conventions()),
        (Claim(DebtTerms(100, agreed_order=PRINCIPAL_FIRST, **PLAIN_TERMS)), Conventions()),
        (Claim(DebtTerms(10**8), stops=(Stop(date(2025, 1, 1), None, StopKind.RETRIAL),)), Conventions()),
        (Claim(DebtTerms(10**8, performance_ends_on=date(2014, 7, 30))), Conventions()),
        (Claim(DebtTerms(2**60, **PLAIN_TERMS)), Conventions()),
        (Claim(DebtTerms(10**8, rate=parse_rate("年利率6.12345%"), **PLAIN_TERMS)), Conventions()),
        (Claim(DebtTerms(10**8, rate=parse_rate("LPR的1.333倍"), **PLAIN_TERMS)), Conventions()),
        (Claim(DebtTerms(10**8, rate=parse_rate("LPR减3个基点"), **PLAIN_TERMS)), Conventions()),
        (Claim(DebtTerms(10**8, rate=ENDLESS, **PLAIN_TERMS)), Conventions()),
        (
            Claim(
                DebtTerms(10**8, rate=parse_rate("年利率6%"), **PLAIN_TERMS),
                (Payment(date(2025, 1, 1), 10, received_on=date(2025, 3, 1)),),
            ),
            ON_RECEIPT,
        ),
    ],
)
def test_what_does_not_fit_the_columns_goes_to_the_plain_rule(claim: Claim, rules: Conventions) -> None:
    packed = pack([claim], rules)
    assert packed.plain == {0: claim}
    on = date(2025, 6, 30)
    assert_same([claim], debts_on(packed, on), on, rules)


def test_a_rate_frozen_at_a_known_event_fits() -> None:
    rate = parse_rate("合同成立时一年期LPR四倍")
    claim = Claim(DebtTerms(10**8, rate=rate, rate_event_on=date(2020, 9, 1), **PLAIN_TERMS))
    packed = pack([claim], ON_RECEIPT)
    assert packed.plain == {}
    assert_same([claim], debts_on(packed, date(2025, 6, 30)), date(2025, 6, 30), ON_RECEIPT)


def test_a_claim_that_cannot_be_computed_is_named_and_stops_no_other() -> None:
    event = Claim(DebtTerms(100, rate=parse_rate("合同成立时LPR"), **PLAIN_TERMS))
    ancient = Claim(DebtTerms(100, rate=parse_rate("LPR"), interest_from=date(1990, 1, 1)))
    frozen = Claim(DebtTerms(100, rate=parse_rate("1990年1月1日LPR"), **PLAIN_TERMS))
    good = Claim(DebtTerms(100))
    found = debts_on(pack([event, ancient, good, frozen]), date(2025, 1, 1))
    assert [place for place, _ in found.refused] == [0, 1, 3]
    assert "请补充该日的日期" in found.refused[0][1]
    assert found.total_due.tolist() == [0, 0, 100, 0]


def test_sums_beyond_64_bits_are_exact() -> None:
    vast = RateTerm(RateKind.FIXED, percent=Decimal("200000"))
    claims = [
        Claim(DebtTerms(2**44, rate=vast, **PLAIN_TERMS), (Payment(date(2025, 1, 5), 10**9),)),
        Claim(DebtTerms(2**45 + 7, rate=vast, **PLAIN_TERMS)),
    ]
    on = date(2030, 6, 30)
    packed = pack(claims)
    assert packed.plain == {}
    assert_same(claims, debts_on(packed, on), on, Conventions())


def columns(**changed: Any) -> ClaimColumns:
    one = {name: np.array([0], dtype=np.int64) for name in ClaimColumns.__slots__}
    one |= {
        "year_days": np.array([365]), "doubled_from": np.array([NEW_RULE]), "pay_offsets": np.array([0, 0]),
        "pay_day": np.array([], dtype=np.int64), "pay_fen": np.array([], dtype=np.int64),
    }  # fmt: skip
    return ClaimColumns(**(one | changed))


def test_columns_can_be_given_as_they_are() -> None:
    found = columns_on(columns(principal=np.array([100_000_000])), date(2014, 8, 10))
    assert found.doubled_left.tolist() == [175_000]


def test_columns_are_checked() -> None:
    with pytest.raises(TermsUnclear, match="长度"):
        columns(other=np.array([1, 2]))
    with pytest.raises(TermsUnclear, match="长度"):
        columns(pay_offsets=np.array([0]))
    with pytest.raises(TermsUnclear, match="2014-08-01"):
        columns(doubled_from=np.array([NEW_RULE - 1]))
    with pytest.raises(TermsUnclear, match="360 日或者 365 日"):
        columns(year_days=np.array([364]))


def test_the_running_sums_begin_with_the_first_benchmark() -> None:
    first, sums = interest_claims.rate_sums(pack([]).book, 1)
    assert date.fromordinal(first) == date(1991, 4, 21)
    assert sums.shape == (8, 2)
    assert sums[:, 1].tolist() == [0, 864, 972, 810, 864, 900, 954, 972]
