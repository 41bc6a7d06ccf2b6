"""Answers of a bank in any order, any number of times; approval tiers; reversals; joining statements."""

from datetime import UTC, date, datetime
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.cases.rules.debt import RecoveryLine, TitleTerms, statement
from zhixing.funds.rules.continuity import Edge, join
from zhixing.funds.rules.payments import (
    Effect,
    Standing,
    Verdict,
    approver_of,
    effect_of,
    may_approve,
    purpose_text,
    reference_of,
)
from zhixing.funds.rules.plan import plan_receipt, standing
from zhixing.funds.rules.reversals import Movement, is_reversal, originals
from zhixing.funds.rules.statement import BankLine
from zhixing.law.case_funds import Approver


def _run(verdicts: tuple[Verdict, ...]) -> tuple[Standing, list[Effect]]:
    standing_, effects = Standing("sent", is_paid=False), []
    for verdict in verdicts:
        effect = effect_of(standing_, verdict)
        effects.append(effect)
        if effect is Effect.PAID:
            standing_ = Standing("done", is_paid=True)
        elif effect is Effect.FAILED:
            standing_ = Standing("failed", is_paid=False)
        elif effect is Effect.RETURNED:
            standing_ = Standing("failed", is_paid=True, is_returned=True)
    return standing_, effects


@pytest.mark.parametrize(
    "order", list(permutations((Verdict.ACCEPTED, Verdict.BOOKED, Verdict.BOOKED, Verdict.RETURNED)))
)
def test_a_booked_and_returned_payment_ends_returned_in_every_order(order: tuple[Verdict, ...]) -> None:
    end, effects = _run(order)
    assert end == Standing("failed", is_paid=True, is_returned=True)
    assert effects.count(Effect.RETURNED) == 1
    assert effects.count(Effect.PAID) <= 1
    assert Effect.CONTRADICTION not in effects


def test_rejection_and_booking_contradict_each_other() -> None:
    assert _run((Verdict.REJECTED, Verdict.REJECTED))[1] == [Effect.FAILED, Effect.NONE]
    assert _run((Verdict.BOOKED, Verdict.REJECTED))[1] == [Effect.PAID, Effect.CONTRADICTION]
    assert _run((Verdict.REJECTED, Verdict.BOOKED))[1] == [Effect.FAILED, Effect.CONTRADICTION]


def test_a_payment_that_never_left_cannot_be_answered() -> None:
    ready = Standing("ready", is_paid=False)
    assert effect_of(ready, Verdict.BOOKED) is Effect.CONTRADICTION
    assert effect_of(ready, Verdict.ACCEPTED) is Effect.NONE


def test_a_booking_heard_again_is_nothing_and_says_so() -> None:
    for standing_ in (Standing("done", is_paid=True), Standing("failed", is_paid=False, is_returned=True)):
        assert effect_of(standing_, Verdict.BOOKED) is Effect.NONE


def test_what_the_bank_prints_beside_a_transfer() -> None:
    assert purpose_text("（2022）吉2424执7号", "refund") == "退还（2022）吉2424执7号款项"
    assert purpose_text("（2022）吉2424执7号", "applicant") == "（2022）吉2424执7号执行款"


def test_unknown_is_settled_by_its_answer() -> None:
    assert effect_of(Standing("unknown", is_paid=False), Verdict.BOOKED) is Effect.PAID
    assert effect_of(Standing("unknown", is_paid=False), Verdict.REJECTED) is Effect.FAILED


@pytest.mark.parametrize("code", ["AM05", "DU01", "DU02", "DU03", "DU04", "DU05"])
def test_a_copy_refused_says_nothing_of_the_first(code: str) -> None:
    for state in ("sent", "unknown", "done", "failed"):
        standing_ = Standing(state, is_paid=state == "done")
        assert effect_of(standing_, Verdict.REJECTED, code) is Effect.NONE
    assert effect_of(Standing("ready", is_paid=False), Verdict.REJECTED, code) is Effect.CONTRADICTION
    assert effect_of(Standing("sent", is_paid=False), Verdict.REJECTED, "AC01") is Effect.FAILED
    assert effect_of(Standing("sent", is_paid=False), Verdict.BOOKED, code) is Effect.PAID


@pytest.mark.parametrize(
    ("fen", "tier"), [(1, "bureau_chief"), (10_000_000, "bureau_chief"), (10_000_001, "vice_president")]
)
def test_the_tier_follows_the_amount(fen: int, tier: str) -> None:
    assert approver_of(fen, chief_up_to_fen=10_000_000).value == tier


def test_the_higher_tier_may_approve_what_the_lower_may() -> None:
    assert may_approve(Approver.BUREAU_CHIEF) == (Approver.BUREAU_CHIEF, Approver.VICE_PRESIDENT)
    assert may_approve(Approver.VICE_PRESIDENT) == (Approver.VICE_PRESIDENT,)


@given(st.uuids(), st.uuids())
def test_references_are_as_many_as_keys(one: UUID, other: UUID) -> None:
    assert len(reference_of(one)) == 28
    assert (reference_of(one) == reference_of(other)) == (one == other)


def _movement(key: str, fen: int, remark: str = "款", payer: str = "甲", account: str = "1") -> Movement:
    return Movement(key, fen, payer, account, remark)


@pytest.mark.parametrize(("fen", "remark", "expected"), [
    (-1, "冲正 款", True), (-1, "[冲正]款", True), (-1, "抹账-款", True), (1, "冲正 款", False), (-1, "款 冲正", False), (-1, "", False),
])  # fmt: skip
def test_what_is_a_reversal(fen: int, remark: str, expected: bool) -> None:
    assert is_reversal(fen, remark) is expected


def test_a_reversal_takes_the_latest_equal_credit_before_it() -> None:
    lines = [
        _movement("a", 5), _movement("b", 5), _movement("c", 5, payer="乙"), _movement("d", 5, account="2"),
        _movement("e", 5, remark="别"), _movement("f", 6), _movement("r1", -5, "冲正 款"), _movement("g", 5),
        _movement("r2", -5, "冲正款"), _movement("r3", -5, "冲正 款"), _movement("r4", -5, "冲正 款"),
    ]  # fmt: skip
    found = originals([line for line in lines if line.fen < 0], lines)
    assert found == {"r1": "b", "r2": "g", "r3": "a", "r4": None}


def _line(serial: str, fen: int, balance: int) -> BankLine:
    return BankLine(5, serial, datetime(2022, 3, 1, tzinfo=UTC), fen, balance)


AT = datetime(2022, 3, 1, tzinfo=UTC)


def test_joining_statements() -> None:
    lines = [_line("b", 5, 105), _line("c", 5, 110)]
    assert join(lines, set(), first_known=None, before=None, after=None).opening_fen == 100
    known = Edge("a", 10, 100, AT)
    assert join(lines, set(), first_known=known, before=known, after=None).gap_before == 0
    assert join(lines, set(), first_known=known, before=Edge("a", 10, 97, AT), after=None).gap_before == 3
    later = Edge("d", 7, 117, AT)
    joined = join(lines, set(), first_known=later, before=None, after=later)
    assert (joined.opening_fen, joined.gap_after) == (-10, 0)
    assert join(lines, set(), first_known=later, before=None, after=Edge("d", 7, 119, AT)).gap_after == 2
    assert join(lines, {"c"}, first_known=Edge("c", 5, 110, AT), before=None, after=None).opening_fen == -5
    assert join(lines, {"b", "c"}, first_known=known, before=known, after=None).opening_fen == 0


TITLE = TitleTerms(
    principal_fen=10_000_000, litigation_costs_fen=5_000, interest_from=date(2021, 1, 1), rate_text="年利率6%",
    effective_on=date(2021, 10, 1), performance_ends_on=date(2021, 11, 1), filed_on=date(2022, 1, 10),
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.dates(date(2022, 1, 10), date(2023, 6, 1)), st.integers(min_value=1, max_value=7_000_000)),
        min_size=1, max_size=6,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_whatever_order_money_is_planned_in_the_shares_sum_to_it_and_agree_with_the_debt(
    money: list[tuple[date, int]], order: object
) -> None:
    receipts = [RecoveryLine(on, fen, f"receipt:{n}:1") for n, (on, fen) in enumerate(money)]
    planned: list[RecoveryLine] = []
    totals = {"application_fee": 0, "applicant": 0, "refund": 0}
    order.shuffle(receipts)
    for receipt in receipts:
        shares = plan_receipt(title=TITLE, prior=planned, receipt=receipt).shares
        assert sum(share.fen for share in shares) == receipt.fen
        assert all(share.fen > 0 and share.article and share.reason for share in shares)
        for share in shares:
            totals[share.share.value] += share.fen
        planned.append(receipt)
    end = statement(TITLE, planned, max(line.on for line in planned))
    assert totals["application_fee"] == end.fee_fen - end.fee_left_fen


@pytest.mark.parametrize("fee_taken_fen", [None, 0, 10**9])
def test_money_identified_late_never_gives_back_more_than_it_is(fee_taken_fen: int | None) -> None:
    """An early receipt of a case overpaid meanwhile also saves interest; that was the applicant's, not this money's."""
    prior = [RecoveryLine(date(2023, 6, 1), 10**12, "receipt:1:1")]
    late = RecoveryLine(date(2022, 1, 15), 500_000, "receipt:2:1")
    planned = plan_receipt(title=TITLE, prior=prior, receipt=late, fee_taken_fen=fee_taken_fen)
    assert [(share.share.value, share.fen) for share in planned.shares] == [("refund", 500_000)]


def test_each_taken_back_recovery_cancels_its_own_and_no_other() -> None:
    day = date(2022, 3, 1)
    lines = [
        RecoveryLine(day, 5, "receipt:a:1"), RecoveryLine(day, 5, "receipt:b:1"), RecoveryLine(day, -5, "back:a:1"),
        RecoveryLine(day, 5, "receipt:a:2"), RecoveryLine(day, 9, "manual"),
    ]  # fmt: skip
    assert [line.source for line in standing(lines)] == ["receipt:b:1", "receipt:a:2", "manual"]
