"""Bounds and words of decisions: settings, deferrals, duplicates, the board, objections, debts of one creditor, pools."""

from dataclasses import replace
from datetime import date

import pytest

from zhixing.cases.rules.debt import RecoveryLine, TitleTerms
from zhixing.funds.rules.blockers import Standing, WaitStage, blocker_of
from zhixing.funds.rules.board import Band, Figures, held_days
from zhixing.funds.rules.court_settings import SETTINGS, SettingRefused
from zhixing.funds.rules.deferrals import DeferralRefused, Wish, check_wish, pay_by
from zhixing.funds.rules.distributions import (
    Basis,
    EventKind,
    ObjectionSoFar,
    Progress,
    objection_now,
    progress,
)
from zhixing.funds.rules.duplicates import Arrival, looks_twice
from zhixing.funds.rules.instalments import SettlementRefused, Term, check_terms
from zhixing.funds.rules.pools import (
    ClaimParts,
    PoolClaim,
    PoolPlan,
    PoolReceipt,
    Share,
    claim_of_case,
    deposits_of,
    plan_pool,
    split_parts,
)
from zhixing.funds.rules.set_off import OneDebt, set_off
from zhixing.law.amounts import ResidualTo
from zhixing.law.case_funds import Approver, Deferral, FundsSettings
from zhixing.law.distribution import (
    NATIONAL,
    Bankruptcy,
    Claim,
    ClaimKind,
    DebtorKind,
    Distribution,
    DistributionImpossible,
)
from zhixing.law.distribution_objections import PlanStage

ON = date(2022, 3, 1)


@pytest.mark.parametrize(
    ("name", "least", "most", "loosens_up", "refusal"),
    [
        ("chief_up_to_fen", 0, 10_000_000_000, True, "局长审批限额（元）应当在 0 至 100000000 之间。"),
        ("target_days", 1, 30, True, "本院发放目标（日）应当在 1 至 30 之间。"),
        ("unknown_after_days", 1, 10, True, "无回执转查询（日）应当在 1 至 10 之间。"),
        ("cooling_off_days", 0, 30, False, "账户变更冷静期（日）应当在 0 至 30 之间。"),
        ("announce_days", 1, 30, False, "案外收款人公示（日）应当在 1 至 30 之间。"),
        ("duplicate_days", 1, 60, False, "疑似重复付款的间隔（日）应当在 1 至 60 之间。"),
        ("sample_percent", 0, 100, False, "预先授权付款抽查比例（%）应当在 0 至 100 之间。"),
        (
            "authorised_each_fen",
            0,
            10_000_000_000,
            True,
            "预先授权单笔上限（元）应当在 0 至 100000000 之间。",
        ),
        ("first_measure_bonus", 0, 20, True, "首封多分（%，须有本省规定）应当在 0 至 20 之间。"),
        (
            "authorised_total_fen",
            0,
            10_000_000_000,
            True,
            "预先授权累计上限（元）应当在 0 至 100000000 之间。",
        ),
    ],
)
def test_every_setting_has_its_bounds_and_the_way_that_loosens(
    name: str, least: int, most: int, loosens_up: bool, refusal: str
) -> None:
    setting = SETTINGS[name]
    for value in (least, most):
        setting.check(value)
    for value in (least - 1, most + 1):
        with pytest.raises(SettingRefused) as refused:
            setting.check(value)
        assert str(refused.value) == refusal
    assert (setting.loosens(5, 6), setting.loosens(6, 5), setting.loosens(5, 5)) == (
        loosens_up,
        not loosens_up,
        False,
    )


def test_a_deferral_needs_four_characters_and_lasts_at_most_366_days() -> None:
    wish = Wish(Deferral.STAYED, " 中止执行 ", ON, date(2023, 3, 2))
    check_wish(wish, pay_by=date(2022, 3, 31), today=ON)
    with pytest.raises(DeferralRefused, match="不超过 366 天"):
        check_wish(replace(wish, until=date(2023, 3, 3)), pay_by=date(2022, 3, 31), today=ON)
    with pytest.raises(DeferralRefused, match="至少4个字"):
        check_wish(replace(wish, reason=" 中止执 "), pay_by=date(2022, 3, 31), today=ON)
    check_wish(replace(wish, until=date(2022, 3, 2)), pay_by=ON, today=ON)


def test_a_deferral_that_follows_another_after_the_thirty_days_counts_from_its_own_last_day() -> None:
    wish = Wish(Deferral.STAYED, "裁定中止执行", date(2022, 4, 11), date(2022, 5, 10))
    due = pay_by(
        arrived_on=ON,
        wish=wish,
        approved_by=Approver.BUREAU_CHIEF,
        cause_ended_on=None,
        settings=FundsSettings(),
    )
    assert due == date(2022, 5, 20)


@pytest.mark.parametrize(
    ("gap", "surplus", "reason"), [(0, 1, True), (10, 1, True), (11, 1, False), (-1, 1, False), (0, 0, False)]
)
def test_a_payment_looks_made_twice_from_the_same_day_to_the_last_of_the_interval(
    gap: int, surplus: int, reason: bool
) -> None:
    first = Arrival(date(2022, 3, 10), 500, "还款", "7")
    second = Arrival(date(2022, 3, 10 + gap), 500, "还款", "7", surplus)
    assert bool(looks_twice(first, second, days=10)) is reason


def test_an_instalment_before_the_agreement_is_refused_even_when_the_next_is_after_it() -> None:
    terms = [Term(date(2022, 2, 28), 1), Term(date(2022, 3, 31), 1)]
    with pytest.raises(SettlementRefused, match="不得早于协议日"):
        check_terms(terms, agreed_on=ON)
    check_terms(terms, agreed_on=date(2022, 2, 28))
    many = [Term(date.fromordinal(ON.toordinal() + place), 1) for place in range(121)]
    check_terms(many[:120], agreed_on=ON)
    with pytest.raises(SettlementRefused, match="1 至 120 期"):
        check_terms(many, agreed_on=ON)


def test_the_board_has_words_and_colours_and_adds_up() -> None:
    assert [(band.label, band.tone) for band in Band] == [
        ("已逾期", "vermilion"), ("5 天内到期", "vermilion"), ("6–10 天", "amber"), ("11–15 天", "amber"), ("15 天以上", "calm"),
    ]  # fmt: skip
    assert Figures() == Figures(0, 0)
    assert Figures(1, 500) + Figures(2, 70) == Figures(3, 570)
    assert [held_days(ON, date(2022, 3, day)) for day in (1, 2, 31)] == [0, 1, 30]
    assert held_days(ON, date(2022, 2, 27)) == 0


def test_cash_that_was_not_banked_waits_for_the_accountant() -> None:
    now = Standing("marked", ON, date(2022, 3, 2), block="not_banked")
    blocker = blocker_of(now)
    assert blocker is not None
    assert (blocker.stage, blocker.who, blocker.since) == (WaitStage.PLAN, "案款管理员", date(2022, 3, 2))


# ---- objections to a distribution

SERVED = date(2022, 3, 2)
"""Fifteen days from here end on 2022-03-17."""


def _objection(key: str, objected_on: date, *events: tuple[EventKind, date]) -> ObjectionSoFar:
    return ObjectionSoFar(key, "李四", SERVED, objected_on, events)


def _progress(*objections: ObjectionSoFar, today: date, **other: object) -> Progress:
    usual: dict[str, object] = {"basis": Basis.PARTICIPATION, "last_served_on": SERVED}
    return progress(objections=objections, today=today, **(usual | other))


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ({"basis": Basis.ONE_CREDITOR}, "债权人只有一人，无须异议期，按方案分配。"),
        ({"amends": True}, "修正后的方案直接分配。"),
        ({"basis": Basis.ONE_CREDITOR, "amends": True}, "修正后的方案直接分配。"),
    ],
)
def test_a_creditor_alone_and_an_amended_plan_wait_for_nobody(other: dict[str, object], text: str) -> None:
    assert _progress(today=ON, **other) == Progress(PlanStage.FINAL, None, text, True, False)


def test_money_goes_out_after_the_fifteenth_day_and_not_on_it() -> None:
    last = _progress(today=date(2022, 3, 17))
    assert (last.stage, last.due_on, last.may_pay_all) == (
        PlanStage.OBJECTIONS_OPEN,
        date(2022, 3, 17),
        False,
    )
    after = _progress(today=date(2022, 3, 18))
    assert (after.stage, after.may_pay_all, after.may_pay_undisputed) == (PlanStage.FINAL, True, False)


def test_a_late_objection_stops_nothing() -> None:
    late = _objection("1", date(2022, 3, 18))
    now = _progress(late, today=date(2022, 3, 21))
    assert (now.stage, now.may_pay_all, now.may_pay_undisputed) == (PlanStage.FINAL, True, False)
    assert [(one.is_open, one.is_in_suit) for one in now.objections] == [(False, False)]


def test_the_objection_whose_day_is_nearest_leads() -> None:
    others, opposed = EventKind.OTHERS_NOTIFIED, EventKind.OPPOSED
    waiting = _objection("1", date(2022, 3, 10), (others, date(2022, 3, 12)))
    told = _objection("2", date(2022, 3, 9), (others, date(2022, 3, 10)))
    open_ended = _objection("3", date(2022, 3, 9))
    now = _progress(open_ended, waiting, told, today=date(2022, 3, 14))
    assert (now.stage, now.due_on, now.todo) == (
        PlanStage.OPPOSITION_OPEN,
        date(2022, 3, 25),
        "等待反对意见。",
    )
    assert (now.may_pay_all, now.may_pay_undisputed) == (False, False)
    assert [one.next_events[0] for one in now.objections] == [others, opposed, opposed]


def test_a_suit_leaves_the_undisputed_part_when_everyones_days_are_over() -> None:
    suit = _objection(
        "1", SERVED, (EventKind.OTHERS_NOTIFIED, date(2022, 3, 3)), (EventKind.OPPOSED, date(2022, 3, 4)),
        (EventKind.OBJECTOR_NOTIFIED, date(2022, 3, 5)), (EventKind.SUED, date(2022, 3, 6)),
    )  # fmt: skip
    withdrawn = _objection("2", SERVED, (EventKind.WITHDRAWN, date(2022, 3, 3)))
    now = _progress(withdrawn, suit, today=date(2022, 3, 18))
    assert (now.stage, now.due_on, now.todo) == (
        PlanStage.IN_SUIT, None, "诉讼期间分配的，提存与争议债权数额相应的款项。",
    )  # fmt: skip
    assert (now.may_pay_all, now.may_pay_undisputed) == (False, True)
    assert [(one.is_open, one.is_in_suit) for one in now.objections] == [(False, False), (False, True)]


def test_an_objection_tells_what_happened_when() -> None:
    so_far = _objection(
        "1", SERVED, (EventKind.OTHERS_NOTIFIED, SERVED), (EventKind.JUDGED, date(2022, 5, 6))
    )
    assert so_far.on(EventKind.JUDGED) == date(2022, 5, 6)
    assert so_far.on(EventKind.SUED) is None
    assert so_far.ended_by is EventKind.JUDGED
    ended = objection_now(so_far, date(2022, 5, 7))
    assert (ended.state, ended.next_events, ended.is_open, ended.is_in_suit) == (None, (), False, False)
    assert (so_far.for_law.others_notified_on, so_far.for_law.sued_on) == (SERVED, None)
    assert [basis.is_served for basis in Basis] == [True, True, True, True, False]


# ---- several debts of one debtor to one creditor


def _debt(key: str, fen: int, kind: ClaimKind = ClaimKind.ORDINARY, **other: object) -> OneDebt:
    return OneDebt(Claim(key, f"债权人{key}", fen, kind), **other)


def _set_off(pool: int, *debts: OneDebt, agreed: bool = False) -> Distribution:
    return set_off(
        pool_fen=pool, debts=debts, on=ON, agreed_order=agreed, residual_to=ResidualTo.LARGEST_FIRST
    )


def test_a_debt_due_today_is_due() -> None:
    found = _set_off(
        300, _debt("later", 300, due_on=date(2022, 3, 2), bears_interest=True), _debt("today", 300, due_on=ON)
    )
    assert [line.paid_fen for line in found.lines] == [0, 300]
    assert [line.reason for line in found.lines] == [
        "未到期、无担保、计息（负担较重）、2022-03-02 到期，款项在前已经用尽。", "已到期、无担保、不计息、2022-03-01 到期，全额受偿。",
    ]  # fmt: skip


def test_each_line_of_a_set_off_says_how_far_it_was_paid() -> None:
    found = _set_off(
        450, _debt("a", 300), _debt("b", 300, ClaimKind.PRIORITY), _debt("c", 100, ClaimKind.COSTS), _debt("d", 50, ClaimKind.PRIORITY, due_on=ON),
    )  # fmt: skip
    assert (found.pool_fen, found.paid_fen, found.excess_fen) == (450, 450, 0)
    assert [(line.paid_fen, line.left_fen, line.band, line.reason) for line in found.lines] == [
        (300, 0, "普通债权", "已到期、无担保、不计息，全额受偿。"),
        (50, 250, "普通债权", "已到期、有担保、不计息，款项至此用尽，未受偿部分继续清偿。"),
        (100, 0, "执行费用", "执行费用先行清偿，全额受偿。"),
        (0, 50, "普通债权", "已到期、有担保、不计息、2022-03-01 到期，款项在前已经用尽。"),
    ]
    assert [(one.article, one.text, one.arithmetic, one.result) for one in found.explanation][:2] == [
        (
            "《中华人民共和国民法典》第五百六十条",
            "执行费用先行清偿：债权人c。",
            "可用 4.50，应付 1.00",
            "1.00",
        ),
        (
            "《中华人民共和国民法典》第五百六十条",
            "已到期、无担保、不计息：债权人a。",
            "可用 3.50，应付 3.00",
            "3.00",
        ),
    ]


def test_an_agreed_order_numbers_its_debts_after_the_costs() -> None:
    found = _set_off(250, _debt("a", 100), _debt("costs", 50, ClaimKind.COSTS), _debt("b", 100), agreed=True)
    assert [line.reason for line in found.lines] == [
        "当事人约定（指定）的第 1 顺序，全额受偿。", "执行费用先行清偿，全额受偿。", "当事人约定（指定）的第 2 顺序，全额受偿。",
    ]  # fmt: skip
    assert found.excess_fen == 0
    more = _set_off(251, _debt("a", 250), agreed=True)
    assert (more.paid_fen, more.excess_fen) == (250, 1)
    assert _set_off(123_456_700, _debt("a", 123_456_600)).explanation[0].arithmetic == (
        "可用 1,234,567.00，应付 1,234,566.00"
    )
    assert _set_off(123_456_700, _debt("a", 123_456_600)).explanation[0].result == "1,234,566.00"
    assert _set_off(0, _debt("a", 1)).lines[0].paid_fen == 0


@pytest.mark.parametrize(
    ("pool", "debts"), [(-1, [_debt("a", 1)]), (1, [_debt("a", 1), _debt("a", 2)]), (1, [_debt("a", 0)])]
)
def test_a_set_off_that_cannot_be_is_refused(pool: int, debts: list[OneDebt]) -> None:
    with pytest.raises(DistributionImpossible, match="到账款不能为负数"):
        _set_off(pool, *debts)


# ---- pools

TITLE = TitleTerms(10_000_000, 0, None, "", date(2021, 10, 1), date(2021, 11, 1), date(2022, 1, 10))


def _pool(
    receipts: list[tuple[date, int]], *claims: PoolClaim, basis: Basis = Basis.PARTICIPATION,
    debtor_kind: DebtorKind = DebtorKind.PERSON, bankruptcy: Bankruptcy = Bankruptcy.NOT_ASKED,
) -> PoolPlan:  # fmt: skip
    return plan_pool(
        receipts=[PoolReceipt(f"r{place}", on, fen) for place, (on, fen) in enumerate(receipts)], claims=claims,
        basis=basis, debtor_kind=debtor_kind, on=ON, settings=replace(NATIONAL, bankruptcy=bankruptcy),
    )  # fmt: skip


def _claim(key: str, fen: int, kind: ClaimKind = ClaimKind.ORDINARY) -> PoolClaim:
    return PoolClaim(Claim(key, key, fen, kind))


def test_a_claim_is_the_sum_of_its_parts_and_shows_them() -> None:
    assert ClaimParts().fen == 0
    assert ClaimParts(1, 20, 300, 4000).fen == 4321
    receipt = RecoveryLine(date(2022, 2, 1), 1_140_000, "receipt:a:1")
    found = claim_of_case(title=TITLE, recoveries=[receipt], pooled=frozenset(), on=ON)
    last = found.explanation[-1]
    assert (last.text, last.arithmetic, last.result) == (
        "债权额计算至 2022-03-01。", "本金 90,000.00 ＋ 加倍部分债务利息 2,051.00", "92,051.00",
    )  # fmt: skip
    pooled = claim_of_case(title=TITLE, recoveries=[receipt], pooled=frozenset({"receipt:a:1"}), on=ON)
    assert (pooled.fee_fen, pooled.parts) == (140_000, ClaimParts(10_000_000, 0, 0, 210_000))


def test_a_creditor_with_a_share_of_nothing_gets_nothing() -> None:
    assert split_parts(ClaimParts(10, 0, 0, 1), [0, 1], ResidualTo.LARGEST_FIRST) == (
        ClaimParts(),
        ClaimParts(10, 0, 0, 1),
    )
    assert split_parts(ClaimParts(10, 0, 0, 1), [1], ResidualTo.LARGEST_FIRST) == (ClaimParts(10, 0, 0, 1),)


def test_receipts_are_used_up_in_the_order_they_came_by_the_order_of_the_bands() -> None:
    found = _pool([(ON, 150), (ON, 200)], _claim("ordinary", 200), _claim("costs", 100, ClaimKind.COSTS))
    assert found.shares == (Share("r0", "costs", 100), Share("r0", "ordinary", 50), Share("r1", "ordinary", 150), Share("r1", "", 50))  # fmt: skip
    assert found.left_fen == 0
    assert [flag.code for flag in found.distribution.flags] == ["distribution.enough"]
    assert deposits_of(found.shares, {"ordinary": 180}) == {
        Share("r1", "ordinary", 150): 150, Share("r0", "ordinary", 50): 30,
    }  # fmt: skip
    assert deposits_of(found.shares, {"ordinary": 1}) == {Share("r1", "ordinary", 150): 1}
    short = _pool([(ON, 1)], _claim("a", 200), _claim("b", 100))
    assert (short.shares, short.left_fen, short.held) == ((Share("r0", "a", 1),), 299, False)


def test_a_pool_warns_of_an_enterprise_of_several_days_and_of_enough() -> None:
    def codes(plan: PoolPlan) -> set[str]:
        return {flag.code for flag in plan.distribution.flags}

    days = [(ON, 50), (date(2022, 3, 2), 50)]
    assert codes(_pool(days, _claim("a", 200))) == {"distribution.several_days"}
    assert codes(_pool([(ON, 50), (ON, 50)], _claim("a", 200))) == set()
    assert codes(_pool([(ON, 201)], _claim("a", 200), basis=Basis.CRIMINAL)) == {"distribution.enough"}
    assert codes(_pool([(ON, 200)], _claim("a", 200))) == set()
    assert codes(_pool([(ON, 201)], _claim("a", 200), basis=Basis.ONE_TITLE)) == set()
    enterprise = _pool([(ON, 200)], _claim("a", 200), debtor_kind=DebtorKind.ENTERPRISE)
    assert codes(enterprise) == {"distribution.enterprise"}
    named = _pool([(ON, 200)], _claim("a", 200), basis=Basis.ENTERPRISE, debtor_kind=DebtorKind.ENTERPRISE)
    assert codes(named) == set()
    short = _pool([(ON, 100)], _claim("a", 200), basis=Basis.ENTERPRISE)
    assert codes(short) == {"distribution.ask_bankruptcy"}


def test_nothing_is_shared_once_bankruptcy_was_accepted() -> None:
    held = _pool(
        [(ON, 100)], _claim("a", 200), debtor_kind=DebtorKind.ENTERPRISE, bankruptcy=Bankruptcy.ACCEPTED
    )
    assert (held.held, held.shares, held.left_fen) == (True, (), 200)
    assert "distribution.bankruptcy" in {flag.code for flag in held.distribution.flags}


def test_a_pool_without_claims_goes_back_and_debts_follow_the_law_unless_agreed() -> None:
    alone = _pool([(ON, 5)])
    assert (alone.shares, alone.held) == ((Share("r0", "", 5),), False)
    debts = [
        PoolClaim(Claim("late", "x", 5, ClaimKind.ORDINARY), date(2022, 2, 2)),
        PoolClaim(Claim("early", "x", 5, ClaimKind.ORDINARY), date(2022, 2, 1)),
    ]
    assert _pool([(ON, 5)], *debts, basis=Basis.ONE_CREDITOR).shares == (Share("r0", "early", 5),)


def test_a_pool_with_one_empty_receipt_is_refused_as_a_whole() -> None:
    with pytest.raises(DistributionImpossible, match="到账款"):
        _pool([(ON, 1), (ON, 0)], _claim("a", 1))
    assert _pool([(ON, 1)], _claim("a", 1)).shares == (Share("r0", "a", 1),)
