"""Distribution among creditors."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.law.distribution import (
    Bankruptcy,
    Claim,
    ClaimKind,
    DebtorKind,
    Distribution,
    DistributionImpossible,
    DistributionSettings,
    distribute,
)

ON = date(2026, 11, 22)
PERSON, ENTERPRISE = DebtorKind.PERSON, DebtorKind.ENTERPRISE


def yuan(amount: int) -> int:
    return amount * 100


def paid(plan: Distribution) -> dict[str, int]:
    return {line.key: line.paid_fen for line in plan.lines}


EXAMPLE = (
    Claim("costs", "法院", yuan(8_400), ClaimKind.COSTS),
    Claim("bank", "银行", yuan(200_000), ClaimKind.PRIORITY),
    Claim("a", "甲", yuan(300_000), measured_on=date(2026, 1, 1)),
    Claim("b", "乙", yuan(500_000), measured_on=date(2026, 2, 1)),
    Claim("c", "丙", yuan(200_000)),
)


def test_person_short_of_assets_pays_ordinary_claims_pro_rata() -> None:
    plan = distribute(pool_fen=yuan(600_000), claims=EXAMPLE, debtor_kind=PERSON, on=ON)
    assert paid(plan) == {
        "costs": yuan(8_400),
        "bank": yuan(200_000),
        "a": yuan(117_480),
        "b": yuan(195_800),
        "c": yuan(78_320),
    }
    assert plan.paid_fen == yuan(600_000)
    assert plan.excess_fen == 0
    assert any("39.16%" in step.arithmetic for step in plan.explanation)
    line = plan.lines[2]
    assert line.left_fen == yuan(182_520)
    assert line.reason == "受偿 39.16%，未受偿部分由被执行人继续清偿。"
    assert line.article == "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百零八条"
    assert plan.suggestions == ()


def test_enterprise_pays_in_the_order_of_measures_and_suggests_bankruptcy() -> None:
    plan = distribute(pool_fen=yuan(600_000), claims=EXAMPLE, debtor_kind=ENTERPRISE, on=ON)
    assert paid(plan)["a"] == yuan(300_000)
    assert paid(plan)["b"] == yuan(91_600)
    assert paid(plan)["c"] == 0
    assert plan.lines[4].reason == "可分配款在前一顺位已经分配完毕。"
    assert len(plan.suggestions) == 1
    assert "移送破产" in plan.suggestions[0]
    assert [flag.code for flag in plan.flags] == ["distribution.ask_bankruptcy"]


def test_enterprise_whose_bankruptcy_was_declined_is_paid_without_asking_again() -> None:
    plan = distribute(
        pool_fen=yuan(600_000),
        claims=EXAMPLE,
        debtor_kind=ENTERPRISE,
        on=ON,
        settings=DistributionSettings(bankruptcy=Bankruptcy.DECLINED),
    )
    assert plan.suggestions == ()
    assert paid(plan)["a"] == yuan(300_000)


@pytest.mark.parametrize("stage", [Bankruptcy.ACCEPTED, Bankruptcy.TRANSFERRED])
def test_nothing_is_paid_once_the_bankruptcy_court_has_the_case(stage: Bankruptcy) -> None:
    plan = distribute(
        pool_fen=yuan(600_000),
        claims=EXAMPLE,
        debtor_kind=ENTERPRISE,
        on=ON,
        settings=DistributionSettings(bankruptcy=stage),
    )
    assert plan.paid_fen == 0
    assert plan.excess_fen == yuan(600_000)
    assert set(paid(plan).values()) == {0}
    assert plan.lines[0].band == "不予分配"


def test_creditors_of_one_title_stand_together_and_share_pro_rata() -> None:
    claims = (
        Claim("a1", "甲一", 300, title="一号判决", measured_on=date(2026, 1, 1)),
        Claim("a2", "甲二", 100, title="一号判决"),
        Claim("b", "乙", 1_000, title="二号判决", measured_on=date(2026, 1, 2)),
    )
    plan = distribute(pool_fen=200, claims=claims, debtor_kind=ENTERPRISE, on=ON)
    assert paid(plan) == {"a1": 150, "a2": 50, "b": 0}


def test_measures_of_one_rank_share_pro_rata_and_say_so() -> None:
    same = (Claim("a", "甲", 300, measured_on=ON), Claim("b", "乙", 100, measured_on=ON))
    plan = distribute(pool_fen=200, claims=same, debtor_kind=ENTERPRISE, on=ON)
    assert paid(plan) == {"a": 150, "b": 50}
    assert "distribution.same_rank" in {flag.code for flag in plan.flags}
    ranked = (
        Claim("a", "甲", 300, measured_on=ON, measure_rank=2),
        Claim("b", "乙", 100, measured_on=ON, measure_rank=1),
    )
    plan = distribute(pool_fen=200, claims=ranked, debtor_kind=ENTERPRISE, on=ON)
    assert paid(plan) == {"a": 100, "b": 100}
    none = (Claim("a", "甲", 300), Claim("b", "乙", 100))
    plan = distribute(pool_fen=200, claims=none, debtor_kind=ENTERPRISE, on=ON)
    assert "没有采取措施" in plan.flags[0].message


def test_criminal_and_civil_liability_follow_the_five_ranks() -> None:
    claims = (
        Claim("confiscation", "国家", 100, ClaimKind.CONFISCATION),
        Claim("fine", "国库", 100, ClaimKind.FINE),
        Claim("civil", "债权人", 100),
        Claim("victim", "被害人", 100, ClaimKind.RESTITUTION),
        Claim("bank", "银行", 100, ClaimKind.PRIORITY),
        Claim("medical", "伤者", 100, ClaimKind.MEDICAL),
    )
    order = ["medical", "bank", "victim", "civil", "fine", "confiscation"]
    for count in range(1, 7):
        plan = distribute(pool_fen=100 * count, claims=claims, debtor_kind=PERSON, on=ON)
        assert {key for key, fen in paid(plan).items() if fen == 100} == set(order[:count])


def test_medical_costs_have_no_priority_without_criminal_liability() -> None:
    claims = (Claim("m", "伤者", 100, ClaimKind.MEDICAL), Claim("o", "债权人", 100))
    plan = distribute(pool_fen=100, claims=claims, debtor_kind=PERSON, on=ON)
    assert paid(plan) == {"m": 50, "o": 50}


def test_wages_rank_first_only_where_a_province_says_so() -> None:
    claims = (Claim("w", "工人", 100, ClaimKind.WAGE), Claim("o", "债权人", 100))
    assert paid(distribute(pool_fen=100, claims=claims, debtor_kind=PERSON, on=ON)) == {"w": 50, "o": 50}
    switch = DistributionSettings(provincial_priority=frozenset({ClaimKind.WAGE}))
    plan = distribute(pool_fen=120, claims=claims, debtor_kind=PERSON, on=ON, settings=switch)
    assert paid(plan) == {"w": 100, "o": 20}
    assert plan.flags[0].code == "distribution.provincial_priority"
    marks = {step.mark for step in plan.explanation}
    assert "secondary" in marks
    alone = distribute(pool_fen=50, claims=claims[:1], debtor_kind=ENTERPRISE, on=ON, settings=switch)
    assert paid(alone) == {"w": 50}


def test_first_measure_bonus_weighs_the_first_and_never_overpays() -> None:
    switch = DistributionSettings(first_measure_bonus=20)
    claims = (Claim("a", "甲", 1_000, measured_on=date(2026, 1, 1)), Claim("b", "乙", 1_000, measured_on=ON))
    plan = distribute(pool_fen=1_100, claims=claims, debtor_kind=PERSON, on=ON, settings=switch)
    assert paid(plan) == {"a": 600, "b": 500}
    plan = distribute(pool_fen=1_900, claims=claims, debtor_kind=PERSON, on=ON, settings=switch)
    assert paid(plan) == {"a": 1_000, "b": 900}
    unmeasured = (Claim("a", "甲", 1_000), Claim("b", "乙", 1_000))
    plan = distribute(pool_fen=1_000, claims=unmeasured, debtor_kind=PERSON, on=ON, settings=switch)
    assert paid(plan) == {"a": 500, "b": 500}


def test_priority_claims_rank_among_themselves_and_end_with_the_charged_asset() -> None:
    claims = (
        Claim("second", "后抵押", 100, ClaimKind.PRIORITY, priority_rank=2),
        Claim("first", "先抵押", 300, ClaimKind.PRIORITY, priority_rank=1, priority_limit_fen=100),
        Claim("o", "债权人", 200),
    )
    plan = distribute(pool_fen=300, claims=claims, debtor_kind=PERSON, on=ON)
    assert paid(plan) == {"second": 100, "first": 150, "o": 50}
    untitled = (
        Claim("p", "抵押权人", 100, ClaimKind.PRIORITY, has_title=False, priority_limit_fen=0),
        Claim("o", "债权人", 200),
    )
    plan = distribute(pool_fen=300, claims=untitled, debtor_kind=PERSON, on=ON)
    assert paid(plan) == {"p": 0, "o": 200}
    assert plan.lines[0].band == "不予分配"
    assert plan.excess_fen == 100


def test_a_claim_without_title_and_a_late_application_take_no_part() -> None:
    claims = (
        Claim("none", "甲", 100, has_title=False),
        Claim("late", "乙", 100, applied_on=date(2026, 11, 2)),
        Claim("good", "丙", 100, applied_on=date(2026, 11, 1)),
        Claim("host", "丁", 100),
    )
    ended = DistributionSettings(ended_on=date(2026, 11, 1))
    plan = distribute(pool_fen=400, claims=claims, debtor_kind=PERSON, on=ON, settings=ended)
    assert paid(plan) == {"none": 0, "late": 0, "good": 100, "host": 100}
    assert "未取得执行依据" in plan.lines[0].reason
    assert "2026-11-02" in plan.lines[1].reason


def test_excess_goes_back_to_the_debtor() -> None:
    plan = distribute(pool_fen=500, claims=(Claim("a", "甲", 300),), debtor_kind=PERSON, on=ON)
    assert plan.excess_fen == 200
    assert "退还被执行人" in plan.explanation[-1].text
    assert plan.lines[0].reason == "全额受偿。"


def test_the_residual_fen_goes_to_the_largest_claim() -> None:
    claims = (Claim("a", "甲", 100), Claim("b", "乙", 101), Claim("c", "丙", 100))
    plan = distribute(pool_fen=100, claims=claims, debtor_kind=PERSON, on=ON)
    assert paid(plan) == {"a": 33, "b": 34, "c": 33}


@pytest.mark.parametrize(
    ("pool", "claims", "chosen"),
    [
        (-1, (), DistributionSettings()),
        (1, (Claim("a", "甲", 0),), DistributionSettings()),
        (1, (Claim("a", "甲", 1), Claim("a", "乙", 1)), DistributionSettings()),
        (1, (Claim("a", "甲", 1, ClaimKind.PRIORITY, priority_limit_fen=-1),), DistributionSettings()),
        (1, (), DistributionSettings(first_measure_bonus=21)),
        (1, (), DistributionSettings(provincial_priority=frozenset({ClaimKind.FINE}))),
    ],
)
def test_impossible_pools_claims_and_settings_are_refused(
    pool: int, claims: tuple[Claim, ...], chosen: DistributionSettings
) -> None:
    with pytest.raises(DistributionImpossible):
        distribute(pool_fen=pool, claims=claims, debtor_kind=PERSON, on=ON, settings=chosen)


@settings(max_examples=60, deadline=None)
@given(
    pool=st.integers(0, 10**12),
    rows=st.lists(
        st.tuples(
            st.integers(1, 10**11), st.sampled_from(list(ClaimKind)), st.integers(0, 28), st.integers(1, 3)
        ),
        max_size=12,
    ),
    kind=st.sampled_from(list(DebtorKind)),
    bonus=st.integers(0, 20),
)
def test_every_fen_is_paid_or_left_and_nobody_is_overpaid(
    pool: int, rows: list[tuple[int, ClaimKind, int, int]], kind: DebtorKind, bonus: int
) -> None:
    claims = tuple(
        Claim(
            str(place),
            str(place),
            fen,
            what,
            measured_on=date(2026, 1, day) if day else None,
            measure_rank=rank,
        )
        for place, (fen, what, day, rank) in enumerate(rows)
    )
    chosen = DistributionSettings(first_measure_bonus=bonus)
    plan = distribute(pool_fen=pool, claims=claims, debtor_kind=kind, on=ON, settings=chosen)
    assert sum(line.paid_fen for line in plan.lines) == plan.paid_fen
    assert plan.paid_fen + plan.excess_fen == pool
    assert all(0 <= line.paid_fen <= line.claim_fen for line in plan.lines)
    assert plan.excess_fen == max(0, pool - sum(line.claim_fen for line in plan.lines))
