"""A stay stops the limits that law stops, and resumption lets them run on: on PostgreSQL, to the day."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from cases_office import register, take

from zhixing.cases import operations, queries
from zhixing.cases.models import Case, CaseClock, ClosingKind, Recovery
from zhixing.cases.rules.endings import CannotEnd, CannotResume, EndGround
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.law.limits import NotCounted

SYSTEM = Actor.system("测试")
STAYED, GOES_ON = date(2022, 3, 1), date(2022, 4, 12)
BEFORE = datetime(2022, 3, 1, 2, 0, tzinfo=UTC)
AFTER = datetime(2022, 4, 12, 2, 0, tzinfo=UTC)


@pytest.fixture
def case(wangqing: Court) -> Case:
    take(wangqing, register(slice(2, 3), 立案日期="2022-01-04"))
    return Case.objects.get()


def officer(case: Case, role: Role = Role.OFFICER) -> Actor:
    return Actor(3, "办案人", (case.court_id,), {case.court_id: frozenset({role})})


def stay(case: Case, kind: NotCounted = NotCounted.STAY, on: date = STAYED) -> UUID:
    row = operations.stay(
        case_id=case.pk, kind=kind, reason="案外人提出确有理由的异议", on=on, now=BEFORE, actor=officer(case)
    )
    return row.pk


def goes_on(stay_id: UUID, on: date = GOES_ON) -> None:
    operations.resume_stayed(stay_id=stay_id, reason="异议已被驳回", on=on, now=AFTER, actor=SYSTEM)


def limit(case: Case, kind: str = "conclude") -> tuple[date, date | None, date | None]:
    row = CaseClock.objects.get(case=case, kind=kind)
    return row.due_on, row.paused_since, row.done_on


def test_the_conclusion_limit_stands_still_and_ends_forty_two_days_later(case: Case) -> None:
    before = {row.kind: row.due_on for row in CaseClock.objects.filter(case=case)}
    assert limit(case) == (date(2022, 7, 4), None, None)
    row = stay(case)
    assert limit(case) == (date(2022, 7, 4), STAYED, None)
    assert [line.kind for line in queries.clocks_of(case.pk)][-1] == "conclude"
    goes_on(row)
    assert (GOES_ON - STAYED).days == 42
    assert limit(case) == (date(2022, 8, 15), None, None)
    after = {row.kind: row.due_on for row in CaseClock.objects.filter(case=case)}
    assert {key for key in before if before[key] != after[key]} == {"conclude"}


def test_what_stands_still_is_on_nobodys_list_and_comes_back_on_its_new_day(case: Case) -> None:
    operations.stop_clocks(case_ids=[case.pk], kinds=["notice", "report_order", "leads_request"], on=STAYED)
    mine = officer(case, Role.BUREAU_CHIEF)

    def listed(day: date) -> list[date | None]:
        return [
            duty.until
            for duty in queries.duties(actor=mine, today=day, limit=200)
            if duty.subject == case.number
        ]

    assert listed(date(2022, 7, 4)) == [date(2022, 7, 4)]
    row = stay(case)
    assert listed(date(2022, 7, 4)) == []
    line = next(one for one in queries.list_cases(wanted=queries.CaseFilter()).lines if one.id == case.pk)
    assert line.next_due_on is None
    goes_on(row)
    assert listed(date(2022, 8, 4)) == []
    assert listed(date(2022, 8, 5)) == [date(2022, 8, 15)]


def test_a_second_stay_over_the_first_counts_no_day_twice(case: Case) -> None:
    first, second = stay(case), stay(case, NotCounted.SETTLEMENT)
    goes_on(first, date(2022, 3, 11))
    assert limit(case) == (date(2022, 7, 14), STAYED, None)
    goes_on(second)
    assert limit(case) == (date(2022, 8, 15), None, None)


def test_coordination_stops_no_conclusion(case: Case) -> None:
    row = stay(case, NotCounted.COORDINATION)
    assert limit(case) == (date(2022, 7, 4), None, None)
    goes_on(row)
    assert limit(case) == (date(2022, 7, 4), None, None)


def test_a_stay_on_security_lasts_a_year_at_most_and_its_limit_ends_with_it(case: Case) -> None:
    row = stay(case, NotCounted.SECURITY)
    assert limit(case, "secured_suspension") == (date(2023, 3, 1), None, None)
    goes_on(row)
    assert limit(case, "secured_suspension") == (date(2023, 3, 1), None, GOES_ON)


def test_a_superior_courts_stay_lasts_three_months(case: Case) -> None:
    stay(case, NotCounted.SUPERIOR_SUSPENSION)
    assert limit(case, "superior_suspension")[0] == date(2022, 6, 1)


def test_days_that_cannot_be_are_refused(case: Case) -> None:
    with pytest.raises(CannotResume, match="立案之日"):
        stay(case, on=date(2022, 1, 3))
    with pytest.raises(CannotResume, match="今天以前"):
        stay(case, on=date(2022, 3, 2))
    row = stay(case)
    with pytest.raises(CannotResume, match="不能晚于今天"):
        goes_on(row, date(2022, 4, 13))
    with pytest.raises(CannotResume, match="早于中止日期"):
        goes_on(row, STAYED)


def test_a_stayed_case_is_not_closed_by_decision_unless_the_court_sets_it_so(case: Case) -> None:
    stay(case)

    def end() -> None:
        operations.terminate(
            case_id=case.pk, ground=EndGround.WITHDRAWN, reason="申请人撤销申请", on=GOES_ON, now=AFTER,
            actor=officer(case),
        )  # fmt: skip

    with pytest.raises(CannotEnd, match=r"中止执行，不得结案（法发〔2014〕26号第二十三条，条文凭记忆登记"):
        end()
    with pytest.raises(NotAllowed):
        operations.set_case_rules(
            court_id=case.court_id, stayed_may_close=True, now=AFTER, actor=officer(case)
        )
    operations.set_case_rules(
        court_id=case.court_id, stayed_may_close=True, now=AFTER, actor=officer(case, Role.BUREAU_CHIEF)
    )
    end()
    (line,) = queries.stays_of(case.pk)
    assert line.ends_on == GOES_ON
    assert limit(case) == (date(2022, 8, 16), None, GOES_ON)


def test_payment_in_full_ends_the_stay_with_the_case(case: Case) -> None:
    stay(case)
    owed = queries.debt_as_of(case.pk, GOES_ON).owed_with_fee_fen
    Recovery.objects.create(
        court_id=case.court_id, case=case, on=GOES_ON, fen=owed, source="receipt:x", recorded_at=AFTER
    )
    assert operations.note_satisfied(case_id=case.pk, on=GOES_ON, now=AFTER, actor=officer(case))
    case.refresh_from_db()
    assert case.closing_kind == ClosingKind.PERFORMED.value
    assert queries.standing_still([case.pk]) == {}
