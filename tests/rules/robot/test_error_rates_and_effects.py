"""The published error rate lies between Wilson's bounds; what a press does is added up act by act."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.robot.rules.effects import Effects, effects, together
from zhixing.robot.rules.error_rates import wilson


def test_nothing_judged_has_no_rate() -> None:
    assert wilson(0, 0) is None


def test_nothing_wrong_still_leaves_room_for_doubt() -> None:
    found = wilson(0, 100)
    assert found is not None
    assert (found.rate, found.low) == (Decimal(0), Decimal(0))
    assert round(found.high, 6) == Decimal("0.036993")


def test_two_wrong_of_fifty_as_in_the_tables() -> None:
    found = wilson(2, 50)
    assert found is not None
    assert found.rate == Decimal("0.04")
    assert (round(found.low, 6), round(found.high, 6)) == (Decimal("0.011039"), Decimal("0.134601"))


@pytest.mark.parametrize(("wrong", "judged"), [(-1, 3), (4, 3)])
def test_more_wrong_than_judged_is_refused(wrong: int, judged: int) -> None:
    with pytest.raises(ValueError, match="cannot be wrong"):
        wilson(wrong, judged)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_rate_lies_within_its_bounds_and_they_mirror(counts: tuple[int, int]) -> None:
    wrong, judged = counts
    found, mirrored = wilson(wrong, judged), wilson(judged - wrong, judged)
    assert found is not None
    assert mirrored is not None
    assert 0 <= found.low <= found.rate <= found.high <= 1
    assert abs(found.low - (1 - mirrored.high)) < Decimal("1e-20")


def test_what_leaves_the_house_is_counted_by_kind() -> None:
    many = [
        effects("documents.issue_and_deliver", {}, 0), effects("documents.issue", {}, 0),
        effects("inquiries.ask", {}, 6), effects("freezes.renew", {}, 0), effects("funds.approve_plan", {"fen": 1_234}, 0),
        effects("cases.note", {}, 0),
    ]  # fmt: skip
    assert together(many) == Effects(documents=2, letters=1, asked=6, orders=1, states=0, fen=1_234)
    assert together([]) == Effects()
