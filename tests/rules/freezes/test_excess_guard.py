"""Control plainly beyond the need: refused before, released after (Seizure Rules art 19)."""

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from zhixing.freezes.rules.choosing import Option
from zhixing.freezes.rules.excess import ExcessCheck, Held, check_set, plan_release
from zhixing.law.explanation import to_text

ON = date(2022, 12, 1)
CAR = Option("car", 60_000, False, 6)
HOUSE = Option("house", 800_000, False, 10)
MONEY = Option("money", 45_000, True, 0)


def guard(
    *chosen: Option, need: int, every: tuple[Option, ...] = (CAR, HOUSE, MONEY), uncounted: int = 0
) -> ExcessCheck:
    return check_set(
        chosen=chosen, all_options=every, uncounted=uncounted, need_fen=need, tolerance_fen=need // 5, on=ON
    )


def test_a_set_within_the_tolerance_stands_by_itself() -> None:
    assert not guard(CAR, need=50_000).is_plain
    assert guard(CAR, need=50_000).excess_fen == 10_000
    assert not guard(MONEY, CAR, need=51_000).is_plain, "money beyond the need is cut to it"


def test_a_house_for_a_small_debt_needs_a_reason_when_a_car_would_do() -> None:
    found = guard(HOUSE, need=50_000)
    assert (found.is_plain, found.is_excused, found.needs_reason) == (True, False, True)
    assert found.words == "超出需要 7,500.00 元，有超出较少的组合可选"
    assert "第十九条" in to_text(found.steps)


def test_a_house_stands_when_nothing_else_suffices_and_it_cannot_be_divided() -> None:
    found = guard(HOUSE, need=50_000, every=(HOUSE, Option("money", 5_000, True, 0)))
    assert (found.is_plain, found.is_excused, found.needs_reason) == (True, True, False)
    assert found.words == "超出 7,500.00 元，但该财产不可分割，其他财产不足以清偿，依法可以控制"


def test_the_exception_does_not_carry_a_second_thing_that_is_not_needed() -> None:
    assert guard(HOUSE, CAR, need=70_000, every=(HOUSE, CAR)).needs_reason


def test_nothing_is_taken_for_a_debt_that_is_covered() -> None:
    found = guard(MONEY, need=0)
    assert (found.needs_reason, found.excess_fen) == (True, 45_000)


def test_what_has_no_value_is_too_much_where_the_rest_suffices() -> None:
    assert guard(MONEY, need=45_000, uncounted=1).words == "可计价的财产已足以清偿，又选取了价值不明的财产"
    assert not guard(MONEY, need=45_001, uncounted=1).is_plain


# ---- releases --------------------------------------------------------------------------------------------------------------


def test_what_the_rest_makes_superfluous_is_released_and_money_to_the_fen() -> None:
    held = [Held("money", 45_000, True, 0), Held("car", 60_000, False, 6)]
    plan = plan_release(held, need_fen=30_000, tolerance_fen=6_000, on=ON)
    assert [(one.key, one.fen, one.is_whole) for one in plan.releases] == [
        ("car", 60_000, True),
        ("money", 15_000, False),
    ]
    assert plan.releases[1].why == "只需保留 300.00 元"


def test_within_the_tolerance_and_for_a_debt_that_is_paid_nothing_is_proposed_here() -> None:
    assert (
        plan_release([Held("a", 36_000, True, 0)], need_fen=30_000, tolerance_fen=6_000, on=ON).releases == ()
    )
    assert plan_release([Held("a", 36_000, True, 0)], need_fen=0, tolerance_fen=6_000, on=ON).releases == ()


def test_one_house_beyond_the_need_is_kept_because_it_cannot_be_divided() -> None:
    plan = plan_release([Held("house", 800_000, False, 10)], need_fen=30_000, tolerance_fen=6_000, on=ON)
    assert (plan.releases, plan.kept_beyond_fen) == ((), 770_000)
    assert "不可分割" in to_text(plan.steps)


held_strategy = st.lists(st.tuples(st.integers(1, 500), st.booleans(), st.integers(0, 5)), max_size=8).map(
    lambda rows: [Held(str(place), fen, part, rank) for place, (fen, part, rank) in enumerate(rows)]
)


@given(held_strategy, st.integers(1, 1_500), st.integers(0, 200))
def test_a_release_never_uncovers_the_debt_and_leaves_no_more_than_must_be(
    held: list[Held], need: int, tolerance: int
) -> None:
    plan = plan_release(held, need_fen=need, tolerance_fen=tolerance, on=ON)
    total = sum(one.fen for one in held)
    kept = total - plan.released_fen
    assert kept >= min(need, total)
    if total - need <= tolerance:
        assert plan.releases == ()
        return
    assert kept == need + plan.kept_beyond_fen
    assert len({one.key for one in plan.releases}) == len(plan.releases)
    by_key = {one.key: one for one in held}
    assert all(one.fen <= by_key[one.key].fen for one in plan.releases)
    assert all(one.is_whole or by_key[one.key].is_divisible for one in plan.releases)
    least = min(
        max(sum(one.fen for one in some if not one.is_divisible) - need, 0)
        for size in range(len(held) + 1)
        for some in combinations(held, size)
        if sum(one.fen for one in some) >= need
    )
    assert plan.kept_beyond_fen <= max(least, tolerance)
