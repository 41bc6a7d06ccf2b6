"""Money of one debtor among several creditors: drafted, computed, approved, served, objected to, paid to the fen."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Party, Recovery
from zhixing.cases.personal import sealed_id
from zhixing.cases.queries import debt_as_of
from zhixing.documents.fonts import check
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.funds import operations, queries
from zhixing.funds.models import Claimant, Distribution, DistributionLine, Payment, Plan, PlanLine, Receipt
from zhixing.funds.operations import distributing, objecting, paying_shares, plan_documents
from zhixing.funds.operations.distributing import ClaimEntry, DistributionRefused
from zhixing.funds.queries.distribution_duties import distribution_duties
from zhixing.funds.queries.distributions import (
    ClaimView,
    DistributionView,
    compute,
    distribution_view,
    list_distributions,
)
from zhixing.funds.rules.distributions import Basis, EventKind, Stage
from zhixing.law.distribution import Bankruptcy, ClaimKind, DebtorKind
from zhixing.law.distribution_objections import PlanStage

ACCOUNT = "6217569546347374596"
PROJECT_FONTS = Path(__file__).parents[3] / "var" / "fonts"


def books_hold() -> None:
    assert queries.verify_books().problems == []


def same_debtor(cases: Sequence[Case]) -> None:
    """One person of one number is the debtor of all the cases."""
    sealed, index, masked = sealed_id("222424198001010019")
    Party.objects.filter(case__in=cases, role="debtor").update(
        id_sealed=sealed, id_index=index, id_masked=masked
    )


def officer(court: Court) -> Actor:
    return person(court, Role.OFFICER, name="金哲")


def high(court: Court) -> Actor:
    return person(court, Role.VICE_PRESIDENT, name="副院长")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def drafted(
    court: Court, case: Case, *, basis: Basis = Basis.PARTICIPATION, kind: DebtorKind = DebtorKind.PERSON
) -> DistributionView:
    receipts = list(Receipt.objects.filter(case=case, state="marked").values_list("pk", flat=True))
    row = distributing.draft_distribution(
        case_id=case.pk, receipt_ids=receipts, debtor_id=case.parties.get(role="debtor").pk, debtor_kind=kind,
        basis=basis, now=NOW, actor=officer(court),
    )  # fmt: skip
    return distribution_view(row.pk)


def revised(
    court: Court, view: DistributionView, claims: Sequence[ClaimView], **terms: object
) -> DistributionView:
    entries = [ClaimEntry(one, ACCOUNT if one.party_id is None and not one.is_fee else "") for one in claims]
    distributing.revise_distribution(
        distribution_id=view.id, terms=replace(view.terms, **terms), entries=entries, by_shares=False, now=NOW,
        actor=officer(court),
    )  # fmt: skip
    return distribution_view(view.id)


def by_hand(creditor: str, fen: int, kind: ClaimKind = ClaimKind.ORDINARY, **more: object) -> ClaimView:
    return ClaimView(uuid7(), creditor, kind, principal_fen=fen, payee_name=creditor, **more)


def approved(court: Court, view: DistributionView) -> DistributionView:
    distributing.propose_distribution(distribution_id=view.id, now=NOW, actor=officer(court))
    distributing.approve_distribution(distribution_id=view.id, now=NOW, actor=high(court))
    return distribution_view(view.id)


def served(court: Court, view: DistributionView, on: date) -> None:
    for name in view.recipients:
        objecting.note_received(
            distribution_id=view.id,
            recipient=name,
            received_on=on,
            how="直接送达",
            now=at(on),
            actor=officer(court),
        )


def pay_out(court: Court, view: DistributionView, now: datetime) -> list[Plan]:
    plans = paying_shares.pay_distribution(distribution_id=view.id, now=now, actor=officer(court))
    for plan in plans:
        operations.approve(plan_id=plan.pk, now=now, actor=high(court))
    books_hold()
    return plans


@pytest.fixture
def vector(wangqing: Court) -> tuple[Case, list[Case], DistributionView]:
    """600,000 yuan in case 7; cases 8 and 9 are against the same person."""
    host, second, third = (make_case(wangqing, number, principal_fen=30_000_000) for number in (7, 8, 9))
    same_debtor([host, second, third])
    make_case(wangqing, 10, principal_fen=99_000_000)  # the same name with another number takes no part
    take_in(wangqing, [("B1", 60_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host)
    ordinary = {one.case_id: one for one in view.claims if not one.is_fee}
    fee = next(one for one in view.claims if one.is_fee and one.case_id == host.pk)
    nothing = {"costs_fen": 0, "general_fen": 0, "doubled_fen": 0}
    claims = [
        replace(fee, principal_fen=840_000),
        by_hand("延边农商银行", 20_000_000, ClaimKind.PRIORITY),
        replace(ordinary[host.pk], principal_fen=30_000_000, **nothing),
        replace(ordinary[second.pk], principal_fen=50_000_000, **nothing),
        replace(ordinary[third.pk], principal_fen=20_000_000, **nothing),
    ]
    return host, [second, third], revised(wangqing, view, claims)


def test_claimants_are_found_by_exact_number_and_reckoned_to_the_day_the_money_came(wangqing: Court) -> None:
    host, other = make_case(wangqing, 7), make_case(wangqing, 8, principal_fen=20_000_000)
    make_case(wangqing, 9)
    same_debtor([host, other])
    take_in(wangqing, [("B1", 5_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host)
    assert [(one.case_number, one.is_fee, one.kind.value) for one in view.claims] == [
        (host.number, True, "costs"), (host.number, False, "ordinary"), (other.number, True, "costs"),
        (other.number, False, "ordinary"),
    ]  # fmt: skip
    # principal 100,000; doubled part 2021-11-02 to 2022-03-01: 120 days × 0.0175 % × 100,000 = 2,100.00
    claim = view.claims[1]
    assert (claim.principal_fen, claim.doubled_fen, claim.fen) == (10_000_000, 210_000, 10_210_000)
    assert (view.claims[0].fen, view.claims[2].fen) == (140_000, 290_000)
    assert (view.terms.on, view.pool_fen, view.recipients) == (
        date(2022, 3, 1),
        5_000_000,
        ("张三丰", "李四"),
    )
    assert Receipt.objects.get().blocked_by == "distribution"
    assert operations.plan_distribution(case_id=host.pk, now=NOW, actor=SYSTEM) == []
    with pytest.raises(DistributionRefused, match="已经列入"):
        drafted(wangqing, host)


def test_the_law_vector_is_paid_to_the_fen_and_counts_where_it_was_given(
    wangqing: Court, vector: tuple[Case, list[Case], DistributionView]
) -> None:
    host, (second, third), view = vector
    view = approved(wangqing, view)
    assert [(one.creditor, one.paid_fen) for one in view.lines][1:] == [
        ("延边农商银行", 20_000_000), ("张三丰", 11_748_000), ("张三丰", 19_580_000), ("张三丰", 7_832_000),
    ]  # fmt: skip
    assert view.lines[2].reason.startswith("受偿 39.16%")
    served(wangqing, view, date(2022, 3, 2))
    with pytest.raises(DistributionRefused, match="异议期"):
        paying_shares.pay_distribution(
            distribution_id=view.id, now=at(date(2022, 3, 17)), actor=officer(wangqing)
        )
    (plan,) = pay_out(wangqing, view, at(date(2022, 3, 18)))
    assert list(plan.lines.order_by("place").values_list("kind", "fen", "payee_name")) == [
        ("application_fee", 840_000, ""), ("creditor", 20_000_000, "延边农商银行"), ("applicant", 11_748_000, "张三丰"),
        ("creditor", 19_580_000, "张三丰"), ("creditor", 7_832_000, "张三丰"),
    ]  # fmt: skip
    assert sum(Payment.objects.values_list("fen", flat=True)) == 59_160_000
    on = date(2022, 3, 1)
    for case, paid in ((host, 11_748_000), (second, 19_580_000), (third, 7_832_000)):
        rows = Recovery.objects.filter(case=case)
        assert sum(row.fen for row in rows) == paid + (840_000 if case == host else 0)
        # principal 300,000; doubled part to the day the money was taken: 6,300.00
        assert debt_as_of(case.pk, on).owed_fen == 30_630_000 - paid
    assert debt_as_of(host.pk, on).fee_left_fen == 0  # 840,000 of a fee of 440,000: never below zero
    assert debt_as_of(second.pk, on).fee_left_fen == 440_000
    assert distribution_view(view.id).stage is Stage.PAYING
    Recovery.objects.create(
        court=wangqing, case=third, on=on, fen=1, source="distribution:nobody:nowhere", recorded_at=NOW
    )
    assert any("分配计入" in problem for problem in queries.verify_books().problems)


def test_four_eyes_and_the_tier_hold_and_claims_stand_once_proposed(
    wangqing: Court, vector: tuple[Case, list[Case], DistributionView]
) -> None:
    _, _, view = vector
    both = person(wangqing, Role.OFFICER, Role.VICE_PRESIDENT)
    distributing.propose_distribution(distribution_id=view.id, now=NOW, actor=both)
    with pytest.raises(NotAllowed, match="经办人"):
        distributing.approve_distribution(distribution_id=view.id, now=NOW, actor=both)
    with pytest.raises(NotAllowed, match="分管副院长"):
        distributing.approve_distribution(
            distribution_id=view.id, now=NOW, actor=person(wangqing, Role.BUREAU_CHIEF)
        )
    with pytest.raises(IntegrityError, match="distribution_four_eyes"), transaction.atomic():
        Distribution.objects.filter(pk=view.id).update(stage="approved", decided_by=f"user:{both.user_id}")
    with pytest.raises(Error, match="stand"), transaction.atomic():
        Claimant.objects.filter(distribution_id=view.id).update(principal_fen=1)
    with pytest.raises(Error, match="stand"), transaction.atomic():
        DistributionLine.objects.filter(distribution_id=view.id).update(paid_fen=0)
    distributing.reject_distribution(
        distribution_id=view.id, reason="核对债权", now=NOW, actor=high(wangqing)
    )
    assert distribution_view(view.id).stage is Stage.DRAFT
    again = approved(wangqing, view)
    assert (again.round, len(again.lines)) == (2, 5)


def test_an_enterprise_pays_by_the_order_of_measures(wangqing: Court) -> None:
    host, other = (
        make_case(wangqing, 7, principal_fen=30_000_000),
        make_case(wangqing, 8, principal_fen=30_000_000),
    )
    same_debtor([host, other])
    take_in(wangqing, [("B1", 40_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host, basis=Basis.ENTERPRISE, kind=DebtorKind.ENTERPRISE)
    first = {host.pk: date(2022, 2, 1), other.pk: date(2022, 1, 5)}
    claims = [
        replace(one, measured_on=first[one.case_id], title_number=one.case_number)
        for one in view.claims
        if one.case_id
    ]
    view = revised(wangqing, view, claims)
    found = compute(view).distribution
    assert any("移送破产审查" in text for text in found.suggestions)
    # fees 4,400 each, then the earlier measure in full (306,300), the rest to the later one
    assert [line.paid_fen for line in found.lines] == [440_000, 8_490_000, 440_000, 30_630_000]
    objecting.note_bankruptcy(
        distribution_id=view.id, state=Bankruptcy.TRANSFERRED, on=date(2022, 3, 1), text="经申请执行人同意移送",
        now=NOW, actor=officer(wangqing),
    )  # fmt: skip
    assert compute(distribution_view(view.id)).held
    with pytest.raises(ValueError, match="移送破产审查"):
        distributing.propose_distribution(distribution_id=view.id, now=NOW, actor=officer(wangqing))
    objecting.note_bankruptcy(
        distribution_id=view.id, state=Bankruptcy.DECLINED, on=date(2022, 3, 1), text="受移送法院裁定不予受理", now=NOW,
        actor=officer(wangqing),
    )  # fmt: skip
    view = approved(wangqing, distribution_view(view.id))
    served(wangqing, view, date(2022, 3, 2))
    pay_out(wangqing, view, at(date(2022, 3, 18)))


def test_criminal_and_civil_claims_stand_in_their_order(wangqing: Court) -> None:
    host = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 10_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host, basis=Basis.CRIMINAL)
    claims = [
        by_hand("国库", 5_000_000, ClaimKind.FINE),
        by_hand("王五", 4_000_000),
        by_hand("被害人赵六", 3_000_000, ClaimKind.RESTITUTION),
        by_hand("受伤人孙七", 2_000_000, ClaimKind.MEDICAL),
        by_hand("抵押权人", 2_500_000, ClaimKind.PRIORITY),
    ]
    view = approved(wangqing, revised(wangqing, view, claims))
    assert [(one.creditor, one.paid_fen) for one in view.lines] == [
        ("国库", 0), ("王五", 2_500_000), ("被害人赵六", 3_000_000), ("受伤人孙七", 2_000_000), ("抵押权人", 2_500_000),
    ]  # fmt: skip
    served(wangqing, view, date(2022, 3, 2))
    pay_out(wangqing, view, at(date(2022, 3, 18)))
    assert sum(Recovery.objects.filter(case=host).values_list("fen", flat=True)) == 0


def _objected(court: Court, view: DistributionView) -> UUID:
    bank = next(one for one in view.claims if one.kind is ClaimKind.PRIORITY)
    objection = objecting.take_objection(
        distribution_id=view.id, objector="李四", objected_on=date(2022, 3, 10), text="抵押权已经消灭",
        disputed_fen={bank.id: 10_000_000}, now=at(date(2022, 3, 10)), actor=officer(court),
    )  # fmt: skip
    return objection.pk


def _event(court: Court, objection: UUID, kind: EventKind, on: date) -> None:
    objecting.note_event(objection_id=objection, kind=kind, on=on, text="", now=at(on), actor=officer(court))


def test_a_suit_pays_the_undisputed_part_deposits_the_rest_and_releases_it(
    wangqing: Court, vector: tuple[Case, list[Case], DistributionView]
) -> None:
    host, (second, _), view = vector
    view = approved(wangqing, view)
    served(wangqing, view, date(2022, 3, 2))
    objection = _objected(wangqing, view)

    def stage(day: date) -> tuple[PlanStage, date | None]:
        now = distribution_view(view.id).progress(day)
        assert now is not None
        return now.stage, now.due_on

    assert stage(date(2022, 3, 10)) == (PlanStage.NOTIFY_OTHERS, None)
    _event(wangqing, objection, EventKind.OTHERS_NOTIFIED, date(2022, 3, 11))
    # fifteen days from 11 March end on Saturday 26 March and move to Monday
    assert stage(date(2022, 3, 12)) == (PlanStage.OPPOSITION_OPEN, date(2022, 3, 28))
    with pytest.raises(DistributionRefused, match="次序"):
        _event(wangqing, objection, EventKind.SUED, date(2022, 3, 12))
    _event(wangqing, objection, EventKind.OPPOSED, date(2022, 3, 14))
    _event(wangqing, objection, EventKind.OBJECTOR_NOTIFIED, date(2022, 3, 15))
    assert stage(date(2022, 3, 16)) == (PlanStage.SUIT_OPEN, date(2022, 3, 30))
    with pytest.raises(DistributionRefused, match="等待异议人起诉"):
        paying_shares.pay_distribution(
            distribution_id=view.id, now=at(date(2022, 3, 20)), actor=officer(wangqing)
        )
    _event(wangqing, objection, EventKind.SUED, date(2022, 3, 21))
    assert stage(date(2022, 3, 21)) == (PlanStage.IN_SUIT, None)
    (plan,) = pay_out(wangqing, view, at(date(2022, 3, 21)))
    kinds = list(plan.lines.order_by("place").values_list("kind", "fen"))
    assert kinds[1:3] == [("creditor", 10_000_000), ("deposit", 10_000_000)]
    with pytest.raises(DistributionRefused, match="诉讼尚未终结"):
        paying_shares.release_deposits(
            distribution_id=view.id, given_fen={}, reason="（2022）吉2424民初9号", now=at(date(2022, 4, 1)), actor=officer(wangqing)
        )  # fmt: skip
    _event(wangqing, objection, EventKind.JUDGED, date(2022, 6, 1))
    claims = {one.creditor: one for one in view.claims}
    mine = next(one for one in view.claims if one.case_id == second.pk)
    given = {claims["延边农商银行"].id: 4_000_000, mine.id: 6_000_000}
    (release,) = paying_shares.release_deposits(
        distribution_id=view.id, given_fen=given, reason="（2022）吉2424民初9号判决", now=at(date(2022, 6, 1)),
        actor=officer(wangqing),
    )  # fmt: skip
    operations.approve(plan_id=release.pk, now=at(date(2022, 6, 2)), actor=high(wangqing))
    books_hold()
    assert (release.source, release.pool_fen) == ("deposit", 10_000_000)
    # what the judgment moved from the bank to the second creditor counts against that debt as well
    assert sum(Recovery.objects.filter(case=second).values_list("fen", flat=True)) == 19_580_000 + 6_000_000
    assert sum(Recovery.objects.filter(case=host).values_list("fen", flat=True)) == 11_748_000 + 840_000
    assert paying_shares.deposits_held(distribution_id=view.id) == {}


def test_an_unopposed_objection_amends_the_plan_which_is_then_carried_out(
    wangqing: Court, vector: tuple[Case, list[Case], DistributionView]
) -> None:
    _, _, view = vector
    view = approved(wangqing, view)
    served(wangqing, view, date(2022, 3, 2))
    objection = _objected(wangqing, view)
    _event(wangqing, objection, EventKind.OTHERS_NOTIFIED, date(2022, 3, 11))
    with pytest.raises(DistributionRefused, match="没有需要"):
        objecting.amend_distribution(
            distribution_id=view.id, now=at(date(2022, 3, 20)), actor=officer(wangqing)
        )
    new = objecting.amend_distribution(
        distribution_id=view.id, now=at(date(2022, 3, 29)), actor=officer(wangqing)
    )
    amended = distribution_view(new.pk)
    assert distribution_view(view.id).stage is Stage.AMENDED
    claims = [
        replace(one, principal_fen=10_000_000) if one.kind is ClaimKind.PRIORITY else one
        for one in amended.claims
    ]
    amended = approved(wangqing, revised(wangqing, amended, claims))
    (plan,) = pay_out(wangqing, amended, at(date(2022, 3, 29)))
    # 600,000 − 8,400 − 100,000 = 491,600 over 1,000,000: 49.16 %
    assert list(plan.lines.order_by("place").values_list("fen", flat=True)) == [
        840_000, 10_000_000, 14_748_000, 24_580_000, 9_832_000,
    ]  # fmt: skip


def test_a_late_objection_and_an_objector_who_does_not_sue_leave_the_plan(
    wangqing: Court, vector: tuple[Case, list[Case], DistributionView]
) -> None:
    _, _, view = vector
    view = approved(wangqing, view)
    served(wangqing, view, date(2022, 3, 2))
    bank = next(one for one in view.claims if one.kind is ClaimKind.PRIORITY)
    objecting.take_objection(
        distribution_id=view.id, objector="李四", objected_on=date(2022, 3, 18), text="超过期限的异议",
        disputed_fen={bank.id: 1}, now=at(date(2022, 3, 18)), actor=officer(wangqing),
    )  # fmt: skip
    now = distribution_view(view.id).progress(date(2022, 3, 18))
    assert now is not None
    assert now.may_pay_all
    assert now.objections[0].state is not None
    assert now.objections[0].state.stage is PlanStage.LATE_OBJECTION


def test_several_applicants_under_one_title_share_by_stated_shares(wangqing: Court) -> None:
    host = make_case(wangqing, 7, applicants=("张三", "赵六"))
    take_in(wangqing, [("B1", 5_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host, basis=Basis.ONE_TITLE)
    assert [one.fen for one in view.claims] == [140_000, 5_105_000, 5_105_000]
    weights = {"张三": 2, "赵六": 1}
    entries = [ClaimEntry(replace(one, weight=weights.get(one.creditor, 1))) for one in view.claims]
    distributing.revise_distribution(
        distribution_id=view.id,
        terms=view.terms,
        entries=entries,
        by_shares=True,
        now=NOW,
        actor=officer(wangqing),
    )
    view = distribution_view(view.id)
    assert [one.fen for one in view.claims] == [140_000, 6_806_667, 3_403_333]
    view = approved(wangqing, view)
    assert [one.paid_fen for one in view.lines] == [140_000, 3_240_001, 1_619_999]
    served(wangqing, view, date(2022, 3, 2))
    pay_out(wangqing, view, at(date(2022, 3, 18)))
    found = debt_as_of(host.pk, date(2022, 3, 1))
    assert (found.owed_fen, found.fee_left_fen) == (10_210_000 - 4_860_000, 0)


def test_pooled_receipts_are_used_up_in_the_order_they_came(wangqing: Court) -> None:
    host, other = make_case(wangqing, 7), make_case(wangqing, 8)
    same_debtor([host, other])
    take_in(wangqing, [("B1", 1_000_000, "李四", "", host.sub_account)], day=1)
    take_in(wangqing, [("B2", 2_000_001, "李四", "", host.sub_account)], opening=301_000_000, day=3)
    view = approved(wangqing, drafted(wangqing, host))
    assert (view.pool_fen, view.terms.on) == (3_000_001, date(2022, 3, 3))
    # both fees of 1,400, then 27,200.01 in halves; the odd fen to the first of equals
    assert [one.paid_fen for one in view.lines] == [140_000, 1_360_001, 140_000, 1_360_000]
    served(wangqing, view, date(2022, 3, 4))
    plans = pay_out(wangqing, view, at(date(2022, 3, 22)))
    assert [[line.fen for line in plan.lines.order_by("place")] for plan in plans] == [
        [140_000, 140_000, 720_000], [640_001, 1_360_000],
    ]  # fmt: skip
    days = Recovery.objects.filter(case=other).values_list("on", "fen")
    assert sorted(days) == [(date(2022, 3, 1), 140_000), (date(2022, 3, 3), 1_360_000)]
    assert debt_as_of(other.pk, date(2022, 3, 3)).fee_left_fen == 0


def test_a_creditor_with_several_cases_is_paid_in_the_order_of_the_law_or_of_the_agreement(
    wangqing: Court,
) -> None:
    host, other = make_case(wangqing, 7), make_case(wangqing, 8)
    same_debtor([host, other])
    sealed, index, masked = sealed_id("222424197001010028")
    Party.objects.filter(case__in=[host, other], role="applicant").update(
        id_sealed=sealed, id_index=index, id_masked=masked
    )
    other.title.performance_ends_on = date(2021, 10, 15)
    other.title.save()
    take_in(wangqing, [("B1", 11_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host, basis=Basis.ONE_CREDITOR)
    # fees first; then the debt that fell due earlier: 100,000 + 137 days × 17.50 = 102,397.50
    assert [line.paid_fen for line in compute(view).distribution.lines] == [
        140_000,
        480_250,
        140_000,
        10_239_750,
    ]
    agreed = replace(view.terms, agreed_order=True)
    assert [line.paid_fen for line in compute(view, terms=agreed).distribution.lines] == [
        140_000, 10_210_000, 140_000, 510_000,
    ]  # fmt: skip
    view = approved(wangqing, view)
    pay_out(wangqing, view, NOW + timedelta(hours=1))
    assert debt_as_of(other.pk, date(2022, 3, 1)).owed_with_fee_fen == 0
    assert Case.objects.get(pk=other.pk).status == "open"  # the bank has not paid yet


def test_money_that_was_reversed_is_not_paid_out_by_its_distribution(wangqing: Court) -> None:
    host, other = make_case(wangqing, 7), make_case(wangqing, 8)
    same_debtor([host, other])
    take_in(wangqing, [("B1", 1_000_000, "李四", "", host.sub_account)])
    view = drafted(wangqing, host)
    receipt = Receipt.objects.get()
    operations.unmark(receipt_id=receipt.pk, reason="标记有误", now=NOW, actor=officer(wangqing))
    with pytest.raises(DistributionRefused, match="撤回标记"):
        distributing.propose_distribution(distribution_id=view.id, now=NOW, actor=officer(wangqing))
    distributing.withdraw_distribution(
        distribution_id=view.id, reason="款项已撤回", now=NOW, actor=officer(wangqing)
    )
    books_hold()
    assert PlanLine.objects.count() == 0


def test_an_approved_plan_is_issued_once_as_a_sealed_document(
    wangqing: Court,
    vector: tuple[Case, list[Case], DistributionView],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    fonts = next(
        (one for one in (home().fonts, PROJECT_FONTS) if one.is_dir() and not check(one).missing), None
    )
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: Renderer(fonts or PROJECT_FONTS, lanes=1))
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    Court.objects.filter(pk=wangqing.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    host, _, view = vector
    view = approved(wangqing, view)
    document = plan_documents.issue_plan_document(distribution_id=view.id, now=NOW, actor=officer(wangqing))
    assert (document.kind, document.number) == ("distribution_plan", host.number)
    said = json.dumps(document.content, ensure_ascii=False)
    for words in (
        "执行财产分配方案",
        "117,480.00",
        "195,800.00",
        "78,320.00",
        "39.16%",
        "十五日内向本院提出书面异议",
        "延边农商银行",
    ):
        assert words in said, words
    with pytest.raises(DistributionRefused, match="已经制作"):
        plan_documents.issue_plan_document(distribution_id=view.id, now=NOW, actor=officer(wangqing))
    assert distribution_view(view.id).document_id == document.pk


def test_a_list_of_distributions_asks_the_same_number_of_questions_for_any_length(wangqing: Court) -> None:
    def one_more(sequence: int) -> None:
        case = make_case(wangqing, sequence)
        opening = 300_000_000 + (sequence - 7) * 1_000_000
        take_in(
            wangqing,
            [(f"B{sequence}", 1_000_000, "李四", "", case.sub_account)],
            opening=opening,
            day=sequence - 6,
        )
        view = approved(wangqing, drafted(wangqing, case))
        served(wangqing, view, date(2022, 3, sequence - 5))

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert list_distributions(stages=["approved"]).lines
            duties = distribution_duties(actor=officer(wangqing), today=date(2022, 3, 20))
        assert {duty.title for duty in duties} <= {"等待分配方案异议期届满", "按分配方案提出发放"}
        return len(captured)

    one_more(7)
    few = asked()
    for sequence in (8, 9, 10):
        one_more(sequence)
    assert asked() == few
