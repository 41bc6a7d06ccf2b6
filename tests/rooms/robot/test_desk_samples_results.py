"""Who sees what on the desk, in pages that lose and repeat nothing; samples by lot; time and touches from the log alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery_world import paper
from robot_fixtures import Shelf
from robot_world import NOW, SYSTEM, TODAY, Note, file_cases, person
from zhixing.cases.models import Case, Party
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role
from zhixing.robot import operations, queries
from zhixing.robot.models import Act, Approval, RobotPolicy, Sample, Task
from zhixing.robot.operations.approving import approve_tasks
from zhixing.robot.operations.samples import JudgingRefused, draw_samples, judge_sample
from zhixing.robot.queries.desk import red_tasks, tasks_in, waiting_by_procedure, waiting_tasks
from zhixing.robot.queries.log import log
from zhixing.robot.queries.samples import error_rates, found_wrong, samples_to_judge
from zhixing.robot.queries.time_saved import time_saved
from zhixing.robot.queries.touches import coverage, touches
from zhixing.robot.rules.error_rates import wilson
from zhixing.robot.rules.states import TaskState


@pytest.fixture
def officer(wangqing: Court) -> Actor:
    return person(wangqing, "承办人甲", Role.OFFICER)


@pytest.fixture
def chief(wangqing: Court) -> Actor:
    return person(wangqing, "局长乙", Role.BUREAU_CHIEF)


@pytest.fixture
def cases(wangqing: Court, officer: Actor, shelf: Shelf, note: Note) -> list[Case]:
    """Eight cases: six of the officer of which one is red, one of somebody else, one that nobody has."""
    RobotPolicy.objects.create(court=wangqing, working_days_only=False, samples_percent=100)
    made = file_cases(wangqing, 8)
    other = person(wangqing, "承办人丙", Role.OFFICER)
    Case.objects.filter(court=wangqing).update(officer_id=officer.user_id, officer_name=officer.name)
    Case.objects.filter(pk=made[6].pk).update(officer_id=other.user_id)
    Case.objects.filter(pk=made[7].pk).update(officer_id=None)
    note.reds.add(made[5].pk)
    operations.prepare(court_id=wangqing.pk, now=NOW, actor=SYSTEM)
    return made


def test_an_officer_sees_their_own_and_nobodys_cases(cases: list[Case], officer: Actor) -> None:
    (waiting,) = waiting_by_procedure(actor=officer, mine=True)
    assert (waiting.procedure, waiting.name, waiting.tasks, waiting.red) == ("look_at_it", "看一看", 7, 1)
    assert [one.tasks for one in waiting_by_procedure(actor=officer, mine=False)] == [8]
    page = waiting_tasks(actor=officer, mine=True)
    assert {task.case_id for task in page.tasks} == {cases[place].pk for place in (0, 1, 2, 3, 4, 7)}
    assert [task.case_id for task in red_tasks(actor=officer, mine=True)] == [cases[5].pk]


def test_a_chief_sees_what_a_chief_approves(cases: list[Case], chief: Actor) -> None:
    assert waiting_by_procedure(actor=chief, mine=True) == []
    Task.objects.filter(case=cases[0]).update(approver="chief")
    assert [one.tasks for one in waiting_by_procedure(actor=chief, mine=True)] == [1]


def test_pages_follow_one_another_without_loss_or_repetition(cases: list[Case], officer: Actor) -> None:
    seen, after, pages = [], "", 0
    while True:
        page = waiting_tasks(actor=officer, mine=False, after=after, limit=3)
        seen += [task.id for task in page.tasks]
        pages += 1
        after = page.next
        if not after:
            break
    assert (pages, len(seen), len(set(seen))) == (3, 7, 7)
    assert waiting_tasks(actor=officer, mine=True, after="nonsense", limit=9).next == ""


def test_a_page_costs_the_same_however_many_tasks(cases: list[Case], officer: Actor) -> None:
    costs = []
    for limit in (1, 6):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(waiting_tasks(actor=officer, mine=True, limit=limit).tasks) == limit
        costs.append(len(asked))
    assert costs == [2, 2]


def test_duties_name_the_red_one_and_count_the_rest(cases: list[Case], officer: Actor, chief: Actor) -> None:
    with CaptureQueriesContext(connection) as asked:
        duties = queries.duties(actor=officer, today=TODAY, limit=50)
    assert [(one.title, one.subject, one.action) for one in duties] == [
        ("看一看", cases[5].number, "核对"), ("看一看", "6 件", "核对并批准"),
    ]  # fmt: skip
    assert duties[0].why == "来源不一致：案号"
    assert len(asked) <= 6
    with CaptureQueriesContext(connection) as counted:
        assert queries.count_of_duties(actor=officer, today=TODAY) == 7
    assert len(counted) == 1
    assert queries.count_of_duties(actor=chief, today=TODAY) == 0


def _approved(cases: list[Case], officer: Actor) -> list[Task]:
    tasks = list(Task.objects.filter(case__in=cases[:5]).order_by("case__sequence"))
    report = approve_tasks(task_ids=[task.pk for task in tasks], now=NOW, actor=officer)
    assert (report.tasks, report.carried_out.done) == (5, 5)
    return tasks


def test_samples_are_drawn_once_and_judged_by_another(
    cases: list[Case], officer: Actor, chief: Actor
) -> None:
    _approved(cases, officer)
    assert draw_samples(now=NOW, limit=3, actor=SYSTEM) == 3
    assert draw_samples(now=NOW, limit=100, actor=SYSTEM) == 2
    assert draw_samples(now=NOW, limit=100, actor=SYSTEM) == 0
    assert samples_to_judge(actor=officer) == ()
    waiting = samples_to_judge(actor=chief)
    assert len(waiting) == 5
    first, second = waiting[0].act_id, waiting[1].act_id
    given = {"note": "", "now": NOW, "actor": chief}
    with pytest.raises(NotAllowed):
        judge_sample(act_id=first, verdict="right", what="", note="", now=NOW, actor=officer)
    with pytest.raises(JudgingRefused, match="写明错在哪里"):
        judge_sample(act_id=first, verdict="wrong", what="", **given)
    judge_sample(act_id=first, verdict="wrong", what="amount", **given)
    judge_sample(act_id=second, verdict="right", what="amount", **given)
    with pytest.raises(JudgingRefused, match="已由局长乙核对"):
        judge_sample(act_id=first, verdict="right", what="", **given)
    assert Sample.objects.get(pk=second).what == ""
    lines, total = error_rates(courts=chief.courts, since=TODAY, until=TODAY)
    assert [
        (line.procedure, line.action, line.done, line.drawn, line.judged, line.wrong) for line in lines
    ] == [("look_at_it", "test.note", 5, 5, 2, 1)]
    assert total.interval == wilson(1, 2)
    assert [row.what for row in found_wrong(courts=chief.courts, since=TODAY, until=TODAY)] == ["amount"]
    empty, none = error_rates(
        courts=chief.courts, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1)
    )
    assert (empty, none.done, none.interval) == ([], 0, None)


def test_the_published_rate_agrees_with_the_log_when_acts_end_later_or_come_to_nothing(
    cases: list[Case], officer: Actor, chief: Actor
) -> None:
    _approved(cases, officer)
    late, failed, kept = Act.objects.filter(state="done").order_by("id")[:3]
    Act.objects.filter(pk__in=[late.pk, failed.pk]).update(state="waiting")
    draw_samples(now=NOW, limit=100, actor=SYSTEM)
    for act in (late, failed, kept):
        judge_sample(
            act_id=act.pk,
            verdict="wrong",
            what="amount",
            note="多算一日",
            now=NOW + timedelta(hours=1),
            actor=chief,
        )
    tomorrow = TODAY + timedelta(days=1)
    Act.objects.filter(pk=late.pk).update(state="done", done_at=NOW + timedelta(days=1))
    Act.objects.filter(pk=failed.pk).update(state="failed", done_at=None)

    def figures(since: date, until: date) -> tuple[int, int, int, int, int]:
        lines, total = error_rates(courts=chief.courts, since=since, until=until)
        assert all(line.wrong <= line.judged <= line.drawn <= line.done for line in lines)
        wrong = found_wrong(courts=chief.courts, since=since, until=until)
        return total.done, total.drawn, total.judged, total.wrong, len(wrong)

    assert figures(TODAY, TODAY) == (3, 3, 1, 1, 1)
    assert figures(tomorrow, tomorrow) == (1, 1, 1, 1, 1)
    assert figures(TODAY, tomorrow) == (4, 4, 2, 2, 2)
    shown = [
        line for line in log(court_ids=chief.courts, decided_only=True).lines if line.state.value == "done"
    ]
    assert len(shown) == 4


def test_documents_no_person_made_are_those_issued_by_an_act_or_by_the_house(
    cases: list[Case], officer: Actor
) -> None:
    case = cases[0]
    _approved(cases, officer)
    by_act, by_house, by_hand, handed_over = (
        paper(case, kind=kind, party=Party.objects.filter(case=case, role="debtor").first())
        for kind in ("property_report_order", "enforcement_notice", "talk_record", "acceptance_notice")
    )
    act = Act.objects.get(case=case)
    Act.objects.filter(pk=act.pk).update(ref=f"document:{by_act.pk}", params={"mode": "issue"})
    for made, actor in ((by_act, officer), (by_house, SYSTEM), (by_hand, officer), (handed_over, officer)):
        record(
            court_id=case.court_id, subject=f"case:{case.pk}", kind="document.issued", at=NOW, actor=actor,
            body={"document": str(made.pk)},
        )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(status="concluded", concluded_on=TODAY, closing_kind="performed")
    found = coverage(courts=officer.courts, since=TODAY, until=TODAY)
    assert (found.documents, found.documents_by_robot) == (4, 2)
    Act.objects.filter(pk=act.pk).update(params={"mode": "deliver"})
    assert coverage(courts=officer.courts, since=TODAY, until=TODAY).documents_by_robot == 1


def test_the_share_that_a_court_has_set_is_drawn(cases: list[Case], officer: Actor) -> None:
    _approved(cases, officer)
    RobotPolicy.objects.update(samples_percent=40)
    drawn = draw_samples(now=NOW, limit=100, actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM robot_act WHERE state = 'done' AND "
            "('x' || substr(md5('sample/' || id::text), 1, 7))::bit(28)::integer % 100 < 40"
        )
        assert cursor.fetchone() == (drawn,)
    assert draw_samples(now=NOW + timedelta(days=40), limit=100, actor=SYSTEM) == 0


def test_time_saved_is_measured_or_not_said(cases: list[Case], officer: Actor) -> None:
    """Six documents by hand, four minutes each, and one after a long pause; then one press two minutes after opening."""
    hand = person(cases[0].court, "书记员丁", Role.CLERK)
    start = NOW - timedelta(hours=5)

    def issued(after: timedelta, times: int = 1) -> None:
        for _ in range(times):
            record(
                court_id=cases[0].court_id, subject=f"case:{cases[0].pk}", kind="document.issued", at=start + after,
                actor=hand,
            )  # fmt: skip

    for place in range(6):
        issued(timedelta(minutes=4 * place))
    issued(timedelta(hours=4))
    record(
        court_id=cases[0].court_id,
        subject="desk",
        kind="case.opened",
        at=NOW - timedelta(minutes=2),
        actor=officer,
    )
    _approved(cases, officer)
    Act.objects.filter(state="done").update(action="documents.issue")
    saved = time_saved(courts=officer.courts, since=TODAY, until=TODAY)
    (line,) = saved.lines
    assert (line.acts, line.seen, line.by_hand) == (5, 5, timedelta(minutes=4))
    assert (saved.approvals, saved.spent) == (1, timedelta(minutes=2))
    assert saved.total == timedelta(minutes=18)
    Act.objects.filter(state="done").update(action="inquiries.ask")
    assert time_saved(courts=officer.courts, since=TODAY, until=TODAY).total is None


def test_a_press_is_one_touch_and_what_the_house_does_is_none(cases: list[Case], officer: Actor) -> None:
    case = cases[0]
    assert touches(case.pk) == []
    _approved(cases, officer)
    (touch,) = touches(case.pk)
    assert (touch.by_name, touch.at, "tasks.approved" in touch.kinds) == ("承办人甲", NOW, True)
    record(
        court_id=case.court_id, subject=f"case:{case.pk}", kind="document.opened", at=NOW + timedelta(minutes=1),
        actor=officer,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(status="concluded", concluded_on=TODAY, closing_kind="completed")
    found = coverage(courts=officer.courts, since=TODAY, until=TODAY)
    assert (found.cases, found.touches, found.median, found.acts) == (1, 2, 2, 1)
    assert found.buckets[0] == (0, 5, 1)
    assert found.most_touched[0].number == case.number


def test_lists_by_state_are_the_newest_first(cases: list[Case], officer: Actor) -> None:
    _approved(cases, officer)
    first = tasks_in(actor=officer, state=TaskState.DONE, limit=2)
    rest = tasks_in(actor=officer, state=TaskState.DONE, after=first.next, limit=9)
    assert (len(first.tasks), len(rest.tasks), rest.next) == (2, 3, "")
    assert Approval.objects.get().acts == 5
