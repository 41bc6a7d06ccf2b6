"""Ends supplied, measures released, warnings given once, gaps found and cleared."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from freeze_office import NOW, SYSTEM, TODAY, some_case, table_of, take

from zhixing.cases.models import Case
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.sweeps.engine import sweeps
from zhixing.freezes import operations, queries
from zhixing.freezes import sweeps as freeze_sweeps
from zhixing.freezes.models import Gap, GapKind, Measure, MeasureEvent, ReminderRound
from zhixing.law.working_days import day


@pytest.fixture
def endless(small_office: Court) -> UUID:
    """A deposit frozen on 2022-06-01 without an end."""
    case = some_case(small_office)
    debtor = case.parties.get(role="debtor", position=0).name
    take(small_office, table_of(f"{case.number},{debtor},银行存款,存款1,农业银行,冻结,2022-06-01,三年,否"))
    return Measure.objects.get().id


def _enter(measure: UUID, end: date, reason: str = "", actor: Actor = SYSTEM) -> Measure:
    return operations.enter_end(measure_id=measure, stated_on=end, reason=reason, now=NOW, actor=actor)


def _release(measure: UUID, reason: str = "债务已经清偿", on: date = TODAY) -> Measure:
    return operations.release(measure_id=measure, reason=reason, now=NOW, on=on, actor=SYSTEM)


def test_an_end_within_the_law_is_taken_as_written(endless: UUID) -> None:
    measure = _enter(endless, date(2023, 5, 31))
    assert (measure.state, measure.ends_on, measure.flags) == ("watched", date(2023, 5, 31), [])
    kinds = list(MeasureEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["imported", "end_entered"]
    assert Fact.objects.get(kind="measure.end_entered").body == {
        "measure": str(endless), "stated_end": "2023-05-31", "ends_on": "2023-05-31", "reason": "",
    }  # fmt: skip


def test_an_end_beyond_the_law_is_cut_and_flagged(endless: UUID) -> None:
    measure = _enter(endless, date(2024, 5, 31))
    assert (measure.stated_on, measure.ends_on) == (date(2024, 5, 31), date(2023, 5, 31))
    assert [flag["code"] for flag in measure.flags] == ["over-the-limit"]
    assert MeasureEvent.objects.get(kind="shortened").body == {"from": "2024-05-31", "to": "2023-05-31"}
    disputed = _enter(endless, date(2023, 6, 1), "按裁定书更正")
    assert (disputed.ends_on, disputed.flags[0]["code"]) == (date(2023, 5, 31), "counting-disputed")


def test_a_correction_needs_a_reason_and_keeps_what_was(endless: UUID) -> None:
    _enter(endless, date(2023, 5, 31))
    with pytest.raises(operations.ReasonMissing, match="更正须写明理由"):
        _enter(endless, date(2023, 4, 30))
    _enter(endless, date(2023, 4, 30), "裁定书写明六个月")
    assert Fact.objects.get(kind="measure.end_corrected").body["before"] == "2023-05-31"


def test_ends_that_cannot_be(endless: UUID) -> None:
    with pytest.raises(operations.EndRefused, match="早于起始日 2022-06-01"):
        _enter(endless, date(2022, 5, 31))
    with pytest.raises(NotAllowed):
        _enter(endless, date(2023, 5, 31), actor=Actor(1, "外人"))
    with pytest.raises(queries.MeasureNotFound):
        _enter(uuid4(), date(2023, 5, 31))
    assert Measure.objects.get().state == "no_end"


def test_a_release_happens_once_and_needs_a_reason(endless: UUID) -> None:
    with pytest.raises(operations.ReasonMissing):
        _release(endless, "无")
    with pytest.raises(operations.EndRefused):
        _release(endless, on=date(2022, 5, 1))
    assert _release(endless).released_on == TODAY
    with pytest.raises(operations.MeasureReleased, match="2022-12-01"):
        _release(endless)
    with pytest.raises(operations.MeasureReleased):
        _enter(endless, date(2023, 5, 31))
    detail = queries.measure_detail(endless, today=TODAY)
    assert {line.words for line in detail.history} == {"解除", "由手工台账接管"}
    assert detail.line.standing.word == "已解除"


def test_the_detail_explains_the_end(endless: UUID) -> None:
    before = queries.measure_detail(endless, today=TODAY)
    assert before.term.latest == date(2023, 5, 31)
    assert before.term.flags[0].code == "term.end_missing"
    assert before.line.standing.word == "无届满日"
    assert before.next_reminders == []
    _enter(endless, date(2023, 5, 31))
    after = queries.measure_detail(endless, today=TODAY)
    assert after.next_reminders == [
        (60, date(2023, 3, 31)), (30, date(2023, 4, 28)), (15, date(2023, 5, 16)),
        (7, date(2023, 5, 24)), (3, date(2023, 5, 26)), (1, date(2023, 5, 30)),
    ]  # fmt: skip
    assert after.line.standing.proof == "依台账，未经协助单位回执确认"


def test_events_and_reminders_cannot_be_changed(endless: UUID) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasureEvent.objects.update(kind="released")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReminderRound.objects.filter(step=1).delete()


def test_each_warning_is_given_once_whatever_happens(watched: Court) -> None:
    def remind(today: date) -> int:
        return operations.give_reminders(now=NOW, today=today, actor=SYSTEM)

    soonest = Measure.objects.filter(state="watched").earliest("ends_on").ends_on
    assert soonest is not None
    today = soonest - timedelta(days=40)
    due = Measure.objects.filter(ends_on__gte=today, ends_on__lte=today + timedelta(days=60))
    first = remind(today)
    assert first >= due.count() > 0
    assert remind(today) == 0
    fact = Fact.objects.get(kind="measures.reminded")
    assert sum(fact.body["steps"].values()) == first
    assert fact.body["on"] == today.isoformat()
    for number in range(1, 41):
        remind(today + timedelta(days=number))
    given = ReminderRound.objects.filter(expires_on=soonest).order_by("due_on")
    told = Counter((measure, row.step) for row in given for measure in row.measures)
    assert max(told.values()) == 1
    assert {measure for measure, _ in told} == set(due.filter(ends_on=soonest).values_list("id", flat=True))
    of_first = [(row.step, row.due_on) for row in given if given[0].measures[0] in row.measures]
    steps = [step for step, _ in of_first]
    assert (steps[0], steps[-1]) == (60, 1)
    assert steps == sorted(set(steps), reverse=True)
    assert all(
        day(due_on).is_working and due_on <= soonest - timedelta(days=step) for step, due_on in of_first
    )


def test_a_measure_that_comes_under_watch_late_is_warned_about_in_a_round_of_its_own(watched: Court) -> None:
    soonest = Measure.objects.filter(state="watched").earliest("ends_on").ends_on
    assert soonest is not None
    today = soonest - timedelta(days=40)
    operations.give_reminders(now=NOW, today=today, actor=SYSTEM)
    late = Measure.objects.filter(state="watched", ends_on__gt=soonest + timedelta(days=100)).first()
    assert late is not None
    Measure.objects.filter(pk=late.pk).update(ends_on=soonest)
    assert operations.give_reminders(now=NOW, today=today, actor=SYSTEM) == 1
    assert operations.give_reminders(now=NOW, today=today, actor=SYSTEM) == 0
    first, second = ReminderRound.objects.filter(expires_on=soonest).order_by("round")
    assert (first.round, second.round, second.measures) == (1, 2, [late.pk])
    assert late.pk not in first.measures
    late.refresh_from_db()
    assert [row.round for row in queries.rounds_of(late)] == [2]


def test_a_released_or_endless_measure_is_not_warned_about(endless: UUID) -> None:
    assert operations.give_reminders(now=NOW, today=date(2023, 5, 30), actor=SYSTEM) == 0
    _enter(endless, date(2023, 5, 31))
    assert operations.give_reminders(now=NOW, today=date(2023, 5, 30), actor=SYSTEM) == 1
    reminder = ReminderRound.objects.get()
    assert (reminder.measures, reminder.officers) == ([endless], [Measure.objects.get(pk=endless).officer_id])
    assert (reminder.step, reminder.expires_on, reminder.due_on) == (1, date(2023, 5, 31), date(2023, 5, 30))
    _release(endless)
    assert operations.give_reminders(now=NOW, today=date(2023, 5, 31), actor=SYSTEM) == 0


def test_the_nightly_check_finds_and_clears(endless: UUID) -> None:
    def check(today: date = TODAY) -> int:
        return operations.find_gaps(now=NOW, today=today, actor=SYSTEM)

    court = Measure.objects.get().court_id
    assert check() == 2
    assert check() == 0
    assert queries.count_gaps(courts=[court]) == {
        GapKind.NO_END: 1, GapKind.NO_OWNER: 1, GapKind.NO_RECEIPT: 1,
    }  # fmt: skip
    officer = User.objects.create_user("officer", display_name="金哲")
    Case.objects.filter(measures=endless).update(
        officer=officer, status="concluded", concluded_on=TODAY, closing_kind="performed"
    )
    _enter(endless, date(2023, 5, 31))
    assert check(date(2023, 6, 1)) == 2
    assert Measure.objects.get().officer_id == officer.pk
    assert queries.count_gaps(courts=[court]) == {
        GapKind.CASE_CONCLUDED: 1, GapKind.LAPSED: 1, GapKind.NO_RECEIPT: 1,
    }  # fmt: skip
    assert queries.measure_detail(endless, today=TODAY).gaps == [
        "案件已结，措施仍在", "期限已过仍未处理", "没有协助单位的回执",
    ]  # fmt: skip
    _release(endless)
    assert check(date(2023, 6, 2)) == 0
    assert queries.count_gaps(courts=[court]) == {}
    assert Gap.objects.count() == 4


def test_both_sweeps_are_registered_with_a_deadline(endless: UUID) -> None:
    assert {"freezes.remind", "freezes.catch_all"} <= set(sweeps())
    assert freeze_sweeps.remind(now=NOW, limit=10) == 0
    assert freeze_sweeps.catch_all(now=NOW, limit=10) == 2
