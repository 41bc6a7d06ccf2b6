"""Pools of several creditors: every fen of every receipt has its claim, deposits come out of it, moved money stays moved."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.cases.rules.debt import RecoveryLine, TitleTerms, statement
from zhixing.cases.rules.debt import standing as standing_on
from zhixing.funds.rules.distributions import Basis, EventKind, ObjectionSoFar, kind_of_cause, progress
from zhixing.funds.rules.plan import standing
from zhixing.funds.rules.pools import (
    ClaimParts,
    PoolClaim,
    PoolPlan,
    PoolReceipt,
    claim_of_case,
    deposits_of,
    plan_pool,
    split_parts,
)
from zhixing.law.amounts import ResidualTo
from zhixing.law.distribution import NATIONAL, Claim, ClaimKind, DebtorKind, DistributionImpossible
from zhixing.law.distribution_objections import PlanStage

ON = date(2022, 3, 1)
TITLE = TitleTerms(10_000_000, 0, None, "", date(2021, 10, 1), date(2021, 11, 1), date(2022, 1, 10))


def planned(
    receipts: list[int], claims: list[PoolClaim], basis: Basis = Basis.PARTICIPATION, *, agreed: bool = False
) -> PoolPlan:
    return plan_pool(
        receipts=[PoolReceipt(f"r{place}", ON, fen) for place, fen in enumerate(receipts)], claims=claims, basis=basis,
        debtor_kind=DebtorKind.PERSON, on=ON, settings=NATIONAL, agreed_order=agreed,
    )  # fmt: skip


def claim(key: str, fen: int, kind: ClaimKind = ClaimKind.ORDINARY, **more: object) -> PoolClaim:
    return PoolClaim(Claim(key, key, fen, kind), **more)


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=5),
    st.lists(st.tuples(st.sampled_from(list(ClaimKind)), st.integers(1, 10**9)), min_size=1, max_size=8),
    st.data(),
)
def test_every_fen_of_every_receipt_ends_in_one_share(
    receipts: list[int], kinds: list[tuple[ClaimKind, int]], data: st.DataObject
) -> None:
    claims = [claim(f"c{place}", fen, kind) for place, (kind, fen) in enumerate(kinds)]
    for basis in Basis:
        found = planned(receipts, claims, basis)
        for place, fen in enumerate(receipts):
            assert sum(share.fen for share in found.shares if share.receipt == f"r{place}") == fen
        for line in found.distribution.lines:
            assert sum(share.fen for share in found.shares if share.claim == line.key) == line.paid_fen
            assert 0 <= line.paid_fen <= line.claim_fen
        assert all(share.fen > 0 for share in found.shares)
        line = data.draw(st.sampled_from(found.distribution.lines))
        aside = data.draw(st.integers(0, line.paid_fen))
        deposits = deposits_of(found.shares, {line.key: aside})
        assert sum(deposits.values()) == aside
        assert all(fen <= share.fen for share, fen in deposits.items())


def test_a_pool_without_money_is_refused() -> None:
    with pytest.raises(DistributionImpossible, match="到账款"):
        planned([], [claim("a", 1)])
    with pytest.raises(DistributionImpossible, match="到账款"):
        planned([0], [claim("a", 1)])


def test_several_debts_of_one_creditor_follow_article_560() -> None:
    debts = [
        claim("later", 300, due_on=date(2022, 5, 1)),
        claim("light", 300, due_on=date(2021, 1, 1)),
        claim("secured", 300, ClaimKind.PRIORITY, due_on=date(2020, 1, 1)),
        claim("heavy", 300, due_on=date(2021, 6, 1), bears_interest=True),
        claim("costs", 100, ClaimKind.COSTS),
    ]
    paid = {line.key: line.paid_fen for line in planned([650], debts, Basis.ONE_CREDITOR).distribution.lines}
    assert paid == {"costs": 100, "heavy": 300, "light": 250, "secured": 0, "later": 0}
    agreed = planned([650], debts, Basis.ONE_CREDITOR, agreed=True).distribution
    assert [line.paid_fen for line in agreed.lines] == [300, 250, 0, 0, 100]
    assert all("第五百六十条" in line.article for line in agreed.lines)
    same = [claim("a", 200, due_on=ON), claim("b", 100, due_on=ON)]
    assert [one.paid_fen for one in planned([100], same, Basis.ONE_CREDITOR).distribution.lines] == [67, 33]


def test_a_debt_is_shared_part_by_part() -> None:
    parts = ClaimParts(100, 10, 1, 0)
    assert split_parts(parts, [2, 1], ResidualTo.LARGEST_FIRST) == (
        ClaimParts(67, 7, 1, 0),
        ClaimParts(33, 3, 0, 0),
    )
    for weights in ([], [0, 0], [-1, 2]):
        with pytest.raises(DistributionImpossible, match="份额"):
            split_parts(parts, weights, ResidualTo.LARGEST_FIRST)


def test_pooled_money_does_not_count_before_it_is_decided_whose_debt_it_pays() -> None:
    lines = [
        RecoveryLine(date(2022, 2, 1), 1_140_000, "receipt:a:1"),
        RecoveryLine(ON, 5_000_000, "receipt:b:1"),
    ]
    found = claim_of_case(title=TITLE, recoveries=lines, pooled=frozenset({"receipt:b:1"}), on=ON)
    # fee 1,400 from the first money, 10,000 of principal; doubled part 92 × 17.50 + 28 × 15.75 = 2,051.00
    assert (found.fee_fen, found.parts.principal_fen, found.parts.doubled_fen) == (0, 9_000_000, 205_100)


def test_moved_money_is_taken_from_its_own_receipt_and_shares_count_as_the_plan_said() -> None:
    receipt, other = UUID(int=7), UUID(int=8)
    lines = [
        RecoveryLine(date(2022, 2, 1), 5_000_000, f"receipt:{other}:1"),
        RecoveryLine(ON, 5_000_000, f"receipt:{receipt}:1"),
        RecoveryLine(ON, -5_000_000, f"moved:{receipt.hex}:1:{UUID(int=9).hex}"),
        RecoveryLine(ON, 100_000, "feeshare:p:c"),
        RecoveryLine(ON, 2_000_000, "distribution:p:c"),
    ]
    kept = standing_on(lines, ON)
    assert [line.source for line in kept] == [f"receipt:{other}:1", "feeshare:p:c", "distribution:p:c"]
    assert standing(lines) == kept
    alone = statement(TITLE, lines[1:], ON)
    # 1,000 of the fee of 1,400; 20,000 of 100,000 and 2,100 doubled part
    assert (alone.fee_left_fen, alone.owed_fen) == (40_000, 10_210_000 - 2_000_000)


def test_an_objection_that_was_withdrawn_no_longer_stops_the_plan() -> None:
    one = ObjectionSoFar(
        "1", "李四", date(2022, 3, 2), date(2022, 3, 10), ((EventKind.WITHDRAWN, date(2022, 3, 20)),)
    )
    now = progress(
        basis=Basis.PARTICIPATION, last_served_on=date(2022, 3, 2), objections=[one], today=date(2022, 3, 21)
    )
    assert (now.stage, now.may_pay_all) == (PlanStage.FINAL, True)
    waiting = progress(basis=Basis.PARTICIPATION, last_served_on=None, objections=[], today=date(2022, 3, 21))
    assert (waiting.stage, waiting.may_pay_all) == (PlanStage.TO_SERVE, False)


def test_a_suit_pays_nothing_while_somebody_may_still_object() -> None:
    events = (
        (EventKind.OTHERS_NOTIFIED, date(2022, 3, 3)), (EventKind.OPPOSED, date(2022, 3, 4)),
        (EventKind.OBJECTOR_NOTIFIED, date(2022, 3, 5)), (EventKind.SUED, date(2022, 3, 6)),
    )  # fmt: skip
    one = ObjectionSoFar("1", "李四", date(2022, 3, 2), date(2022, 3, 2), events)
    for today, undisputed in ((date(2022, 3, 10), False), (date(2022, 3, 18), True)):
        now = progress(
            basis=Basis.PARTICIPATION, last_served_on=date(2022, 3, 2), objections=[one], today=today
        )
        assert (now.may_pay_all, now.may_pay_undisputed) == (False, undisputed)


def test_the_kind_of_a_claim_is_proposed_from_the_cause() -> None:
    causes = ("追索劳动报酬纠纷", "抚养费纠纷", "机动车交通事故责任纠纷", "买卖合同纠纷")
    assert [kind_of_cause(cause).value for cause in causes] == ["wage", "maintenance", "injury", "ordinary"]
