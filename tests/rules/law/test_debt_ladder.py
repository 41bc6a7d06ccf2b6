"""One receipt for one case."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.debt_ladder import PRINCIPAL_FIRST, Component, Debt, LadderUnclear, settle_receipt

ON = date(2026, 11, 22)
DEBT = Debt(
    application_fee_fen=140_000,
    adjudged_costs_fen=230_000,
    general_interest_fen=500_000,
    principal_fen=10_000_000,
    doubled_part_fen=70_000,
)


def test_money_runs_down_the_statutory_ladder() -> None:
    done = settle_receipt(received_fen=1_000_000, debt=DEBT, on=ON)
    assert [(row.component, row.paid_fen) for row in done.credits] == [
        (Component.APPLICATION_FEE, 140_000),
        (Component.ADJUDGED_COSTS, 230_000),
        (Component.GENERAL_INTEREST, 500_000),
        (Component.PRINCIPAL, 130_000),
        (Component.DOUBLED_PART, 0),
    ]
    assert done.to_fee_income_fen == 140_000
    assert done.to_applicant_fen == 860_000
    assert done.refund_fen == 0
    assert done.left_fen == DEBT.total_fen - 1_000_000
    assert done.paid(Component.PRINCIPAL) == 130_000
    assert done.explanation[0].mark == "derived"


def test_principal_may_go_before_interest_by_agreement() -> None:
    done = settle_receipt(received_fen=1_000_000, debt=DEBT, on=ON, order=PRINCIPAL_FIRST)
    assert done.paid(Component.PRINCIPAL) == 630_000
    assert done.paid(Component.GENERAL_INTEREST) == 0
    assert "约定" in done.explanation[0].text


def test_what_exceeds_the_debt_goes_back() -> None:
    done = settle_receipt(received_fen=500, debt=Debt(principal_fen=300), on=ON)
    assert (done.to_applicant_fen, done.refund_fen, done.left_fen) == (300, 200, 0)
    assert len(done.explanation) == 3


@pytest.mark.parametrize(
    ("received", "debt", "order"),
    [
        (-1, DEBT, PRINCIPAL_FIRST),
        (1, Debt(principal_fen=-1), PRINCIPAL_FIRST),
        (1, DEBT, PRINCIPAL_FIRST[:4]),
        (1, DEBT, (*PRINCIPAL_FIRST, Component.PRINCIPAL)),
    ],
)
def test_unclear_receipts_debts_and_orders_are_refused(
    received: int, debt: Debt, order: tuple[Component, ...]
) -> None:
    with pytest.raises(LadderUnclear):
        settle_receipt(received_fen=received, debt=debt, on=ON, order=order)


@given(received=st.integers(0, 10**9), parts=st.tuples(*[st.integers(0, 10**8)] * 5))
def test_no_fen_is_lost_and_no_rung_is_skipped(received: int, parts: tuple[int, int, int, int, int]) -> None:
    done = settle_receipt(received_fen=received, debt=Debt(*parts), on=ON)
    assert done.to_fee_income_fen + done.to_applicant_fen + done.refund_fen == received
    assert done.left_fen == max(0, sum(parts) - received)
    assert all(not upper.left_fen or not lower.paid_fen for upper, lower in pairwise(done.credits))
