"""What may be controlled, what it is worth, and that the set chosen is the smallest (Seizure Rules arts 3, 4, 12, 19)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.freezes.rules.choosing import EXACT_MAX, Choice, Option, choose, options_of, selection_of, solve
from zhixing.freezes.rules.court_rules import RULES, ChoosingRules, RuleRefused, check, rules_with
from zhixing.freezes.rules.protection import (
    Ahead,
    Holding,
    Judged,
    NotNeeded,
    Verdict,
    debtor_share,
    judge,
    judge_all,
    only_homes,
)
from zhixing.inquiries.rules.assets import Freshness, Ownership, Protection
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.articles import statute_book
from zhixing.law.explanation import to_text

ON = date(2022, 12, 1)
RULES_OF_HOUSE = ChoosingRules()
YUAN = 100


def deposit(key: str, yuan: int, *marks: Protection, debtor: str = "甲", **more: Any) -> Holding:
    base = Holding(
        key=key, kind=AssetKind.DEPOSIT, debtor=debtor, available_fen=yuan * YUAN, protections=marks
    )
    return replace(base, **more)


def thing(key: str, kind: AssetKind, yuan: int | None, **more: Any) -> Holding:
    base = Holding(key=key, kind=kind, debtor="甲", stated_fen=None if yuan is None else yuan * YUAN)
    return replace(base, **more)


def one(holding: Holding, rules: ChoosingRules = RULES_OF_HOUSE) -> Judged:
    return judge(holding, rules=rules, on=ON)


# ---- what may be controlled -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holding", "verdict", "words"),
    [
        (deposit("a", 900, Protection.LIVING_ALLOWANCE), Verdict.NEVER, "低保、救济、抚恤款不得冻结"),
        (deposit("a", 900, Protection.RELIEF), Verdict.NEVER, "低保、救济、抚恤款不得冻结"),
        (deposit("a", 900, Protection.SPECIAL_ACCOUNT), Verdict.NEVER, "专用账户、保证金账户不得冻结"),
        (deposit("a", 900, Protection.FARM_SUBSIDY), Verdict.NEVER, "惠农补贴不冻结（本院规则）"),
        (deposit("a", 900, status="已销户"), Verdict.NEVER, "状态为“已销户”"),
        (thing("a", AssetKind.VEHICLE, 9, status="注销"), Verdict.NEVER, "状态为“注销”"),
        (thing("a", AssetKind.VEHICLE, 9, is_gone=True), Verdict.NEVER, "单位最近一次答复已不再列出这项财产"),
        (thing("a", AssetKind.VEHICLE, 9, is_namesake=True), Verdict.NEVER, "同名他人的财产，不是被执行人的"),
        (thing("a", AssetKind.VEHICLE, 9, not_needed=NotNeeded.UNDER_WAY), Verdict.NEVER, "本案的控制请求正在办理"),
        (thing("a", AssetKind.VEHICLE, 9, unit_refuses="单位不受理"), Verdict.NEVER, "单位不受理"),
        (thing("a", AssetKind.VEHICLE, 9, freshness=Freshness.STALE), Verdict.PERSON, "数据超过半年，应当重新查询后再控制"),
        (thing("a", AssetKind.LAND_CONTRACT, 9), Verdict.PERSON, "土地承包经营权关系基本生活，由承办人判断"),
        (deposit("a", 900, currency="USD"), Verdict.PERSON, "币种为 USD，请先折算估值"),
        (deposit("a", 0), Verdict.PERSON, "没有可用余额或余值，是否轮候由承办人判断"),
        (thing("a", AssetKind.VEHICLE, None), Verdict.UNCOUNTED, "价值不明，录入估值后计入"),
        (thing("a", AssetKind.REAL_ESTATE, 900_000, is_only_home=True), Verdict.UNCOUNTED, "唯一住房，只查封不处分，价值不计入"),
        (thing("a", AssetKind.VEHICLE, 9), Verdict.FREE, "可以控制"),
    ],
)  # fmt: skip
def test_each_asset_gets_its_verdict_in_words(holding: Holding, verdict: Verdict, words: str) -> None:
    found = one(holding)
    assert (found.verdict, found.why) == (verdict, words)


def test_what_ranks_before_is_taken_off_in_turn() -> None:
    house = thing(
        "h", AssetKind.REAL_ESTATE, 800_000, ownership=Ownership.SHARES, share="50%",
        burdens=(Ahead("抵押 吉林银行", 250_000 * YUAN),), priors=(Ahead("（2021）吉2401执9号", 90_000 * YUAN),),
    )  # fmt: skip
    found = one(house)
    assert (found.verdict, found.counted_fen, found.waits) == (Verdict.FREE, 60_000 * YUAN, True)
    text = to_text(found.steps)
    assert "800,000.00 × 50/100 = 400,000.00元" in text
    assert "400,000.00 − 250,000.00 = 150,000.00元" in text
    assert "150,000.00 − 90,000.00 = 60,000.00元" in text
    assert "《最高人民法院关于人民法院民事执行中查封、扣押、冻结财产的规定》第十二条" in text


def test_a_mortgage_or_measure_of_unknown_amount_leaves_the_value_uncounted() -> None:
    mortgaged = one(thing("h", AssetKind.REAL_ESTATE, 800_000, burdens=(Ahead("抵押 建设银行"),)))
    assert (mortgaged.verdict, mortgaged.counted_fen) == (Verdict.UNCOUNTED, 0)
    assert mortgaged.why == "抵押 建设银行，担保金额不明"
    sealed = one(thing("h", AssetKind.VEHICLE, 80_000, priors=(Ahead("（2021）吉2401执9号"),)))
    assert (sealed.verdict, sealed.why, sealed.waits) == (
        Verdict.UNCOUNTED,
        "已有在先措施且金额不明，只能轮候",
        True,
    )


def test_the_balance_a_bank_calls_available_is_not_reduced_again() -> None:
    account = deposit(
        "a", 5_000, priors=(Ahead("（2021）吉2401执9号", 3_000 * YUAN),), stated_fen=8_000 * YUAN
    )
    found = one(account)
    assert (found.counted_fen, found.waits) == (5_000 * YUAN, False)


@pytest.mark.parametrize(
    ("ownership", "share", "co_owners", "part"),
    [
        (Ownership.SOLE, "", 0, (1, 1)), (Ownership.SHARES, "33.3%", 1, (333, 1000)), (Ownership.SHARES, "1/3", 2, (1, 3)),
        (Ownership.JOINT, "", 1, (1, 2)), (Ownership.JOINT, "", 0, (1, 2)), (Ownership.JOINT, "", 3, (1, 4)),
        (Ownership.SHARES, "100%", 0, (1, 1)), (Ownership.UNKNOWN, "", 0, (1, 1)),
    ],
)  # fmt: skip
def test_the_debtors_part(ownership: Ownership, share: str, co_owners: int, part: tuple[int, int]) -> None:
    holding = thing("h", AssetKind.REAL_ESTATE, 100, ownership=ownership, share=share, co_owners=co_owners)
    assert debtor_share(holding) == part
    equity = thing("e", AssetKind.EQUITY, 100, ownership=ownership, share=share, co_owners=co_owners)
    assert debtor_share(equity) == (1, 1), (
        "the percentage of a shareholding is the company's, not a co-owner's"
    )


def test_the_living_minimum_is_kept_once_from_the_wage_account_first() -> None:
    found = judge_all(
        [deposit("wages", 3_000, Protection.WAGES), deposit("savings", 9_000), deposit("firm", 500, debtor="乙", is_person=False)],
        rules=RULES_OF_HOUSE, on=ON,
    )  # fmt: skip
    assert [(one.key, one.counted_fen) for one in found] == [
        ("wages", 2_200 * YUAN), ("savings", 9_000 * YUAN), ("firm", 500 * YUAN),
    ]  # fmt: skip
    assert "3,000.00 − 800.00 = 2,200.00元" in to_text(found[0].steps)


def test_an_account_within_the_minimum_is_left_alone_and_the_rest_of_it_is_kept_elsewhere() -> None:
    found = judge_all(
        [deposit("small", 300, Protection.WAGES), deposit("big", 1_000)], rules=RULES_OF_HOUSE, on=ON
    )
    assert [(one.verdict, one.counted_fen) for one in found] == [
        (Verdict.NEVER, 0),
        (Verdict.FREE, 500 * YUAN),
    ]
    assert found[0].why == "余额 300.00 元属于必需的生活费用"


def test_only_the_single_dwelling_of_a_debtor_is_an_only_home() -> None:
    homes = [
        ("甲", "a", "住宅"),
        ("乙", "b", "住宅"),
        ("乙", "c", "住宅"),
        ("丙", "d", "商服"),
        ("丁", "e", "住宅"),
        ("丁", "f", ""),
    ]
    assert only_homes(homes) == {"a"}


# ---- the rules a court may set ------------------------------------------------------------------------------------------


def test_every_rule_has_its_default_bounds_ground_and_mark() -> None:
    assert {one.name for one in RULES.values()} == set(ChoosingRules.__slots__)
    for rule in RULES.values():
        assert rule.least <= rule.default <= rule.most
        assert rule.subject in statute_book(), rule.name
        assert rule.mark in ("verified text", "recall", "derived")
    with pytest.raises(RuleRefused, match=r"合理幅度（%）应当在 0 至 100 之间。"):
        check("tolerance_percent", 101)
    with pytest.raises(RuleRefused, match=r"没有这项规则。"):
        check("nothing", 1)
    assert rules_with({"tolerance_percent": 30, "gone": 1}).tolerance_percent == 30


def test_a_court_may_leave_pensions_and_housing_funds_to_a_person_or_alone() -> None:
    strict = ChoosingRules(pension_beyond_minimum=0, housing_fund_may_be_frozen=0, farm_subsidy_protected=0)
    assert one(deposit("p", 9_000, Protection.PENSION), strict).verdict is Verdict.PERSON
    assert one(thing("f", AssetKind.HOUSING_FUND, 9_000), strict).verdict is Verdict.NEVER
    assert one(deposit("s", 9_000, Protection.FARM_SUBSIDY), strict).verdict is Verdict.FREE


# ---- the smallest set -----------------------------------------------------------------------------------------------------


def pick(
    holdings: Sequence[Holding],
    need: int,
    *,
    controlled: int = 0,
    uncounted: int = 0,
    rules: ChoosingRules = RULES_OF_HOUSE,
) -> Choice:
    judged = judge_all(holdings, rules=rules, on=ON)
    return choose(
        judged,
        need_fen=need * YUAN,
        controlled_fen=controlled * YUAN,
        uncounted_controlled=uncounted,
        rules=rules,
        on=ON,
    )


FIRM = {"is_person": False}


def test_money_is_taken_to_the_fen_and_every_asset_has_its_sentence() -> None:
    found = pick(
        [
            deposit("a", 70_000, **FIRM),
            deposit("b", 40_000, **FIRM),
            thing("car", AssetKind.VEHICLE, 300_000, **FIRM),
        ],
        100_000,
    )
    assert [(one.key, one.amount_fen, one.counted_fen) for one in found.chosen] == [
        ("a", 70_000 * YUAN, 70_000 * YUAN), ("b", 30_000 * YUAN, 30_000 * YUAN),
    ]  # fmt: skip
    assert found.chosen[1].why == "可以控制；只取所需的 30,000.00 元"
    assert [(one.key, one.why) for one in found.left_out] == [
        ("car", "价值超出需要 200,000.00 元，已有更合适的财产足以清偿")
    ]
    assert (found.gap_fen, found.excess_fen, found.is_exact) == (0, 0, True)


def test_fewest_measures_come_before_least_excess_within_the_tolerance_only() -> None:
    two = [deposit("a", 60_000, **FIRM), deposit("b", 50_000, **FIRM)]
    within = pick([*two, thing("car", AssetKind.VEHICLE, 115_000, **FIRM)], 100_000)
    assert [one.key for one in within.chosen] == ["car"]
    beyond = pick([*two, thing("car", AssetKind.VEHICLE, 121_000, **FIRM)], 100_000)
    assert [one.key for one in beyond.chosen] == ["a", "b"]


def test_a_court_may_exhaust_what_is_liquid_first() -> None:
    rules = ChoosingRules(liquid_first=1)
    holdings = [
        deposit("a", 60_000, **FIRM),
        deposit("b", 50_000, **FIRM),
        thing("car", AssetKind.VEHICLE, 115_000, **FIRM),
    ]
    assert [one.key for one in pick(holdings, 100_000, rules=rules).chosen] == ["a", "b"]


def test_a_thing_that_cannot_be_divided_may_go_beyond_when_nothing_else_suffices() -> None:
    found = pick(
        [deposit("a", 5_000, **FIRM), thing("house", AssetKind.REAL_ESTATE, 500_000, **FIRM)], 100_000
    )
    assert [one.key for one in found.chosen] == ["house"]
    assert (found.excess_fen, found.beyond_fen) == (400_000 * YUAN, 380_000 * YUAN)
    assert "因财产不可分割，超出需要的部分超出合理幅度" in to_text(found.steps)


def test_on_shortage_everything_is_taken_a_deposit_up_to_the_gap_and_one_asset_without_a_value() -> None:
    found = pick(
        [deposit("a", 4_000, **FIRM), deposit("b", 1_000, **FIRM), thing("car", AssetKind.VEHICLE, None), thing("land", AssetKind.FOREST_RIGHT, None)],
        100_000, rules=ChoosingRules(limit_on_shortage=1),
    )  # fmt: skip
    assert [(one.key, one.amount_fen, one.counted_fen) for one in found.chosen] == [
        ("a", 99_000 * YUAN, 4_000 * YUAN), ("b", 1_000 * YUAN, 1_000 * YUAN), ("car", None, 0),
    ]  # fmt: skip
    assert found.gap_fen == 95_000 * YUAN
    assert [(one.key, one.why) for one in found.left_out] == [("land", "价值不明，录入估值后计入")]
    again = pick([thing("land", AssetKind.FOREST_RIGHT, None)], 100_000, uncounted=1)
    assert again.chosen == (), "the next without a value waits until the first has one"


def test_what_is_controlled_already_counts_and_a_covered_debt_takes_nothing() -> None:
    account = deposit("a", 70_000, **FIRM)
    assert [one.amount_fen for one in pick([account], 100_000, controlled=80_000).chosen] == [20_000 * YUAN]
    covered = pick([account], 100_000, controlled=100_000)
    assert covered.chosen == ()
    assert [one.why for one in covered.left_out] == ["已控制的财产足以清偿，不再控制"]


def brute(options: Sequence[Option], need: int, tolerance: int) -> tuple[int, int, int, int]:
    sets = (
        selection_of(some, need_fen=need, tolerance_fen=tolerance)
        for size in range(len(options) + 1)
        for some in combinations(options, size)
    )
    return min(one.objective for one in sets if one.total_fen >= need)


options_strategy = st.lists(
    st.tuples(st.integers(1, 400), st.booleans(), st.integers(0, 5)), min_size=0, max_size=9
).map(lambda rows: [Option(str(place), fen, part, rank) for place, (fen, part, rank) in enumerate(rows)])


@given(options_strategy, st.integers(1, 900), st.integers(0, 100))
def test_the_set_is_the_best_of_all_sets(options: list[Option], need: int, tolerance: int) -> None:
    found = solve(options, need_fen=need, tolerance_fen=tolerance)
    if sum(one.fen for one in options) < need:
        assert {one.key for one in found.options} == {one.key for one in options}
        return
    assert found.total_fen >= need
    assert found.objective == brute(options, need, tolerance)
    assert len(found.options) >= found.at_least
    assert found.is_exact


@given(st.lists(st.tuples(st.integers(1, 10_000), st.booleans(), st.integers(0, 5)), min_size=EXACT_MAX + 1, max_size=60), st.integers(1, 200_000))  # fmt: skip
def test_many_assets_cover_when_they_can_none_is_idle_and_the_bound_holds(
    rows: list[tuple[int, bool, int]], need: int
) -> None:
    options = [Option(str(place), fen, part, rank) for place, (fen, part, rank) in enumerate(rows)]
    found = solve(options, need_fen=need, tolerance_fen=need // 5)
    total = sum(one.fen for one in options)
    assert (found.total_fen >= need) == (total >= need)
    assert len({one.key for one in found.options}) == len(found.options)
    if total >= need:
        assert all(found.total_fen - one.fen < need for one in found.options), "nothing idle is taken"
        assert len(found.options) >= found.at_least


kinds = st.sampled_from(list(AssetKind))
holdings_strategy = st.lists(
    st.builds(
        Holding, key=st.uuids().map(str), kind=kinds, debtor=st.sampled_from(["甲", "乙"]), is_person=st.booleans(),
        stated_fen=st.none() | st.integers(0, 10**8), available_fen=st.none() | st.integers(-(10**6), 10**8),
        controlled_fen=st.none() | st.integers(0, 10**7), estimate_fen=st.none() | st.integers(0, 10**8),
        currency=st.sampled_from(["CNY", "CNY", "USD"]), ownership=st.sampled_from(list(Ownership)),
        share=st.sampled_from(["", "50%", "1/3", "33.3%", "0%", "7/0"]), co_owners=st.integers(0, 4),
        protections=st.lists(st.sampled_from(list(Protection)), max_size=2).map(tuple),
        burdens=st.lists(st.builds(Ahead, st.just("抵押"), st.none() | st.integers(0, 10**8)), max_size=2).map(tuple),
        priors=st.lists(st.builds(Ahead, st.just("在先"), st.none() | st.integers(0, 10**8)), max_size=2).map(tuple),
        is_only_home=st.booleans(), freshness=st.sampled_from(list(Freshness)), is_gone=st.booleans(),
        is_namesake=st.booleans(), not_needed=st.sampled_from(list(NotNeeded)), unit_refuses=st.sampled_from(["", "不受理"]),
        status=st.sampled_from(["", "正常", "销户"]),
    ),
    max_size=12,
)  # fmt: skip


@given(holdings_strategy, st.integers(0, 10**9), st.integers(0, 10**9))
def test_no_namesake_and_nothing_protected_is_ever_chosen_and_the_living_minimum_stays(
    holdings: list[Holding], need: int, controlled: int
) -> None:
    judged = judge_all(holdings, rules=RULES_OF_HOUSE, on=ON)
    found = choose(
        judged, need_fen=need, controlled_fen=controlled, uncounted_controlled=0, rules=RULES_OF_HOUSE, on=ON
    )
    spared = {Protection.LIVING_ALLOWANCE, Protection.RELIEF, Protection.SPECIAL_ACCOUNT, Protection.FARM_SUBSIDY, Protection.SUBSIDY}  # fmt: skip
    for taken in (one.judged.holding for one in found.chosen):
        assert (taken.is_namesake, taken.is_gone, taken.not_needed, taken.unit_refuses) == (
            False,
            False,
            "",
            "",
        )
        assert not spared & set(taken.protections)
        assert taken.freshness is not Freshness.STALE
        assert taken.kind is not AssetKind.MARRIAGE
    assert sum(one.counted_fen for one in found.chosen) + found.gap_fen == max(need - controlled, 0)
    possible = sum(one.fen for one in options_of(judged))
    assert found.gap_fen == max(max(need - controlled, 0) - possible, 0), "covers if it is possible"
    assert len(found.chosen) + len(found.left_out) == len(holdings)
    for debtor in ("甲", "乙"):
        cash = [one for one in judged if one.holding.debtor == debtor and one.holding.is_person
                and one.holding.kind in (AssetKind.DEPOSIT, AssetKind.INTERNET_MONEY)]  # fmt: skip
        before = sum(judge(one.holding, rules=RULES_OF_HOUSE, on=ON).counted_fen for one in cash
                     if judge(one.holding, rules=RULES_OF_HOUSE, on=ON).verdict is Verdict.FREE)  # fmt: skip
        after = sum(one.counted_fen for one in cash if one.verdict is Verdict.FREE)
        assert before - after == min(before, RULES_OF_HOUSE.kept_for_living_fen)
