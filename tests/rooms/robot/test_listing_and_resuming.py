"""Who is put on the list by whose signature, when an entry goes, and what is sent when enforcement goes on."""

from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from acting_world import NOW, SYSTEM, fonts, outfit, prepared
from choosing_world import units
from delivery_world import paper
from funds_world import make_case, person
from robot_fixtures import Shelf
from zhixing.cases import operations as cases
from zhixing.cases.models import Case, Party, Restriction
from zhixing.cases.operations import RestrictionRefused
from zhixing.cases.rules.endings import ResumeGround
from zhixing.cases.rules.findings import About
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Awaiting, Document
from zhixing.documents.operations.signing import send_back, sign_and_issue
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries.models import Request, Unit
from zhixing.inquiries.rules.kinds import Trigger as Why
from zhixing.law.limits import NotCounted
from zhixing.law.sanctions import Ground
from zhixing.robot import operations
from zhixing.robot.models import Act, Task, Trigger
from zhixing.robot.queries.views import views_of
from zhixing.robot.rules.paper_facts import FACTS, Ask

LATER = NOW + timedelta(hours=1)
TODAY = date(2022, 12, 1)
WORDS = "逾期未报告财产，经责令仍不报告"
_made: list[Renderer] = []


@pytest.fixture
def court(wangqing: Court, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Court:
    if not _made:
        _made.append(Renderer(fonts(), lanes=1))
    outfit(wangqing, _made[0], monkeypatch, tmp_path)
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    return wangqing


@pytest.fixture
def chief(court: Court) -> Actor:
    return person(court, Role.OFFICER, Role.BUREAU_CHIEF, name="朴局长")


@pytest.fixture
def president(court: Court) -> Actor:
    return person(court, Role.VICE_PRESIDENT, name="崔院长")


def ship(shelf: Shelf, *keys: str) -> None:
    folder = resources.files("zhixing.robot") / "procedures"
    shelf.put(*((folder / f"{key}.toml").read_text(encoding="utf-8") for key in keys))


def debtor(case: Case) -> Party:
    return Party.objects.get(case=case, role="debtor")


def state(case: Case, about: About, words: str = WORDS) -> None:
    cases.state_finding(
        case_id=case.pk, about=about, party_id=debtor(case).pk, words=words, on=TODAY, now=NOW, actor=SYSTEM
    )


def approved(tasks: list[Task], actor: Actor) -> list[tuple[str, str]]:
    for act in Act.objects.filter(task__in=tasks, is_red=True):
        for check in act.checks:
            if check["proof"] == "differs":  # the two parties of a made case bear one number
                operations.answer_red(
                    task_id=act.task_id,
                    field=check["field"],
                    decision="holds",
                    reason="已经核对",
                    now=LATER,
                    actor=actor,
                )
    report = operations.approve_tasks(task_ids=[task.pk for task in tasks], now=LATER, actor=actor)
    assert (report.red, report.outdated, report.not_allowed) == ((), (), ())
    return acts(tasks)


def acts(tasks: list[Task]) -> list[tuple[str, str]]:
    return list(
        Act.objects.filter(task__in=tasks).order_by("task_id", "place").values_list("action", "state")
    )


def listed(case: Case, *, ground: Ground = Ground.ABLE_BUT_REFUSES) -> Restriction:
    return cases.restrict(
        case_id=case.pk, party_id=debtor(case).pk, kind=RestrictionKind.DEFAULTER, reason="有能力而拒不履行",
        on=date(2022, 3, 1), now=NOW, actor=SYSTEM, grounds=[ground],
    )  # fmt: skip


def ended(case: Case, on: date = date(2022, 3, 2)) -> None:
    cases.conclude(
        case_id=case.pk, kind=ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS, on=on, now=NOW, actor=SYSTEM
    )


def _units(court: Court) -> list[Unit]:
    return list(Unit.objects.filter(court=court)) or list(units(court).values())


def asked(case: Case, on: date, result: str = "none") -> None:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    inquiries.ask(
        court=case.court, case_ids=[case.pk], unit_ids=[one.pk for one in _units(case.court)],
        purpose="终本后复查财产", now=at, actor=SYSTEM,
        trigger=Why.HALF_YEARLY,
    )  # fmt: skip
    Request.objects.filter(case=case, state="waiting").update(state="answered", result=result, ended_at=at)
    happened(case, "reply.taken")


def happened(case: Case, kind: str) -> None:
    record(
        court_id=case.court_id,
        subject=f"case:{case.pk}",
        kind=kind,
        at=NOW,
        actor=SYSTEM,
        body={"test": kind},
    )


# ---- put on the list -----------------------------------------------------------------------------------------------------


def test_who_breached_the_duty_to_report_is_listed_once_the_president_has_signed(
    court: Court, shelf: Shelf, chief: Actor, president: Actor
) -> None:
    case = make_case(court, 7)
    ship(shelf, "list_report_breach")
    state(case, About.REPORT_BREACHED)
    (task,) = prepared(court)
    assert task.approver == "chief"
    officer = person(court, Role.OFFICER, name="金哲")
    assert operations.approve_tasks(task_ids=[task.pk], now=LATER, actor=officer).not_allowed == (task.pk,)
    assert approved([task], chief) == [("documents.issue", "waiting"), ("cases.restrict", "waiting")]
    assert not Restriction.objects.filter(case=case).exists()
    assert prepared(court) == []
    sign_and_issue(awaiting_id=Awaiting.objects.get().pk, now=LATER, actor=president)
    assert operations.settle_waiting(now=LATER, limit=10) == 2
    assert acts([task]) == [("documents.issue", "done"), ("cases.restrict", "done")]
    row, decision = Restriction.objects.get(case=case), Document.objects.get(kind="defaulter_decision")
    assert (row.kind, row.grounds, row.ends_on, row.reason) == ("defaulter", [4], date(2024, 12, 1), WORDS)
    assert (row.document_number, row.decided_by_name) == (decision.number, "朴局长")
    assert WORDS in str(decision.content)
    assert "纳入期限为二年" in str(decision.content)


def test_what_the_president_sends_back_lists_nobody(
    court: Court, shelf: Shelf, chief: Actor, president: Actor
) -> None:
    case = make_case(court, 7)
    ship(shelf, "list_report_breach")
    state(case, About.REPORT_BREACHED)
    tasks = prepared(court)
    approved(tasks, chief)
    send_back(awaiting_id=Awaiting.objects.get().pk, reason="责令的送达未附卷", now=LATER, actor=president)
    operations.settle_waiting(now=LATER, limit=10)
    assert acts(tasks) == [("documents.issue", "failed"), ("cases.restrict", "failed")]
    assert "责令的送达未附卷" in Act.objects.get(action="cases.restrict").words
    assert not Restriction.objects.filter(case=case).exists()


def test_minors_the_dead_and_who_stands_on_the_list_already_are_left_out(court: Court, shelf: Shelf) -> None:
    minor, dead, there, stayed = (make_case(court, sequence) for sequence in (7, 8, 9, 10))
    ship(shelf, "list_report_breach")
    for case in (minor, dead, there, stayed):
        state(case, About.REPORT_BREACHED)
    state(minor, About.DEBTOR_MINOR, "户籍显示十六周岁")
    state(dead, About.DEBTOR_DECEASED, "死亡证明附卷")
    listed(there)
    cases.stay(case_id=stayed.pk, kind=NotCounted.STAY, reason="案外人异议", on=TODAY, now=NOW, actor=SYSTEM)
    assert prepared(court) == []
    assert Trigger.objects.filter(state="waiting").count() == 4


def test_who_could_pay_is_listed_without_a_term_after_the_notices_period(
    court: Court, shelf: Shelf, chief: Actor
) -> None:
    case = make_case(court, 7)
    ship(shelf, "list_unwilling")
    state(case, About.QUALIFIES_FOR_LIST, "名下有营业收入而拒不履行")
    assert prepared(court) == []
    paper(case)
    notice = Document.objects.get(case=case, kind="enforcement_notice")
    Delivery.objects.create(
        court=court, document=notice, party=debtor(case), recipient=debtor(case).name, wants="served",
        state="served", served_on=date(2022, 11, 1), made_at=NOW,
    )  # fmt: skip
    happened(case, "delivery.served")
    (task,) = prepared(court, now=NOW + timedelta(minutes=10))
    (issue, restrict) = Act.objects.filter(task=task).order_by("place")
    assert (issue.params["said"]["ground"], issue.params["said"]["findings"]) == (
        "able",
        "名下有营业收入而拒不履行",
    )
    assert restrict.params["grounds"] == ["able_but_refuses"]


# ---- taken off it ---------------------------------------------------------------------------------------------------------


def test_two_empty_rounds_after_a_ending_start_the_three_days_and_the_paper_says_why(
    court: Court, shelf: Shelf, chief: Actor, president: Actor
) -> None:
    case = make_case(court, 7)
    paper(case, kind="defaulter_decision")
    row = listed(case)
    ended(case)
    ship(shelf, "two_empty_queries", "satisfied_delisting")
    asked(case, date(2022, 6, 1))
    assert prepared(court) == []
    asked(case, date(2022, 11, 30))
    assert views_of([case.pk], TODAY)[case.pk].inquiries.empty_rounds == 2
    operations.prepare(court_id=court.pk, now=NOW + timedelta(minutes=10), actor=SYSTEM)
    operations.carry_out_waiting(now=NOW + timedelta(minutes=10), limit=10)
    row.refresh_from_db()
    assert (row.lift_cause, row.lift_since, row.lift_due_on) == (
        "two_empty_queries", date(2022, 11, 30), date(2022, 12, 5)
    )  # fmt: skip
    (task,) = prepared(court, now=NOW + timedelta(minutes=20))
    assert approved([task], chief) == [("documents.issue", "waiting"), ("cases.lift_restriction", "waiting")]
    row.refresh_from_db()
    assert row.lifted_on is None
    sign_and_issue(awaiting_id=Awaiting.objects.get().pk, now=LATER, actor=president)
    operations.settle_waiting(now=LATER, limit=10)
    row.refresh_from_db()
    removal = Document.objects.get(kind="defaulter_removal")
    assert (row.lifted_on, row.lift_document_number) == (TODAY, removal.number)
    assert "终本后两次以上网络查控未发现财产" in str(removal.content)
    assert "已经履行完毕" not in str(removal.content)


def test_a_lead_an_asset_or_a_term_keeps_the_entry(court: Court, shelf: Shelf) -> None:
    lead, found, term = (make_case(court, sequence) for sequence in (7, 8, 9))
    for case in (lead, found):
        listed(case)
    listed(term, ground=Ground.REPORTING_BREACH)
    for case in (lead, found, term):
        ended(case)
        asked(case, date(2022, 6, 1))
        asked(case, date(2022, 11, 30), "found" if case is found else "none")
    cases.state_finding(
        case_id=lead.pk, about=About.LEAD_GIVEN, words="在县城有门面房", on=TODAY, now=NOW, actor=SYSTEM
    )
    ship(shelf, "two_empty_queries")
    assert prepared(court) == []
    assert views_of([found.pk], TODAY)[found.pk].inquiries.empty_rounds == 1
    row = Restriction.objects.get(case=term)
    with pytest.raises(RestrictionRefused, match="不是期限内删除的事由"):
        cases.lift(
            restriction_id=row.pk,
            on=TODAY,
            now=NOW,
            actor=SYSTEM,
            cause=EndCause.TWO_EMPTY_QUERIES,
            words="x",
        )


def test_a_cause_that_was_noted_wrongly_is_taken_back(court: Court, shelf: Shelf, chief: Actor) -> None:
    case = make_case(court, 7)
    row = listed(case)
    ended(case)
    asked(case, date(2022, 6, 1))
    asked(case, date(2022, 11, 30))
    ship(shelf, "two_empty_queries")
    operations.prepare(court_id=court.pk, now=NOW, actor=SYSTEM)
    operations.carry_out_waiting(now=NOW, limit=10)
    act = Act.objects.get()
    said = operations.reverse_act(act_id=act.pk, reason="有一条线索未登记", now=LATER, actor=chief)
    row.refresh_from_db()
    assert (said, row.lift_cause, row.lift_due_on) == ("删除事由已撤销，信息继续在册。", "", None)


def test_the_removal_speaks_only_of_whose_entry_goes(court: Court, shelf: Shelf) -> None:
    case = make_case(court, 7)
    row = listed(case)
    first = debtor(case)
    second = Party.objects.create(
        court=court, case=case, role="debtor", position=2, name="第二人", name_key="第二人", kind="person",
        id_kind="id", id_sealed=b"x", id_index=b"y" * 16, id_masked="*",
    )  # fmt: skip
    for party in (first, second):
        paper(case, kind="defaulter_decision", party=party)
    cases.note_lift_cause(restriction_id=row.pk, cause=EndCause.PERFORMED, on=TODAY, now=NOW, actor=SYSTEM)
    ship(shelf, "satisfied_delisting")
    (task,) = prepared(court)
    wanted = Act.objects.filter(task=task, action="documents.issue")
    assert [act.params["party"] for act in wanted] == [str(first.pk)]


# ---- enforcement goes on --------------------------------------------------------------------------------------------------


def test_a_case_resumed_under_a_new_number_tells_both_sides_why_and_after_which_ruling(
    court: Court, shelf: Shelf
) -> None:
    old = make_case(court, 7)
    ruling = paper(old, kind="suspension_ruling")
    ended(old)
    ship(shelf, "resumption_notice")
    new = cases.resume(
        case_id=old.pk,
        ground=ResumeGround.ASSETS_FOUND,
        reason="查到银行存款",
        on=TODAY,
        now=NOW,
        actor=SYSTEM,
    )
    (task,) = prepared(court)
    assert (task.case_id, Act.objects.filter(task=task).count()) == (new.pk, 2)
    chief = person(court, Role.OFFICER, Role.BUREAU_CHIEF, name="朴局长")
    assert {state for _, state in approved([task], chief)} == {"done"}
    for one in Document.objects.filter(case=new, kind="resumption_notice"):
        assert f"以{ruling.number}执行裁定书停止执行" in str(one.content)
        assert "终结本次执行程序后发现被执行人有可供执行的财产" in str(one.content)
    assert Delivery.objects.filter(document__case=new).count() == 2
    assert prepared(court, now=LATER) == []


def test_without_the_ruling_that_halted_it_nothing_is_sent(court: Court, shelf: Shelf) -> None:
    old = make_case(court, 7)
    ended(old)
    ship(shelf, "resumption_notice")
    cases.resume(
        case_id=old.pk,
        ground=ResumeGround.ASSETS_FOUND,
        reason="查到银行存款",
        on=TODAY,
        now=NOW,
        actor=SYSTEM,
    )
    assert prepared(court) == []
    assert Trigger.objects.get().state == "waiting"


def test_the_end_of_each_stay_is_told_once_and_names_its_own_ruling(court: Court, shelf: Shelf) -> None:
    case = make_case(court, 7)
    ship(shelf, "stay_ended_notice")
    row = cases.stay(
        case_id=case.pk,
        kind=NotCounted.STAY,
        reason="案外人异议",
        on=date(2022, 11, 1),
        now=NOW,
        actor=SYSTEM,
    )
    ruling = paper(case, kind="stay_ruling")
    assert prepared(court) == []
    cases.resume_stayed(stay_id=row.pk, reason="异议驳回", on=TODAY, now=NOW, actor=SYSTEM)
    (task,) = prepared(court, now=NOW + timedelta(minutes=10))
    assert Act.objects.filter(task=task).count() == 2
    view = views_of([case.pk], TODAY)[case.pk]
    facts = FACTS["resumption_notice"](Ask(view, view.debtors[0], {}, TODAY))
    assert (facts.halted_by, facts.reason) == (f"{ruling.number}执行裁定书", "中止、暂缓执行的原因已经消除")
    assert prepared(court, now=LATER) == [task]
