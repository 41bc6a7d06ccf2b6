"""Restrictions and endings on PostgreSQL: decided, ended by what happens to the case, lifted; resumed and reopened."""

from datetime import UTC, date, datetime

import pytest
from cases_office import NOW, SYSTEM, register, take
from django.db import DatabaseError, transaction

from zhixing.cases import operations, queries
from zhixing.cases.models import (
    Case,
    CaseClock,
    ClosingKind,
    Ending,
    Party,
    Recovery,
    Restriction,
    RestrictionEvent,
)
from zhixing.cases.operations import RestrictionRefused
from zhixing.cases.rules.endings import CannotEnd, CannotResume, EndGround, ResumeGround
from zhixing.cases.rules.findings import About
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind, Standing
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.law.limits import NotCounted
from zhixing.law.sanctions import Ground, ListingFacts
from zhixing.law.suspension_dossier import Dossier, DossierDebtor

TODAY = date(2022, 9, 20)
LIST, SPEND = RestrictionKind.DEFAULTER, RestrictionKind.CONSUMPTION


@pytest.fixture
def case(wangqing: Court) -> Case:
    take(wangqing, register())
    return Case.objects.order_by("number").first() or pytest.fail("no case")


def debtor(case: Case) -> Party:
    return Party.objects.filter(case=case, role="debtor").order_by("position")[0]


def listed(case: Case, **more: object) -> Restriction:
    given = {"grounds": [Ground.ABLE_BUT_REFUSES], "reason": "有能力而拒不履行", **more}
    return operations.restrict(
        case_id=case.pk, party_id=debtor(case).pk, kind=LIST, on=TODAY, now=NOW, actor=SYSTEM, **given
    )


def spending(case: Case) -> Restriction:
    return operations.restrict(
        case_id=case.pk, party_id=debtor(case).pk, kind=SPEND, reason="未按执行通知履行", on=TODAY,
        notice_period_ended_on=date(2022, 9, 10), now=NOW, actor=SYSTEM,
    )  # fmt: skip


def kinds_of_facts(case: Case) -> list[str]:
    return list(
        Fact.objects.filter(subject=f"case:{case.pk}").order_by("at", "id").values_list("kind", flat=True)
    )


def pay_all(case: Case) -> None:
    owed = queries.debt_as_of(case.pk, TODAY).owed_with_fee_fen
    Recovery.objects.create(
        court_id=case.court_id, case=case, on=TODAY, fen=owed, source=f"receipt:{case.pk}", recorded_at=NOW
    )


def ready(case: Case) -> Dossier:
    return Dossier(
        filed_on=date(2022, 1, 4), claim_fen=1, unpaid_fen=1,
        debtors=(DossierDebtor("甲", restriction_order_on=TODAY, other_assets_investigated=True),), notice_on=TODAY,
        report_order_on=TODAY, report_verified=True, report_recorded=True, network_query_on=TODAY,
        local_search_done=True, field_records=1, interview_on=TODAY, creditor_answer="同意", creditor_signed=True,
        ruling_exists=True,
    )  # fmt: skip


def test_restricted_consumption_waits_for_the_notices_period(case: Case) -> None:
    with pytest.raises(RestrictionRefused, match="尚未届满"):
        operations.restrict(
            case_id=case.pk, party_id=debtor(case).pk, kind=SPEND, reason="未按执行通知履行", on=TODAY,
            notice_period_ended_on=TODAY, now=NOW, actor=SYSTEM,
        )  # fmt: skip
    spending(case)
    with pytest.raises(RestrictionRefused, match="不得重复"):
        spending(case)
    assert kinds_of_facts(case)[-1] == "restriction.decided"


def test_a_minor_is_never_listed_and_only_debtors_are(case: Case) -> None:
    with pytest.raises(RestrictionRefused, match="未成年"):
        listed(case, facts=ListingFacts(minor=True))
    applicant = Party.objects.filter(case=case, role="applicant")[0]
    with pytest.raises(RestrictionRefused, match="被执行人"):
        operations.restrict(
            case_id=case.pk, party_id=applicant.pk, kind=LIST, reason="有能力而拒不履行", on=TODAY, now=NOW,
            actor=SYSTEM, grounds=[Ground.EVASION],
        )  # fmt: skip


def test_a_listing_keeps_its_grounds_and_term_and_is_published_once(case: Case) -> None:
    row = listed(case, grounds=[Ground.REPORTING_BREACH])
    assert (row.grounds, row.ends_on) == ([4], date(2024, 9, 20))
    operations.publish(restriction_id=row.pk, on=TODAY, now=NOW, actor=SYSTEM)
    with pytest.raises(RestrictionRefused, match="已于"):
        operations.publish(restriction_id=row.pk, on=TODAY, now=NOW, actor=SYSTEM)
    (line,) = queries.restrictions_of([case.pk])[case.pk]
    assert line.standing(TODAY) is Standing.IN_FORCE


def test_a_debt_satisfied_makes_every_restriction_due_and_overdue_liftings_are_red_on_the_officers_list(
    case: Case,
) -> None:
    listed(case)
    spending(case)
    pay_all(case)
    assert operations.note_satisfied(case_id=case.pk, on=TODAY, now=NOW, actor=SYSTEM)
    lines = queries.restrictions_of([case.pk])[case.pk]
    assert [(line.cause, line.lift_due_on) for line in lines] == [(EndCause.PERFORMED, date(2022, 9, 23))] * 2
    assert {line.standing(date(2022, 9, 24)) for line in lines} == {Standing.OVERDUE}
    chief = Actor(5, "局长", (case.court_id,), {case.court_id: frozenset({Role.BUREAU_CHIEF})})
    due = [
        one
        for one in queries.duties(actor=chief, today=date(2022, 9, 24), limit=50)
        if one.subject == case.number
    ]
    assert [one.until for one in due] == [date(2022, 9, 23)] * 2
    assert {one.title.split("：")[0] for one in due} == {"解除限制消费", "删除失信名单"}
    before = queries.count_of_duties(actor=chief, today=date(2022, 9, 24))
    for line in lines:
        operations.lift(
            restriction_id=line.id, on=TODAY, now=NOW, actor=SYSTEM, document_number="（2022）吉2424执1号"
        )
    assert queries.count_of_duties(actor=chief, today=date(2022, 9, 24)) == before - 2
    assert Ending.objects.get(case=case).kind == "performed"
    assert kinds_of_facts(case)[-2:] == ["restriction.lifted"] * 2


def test_a_listing_with_a_term_stays_after_performance_and_comes_up_when_the_term_ends(case: Case) -> None:
    row = listed(case, grounds=[Ground.EVASION])
    operations.conclude(case_id=case.pk, kind=ClosingKind.PERFORMED, on=TODAY, now=NOW, actor=SYSTEM)
    row.refresh_from_db()
    assert row.lift_due_on is None
    assert operations.end_terms(now=datetime(2024, 9, 19, 1, tzinfo=UTC), limit=10, actor=SYSTEM) == 0
    assert operations.end_terms(now=datetime(2024, 9, 20, 1, tzinfo=UTC), limit=10, actor=SYSTEM) == 1
    row.refresh_from_db()
    assert (row.lift_cause, row.lift_due_on) == ("term_ended", date(2024, 9, 25))
    assert operations.end_terms(now=datetime(2024, 9, 21, 1, tzinfo=UTC), limit=10, actor=SYSTEM) == 0


def test_a_restriction_is_not_lifted_without_a_cause_and_its_steps_are_only_added(case: Case) -> None:
    row = spending(case)
    with pytest.raises(RestrictionRefused, match="事由"):
        operations.lift(restriction_id=row.pk, on=TODAY, now=NOW, actor=SYSTEM)
    operations.lift(restriction_id=row.pk, on=TODAY, cause=EndCause.CREDITOR_ASKED, now=NOW, actor=SYSTEM)
    assert [step.kind for step in queries.steps_of_restriction(row.pk)] == ["decided", "lifted"]
    with pytest.raises(DatabaseError, match=r"permission denied|append"), transaction.atomic():
        RestrictionEvent.objects.filter(restriction=row).update(words="改")


def test_want_of_assets_ends_a_case_only_by_a_complete_dossier(case: Case) -> None:
    officer = Actor(3, "办案人", (case.court_id,), {case.court_id: frozenset({Role.OFFICER})})
    kind = ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS
    with pytest.raises(CannotEnd, match="终本核查"):
        operations.conclude(case_id=case.pk, kind=kind, on=TODAY, now=NOW, actor=officer)
    empty = Dossier(case.filed_on, 1, 1, (DossierDebtor("甲"),))
    with pytest.raises(CannotEnd, match="未发出限制消费令：甲"):
        operations.suspend_for_want_of_assets(
            case_id=case.pk, dossier=empty, on=TODAY, now=NOW, actor=officer
        )
    spending(case)
    operations.suspend_for_want_of_assets(
        case_id=case.pk,
        dossier=ready(case),
        on=TODAY,
        now=NOW,
        actor=officer,
        document_number="（2022）吉2424执1号之一",
    )
    (ending,) = queries.endings_of(case.pk)
    assert ending.kind is kind
    assert {row["key"] for row in ending.record["conditions"] if row["binding"] and row["met"]} == {
        "notified", "restricted", "exhausted", "nothing_left", "three_months", "searched", "interview", "approval",
    }  # fmt: skip
    (line,) = queries.restrictions_of([case.pk])[case.pk]
    assert line.standing(TODAY) is Standing.IN_FORCE


def suspended(case: Case) -> None:
    operations.suspend_for_want_of_assets(
        case_id=case.pk, dossier=ready(case), on=TODAY, now=NOW, actor=SYSTEM
    )


def resumed(case: Case, **more: object) -> Case:
    given = {"ground": ResumeGround.ASSETS_FOUND, "reason": "查到银行存款", "on": TODAY, **more}
    return operations.resume(case_id=case.pk, now=NOW, actor=SYSTEM, **given)


def test_a_resumed_case_goes_on_under_a_new_number_with_what_was_recovered(case: Case) -> None:
    spending(case)
    owed = queries.debt_as_of(case.pk, TODAY)
    Recovery.objects.create(
        court_id=case.court_id,
        case=case,
        on=TODAY,
        fen=owed.fee_fen + 10_000,
        source="receipt:1",
        recorded_at=NOW,
    )
    before = queries.debt_as_of(case.pk, TODAY)
    suspended(case)
    new = resumed(case)
    assert new.number == "（2022）吉2424执恢1号"
    after = queries.debt_as_of(new.pk, TODAY)
    assert (after.owed_fen, after.fee_left_fen, after.recovered_fen) == (
        before.owed_fen,
        0,
        owed.fee_fen + 10_000,
    )
    many = queries.debts_of_open_cases(TODAY)
    place = many.case_ids.index(new.pk)
    assert (int(many.debts.total_due[place]), many.fees_left[place]) == (before.owed_fen, 0)
    assert [party.name for party in queries.parties_of(new.pk)] == [
        party.name for party in queries.parties_of(case.pk)
    ]
    assert [clock.kind for clock in CaseClock.objects.filter(case=new)] == ["conclude"]
    link = queries.goes_on_as(case.pk)
    assert link is not None
    assert link.number == new.number
    assert [line.kind for line in queries.restrictions_of([new.pk])[new.pk]] == [SPEND]
    with pytest.raises(CannotResume, match="已恢复执行"):
        resumed(case)
    # money that comes to the first number satisfies the case as which it goes on, and frees the debtor there
    Recovery.objects.create(
        court_id=case.court_id,
        case=case,
        on=TODAY,
        fen=after.owed_with_fee_fen,
        source="receipt:2",
        recorded_at=NOW,
    )
    assert operations.note_satisfied(case_id=case.pk, on=TODAY, now=NOW, actor=SYSTEM)
    new.refresh_from_db()
    assert new.closing_kind == "performed"
    assert queries.restrictions_of([new.pk])[new.pk][0].lift_due_on == date(2022, 9, 23)


def test_only_what_the_law_lets_go_on_is_resumed(case: Case) -> None:
    with pytest.raises(CannotResume, match="没有结案"):
        resumed(case)
    operations.terminate(
        case_id=case.pk, ground=EndGround.WITHDRAWN, reason="申请人撤销申请", on=TODAY, now=NOW, actor=SYSTEM
    )
    with pytest.raises(CannotResume, match="以终结执行结案"):
        resumed(case)
    assert resumed(case, ground=ResumeGround.CAUSE_GONE, sequence=40).number == "（2022）吉2424执恢40号"


def test_a_revoked_conclusion_runs_the_same_clocks_again_and_keeps_the_restrictions(case: Case) -> None:
    spending(case)
    running = set(CaseClock.objects.filter(case=case, done_on=None).values_list("kind", flat=True))
    operations.stop_clocks(case_ids=[case.pk], kinds=["notice"], on=TODAY)
    operations.conclude(case_id=case.pk, kind=ClosingKind.PERFORMED, on=TODAY, now=NOW, actor=SYSTEM)
    officer = Actor(3, "办案人", (case.court_id,), {case.court_id: frozenset({Role.OFFICER})})
    with pytest.raises(NotAllowed):
        operations.reopen(case_id=case.pk, reason="款项被银行冲正", on=TODAY, now=NOW, actor=officer)
    operations.reopen(case_id=case.pk, reason="款项被银行冲正", on=TODAY, now=NOW, actor=SYSTEM)
    case.refresh_from_db()
    assert (case.status, case.closing_kind, case.concluded_on) == ("open", "", None)
    assert set(
        CaseClock.objects.filter(case=case, done_on=None).values_list("kind", flat=True)
    ) == running - {"notice"}
    (line,) = queries.restrictions_of([case.pk])[case.pk]
    assert (line.cause, line.standing(TODAY)) == (None, Standing.IN_FORCE)
    operations.conclude(case_id=case.pk, kind=ClosingKind.PERFORMED, on=TODAY, now=NOW, actor=SYSTEM)
    assert [one.revoked_on for one in queries.endings_of(case.pk)] == [None, TODAY]


def test_a_stay_for_review_stops_interest_and_goes_on_under_the_same_number(case: Case) -> None:
    listed(case)
    row = operations.stay(
        case_id=case.pk,
        kind=NotCounted.STAY,
        reason="再审裁定中止执行",
        on=TODAY,
        now=NOW,
        actor=SYSTEM,
        for_review=True,
    )
    later = date(2022, 10, 20)
    stopped = queries.debt_as_of(case.pk, later).debt
    operations.resume_stayed(
        stay_id=row.pk,
        reason="再审维持原判",
        on=date(2022, 9, 21),
        now=datetime(2022, 9, 21, 1, 0, tzinfo=UTC),
        actor=SYSTEM,
    )
    assert queries.debt_as_of(case.pk, later).owed_fen > stopped.total_due
    assert queries.restrictions_of([case.pk])[case.pk][0].cause is EndCause.STAYED
    assert kinds_of_facts(case)[-3:] == ["case.stayed", "restriction.to_lift", "case.stay_ended"]


def test_findings_are_only_added_the_last_counts_and_only_a_vice_president_approves(case: Case) -> None:
    officer = Actor(3, "办案人", (case.court_id,), {case.court_id: frozenset({Role.OFFICER})})

    def state(about: About, *, by: Actor = officer, **more: object) -> object:
        return operations.state_finding(
            case_id=case.pk, about=about, words="情况属实，见笔录", on=TODAY, now=NOW, actor=by, **more
        )

    with pytest.raises(NotAllowed):
        state(About.PRESIDENT_APPROVED)
    lead = state(About.LEAD_GIVEN)
    found = queries.findings_of([case.pk])[case.pk]
    assert len(found.unanswered(About.LEAD_GIVEN, About.LEAD_CHECKED)) == 1
    state(About.LEAD_CHECKED, answers_id=lead.pk)
    state(About.DEBTOR_MISSING, party_id=debtor(case).pk)
    state(About.DEBTOR_MISSING, party_id=debtor(case).pk, holds=False)
    found = queries.findings_of([case.pk])[case.pk]
    assert found.unanswered(About.LEAD_GIVEN, About.LEAD_CHECKED) == []
    assert found.one(About.DEBTOR_MISSING, party_id=debtor(case).pk) is None


def test_another_court_sees_none_of_it(case: Case) -> None:
    from zhixing.foundation.identity.scope import courts_visible

    listed(case)
    other = Court.objects.exclude(pk=case.court_id)[0]
    with courts_visible([other.pk]):
        assert not Restriction.objects.exists()
        assert not RestrictionEvent.objects.exists()
