"""Each act through the real rooms, and its reverse: undone where the law lets it, refused in words where it does not."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from acting_world import NOW, SYSTEM, acts_of, fonts, outfit, prepared, procedure
from choosing_world import BANK, account, found, held, units
from control_world import a_case
from delivery_world import paper
from funds_world import make_case, person, take_in
from robot_fixtures import Shelf
from zhixing.cases.models import Case, Recovery, Restriction
from zhixing.cases.rules.restrictions import RestrictionKind
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Awaiting, Document
from zhixing.documents.operations import issue_first_notices
from zhixing.documents.operations.signing import sign_and_issue
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes.models import ControlProposal, MeasureAct
from zhixing.freezes.operations import carrying_out, proposing
from zhixing.freezes.operations.releasing import release_satisfied
from zhixing.funds import operations as funds
from zhixing.funds.models import Payment, Plan, PlanLine
from zhixing.inquiries.models import Request
from zhixing.robot import operations
from zhixing.robot.models import Act, Task
from zhixing.robot.operations import NotReversible
from zhixing.robot.operations.acts.paying import _sum_check

LATER = NOW + timedelta(hours=1)
_made: list[Renderer] = []


@pytest.fixture
def court(wangqing: Court, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Court:
    if not _made:
        _made.append(Renderer(fonts(), lanes=1))
    outfit(wangqing, _made[0], monkeypatch, tmp_path)
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    return wangqing


@pytest.fixture
def officer(court: Court) -> Actor:
    return person(court, Role.OFFICER, Role.CLERK, name="金哲")


@pytest.fixture
def chief(court: Court) -> Actor:
    return person(court, Role.OFFICER, Role.BUREAU_CHIEF, name="朴局长")


def done(
    court: Court, shelf: Shelf, actor: Actor, *steps: dict[str, Any], approver: str = "officer"
) -> list[Act]:
    """Prepare a procedure with these steps and approve everything it proposes."""
    shelf.put(procedure(f"try_{len(Task.objects.all())}", *steps, approver=approver))
    tasks = prepared(court)
    assert tasks
    for task in tasks:
        for act in task.acts.filter(is_red=True):
            for check in act.checks:
                if check["proof"] == "differs":
                    operations.answer_red(
                        task_id=task.pk,
                        field=check["field"],
                        decision="holds",
                        reason="已经核对",
                        now=LATER,
                        actor=actor,
                    )
    report = operations.approve_tasks(task_ids=[task.pk for task in tasks], now=LATER, actor=actor)
    assert (report.red, report.outdated, report.not_allowed) == ((), (), ())
    return list(Act.objects.filter(task__in=tasks).order_by("task_id", "place"))


def undo(act: Act, actor: Actor, reason: str = "经核对办理有误") -> str:
    said = operations.reverse_act(act_id=act.pk, reason=reason, now=LATER + timedelta(minutes=5), actor=actor)
    act.refresh_from_db()
    assert act.state == "reversed"
    return said


def state(act: Act) -> tuple[str, str]:
    act.refresh_from_db()
    return act.state, act.words


# ---- documents and delivery ----------------------------------------------------------------------------------------------


def test_a_sealed_document_is_not_deleted_and_its_delivery_is_withdrawn(
    court: Court, shelf: Shelf, officer: Actor
) -> None:
    case = make_case(court, 7)
    (issued,) = done(court, shelf, officer, {"action": "documents.issue", "kind": "property_report_order"})
    with pytest.raises(NotReversible, match="依法不能删除"):
        operations.reverse_act(act_id=issued.pk, reason="经核对有误", now=LATER, actor=officer)
    assert state(issued)[0] == "done"
    (sent,) = done(court, shelf, officer, {"action": "delivery.deliver", "kind": "property_report_order"})
    delivery = Delivery.objects.get(document__case=case)
    assert "已撤回 1 次尚未送达的送达" in undo(sent, officer)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.ended_because) == ("withdrawn", "经核对办理有误")
    assert Fact.objects.filter(kind="act.reversed", subject=f"case:{case.pk}").count() == 1
    assert Document.objects.filter(case=case, kind="property_report_order").count() == 1


def test_what_was_served_cannot_be_taken_back(court: Court, shelf: Shelf, officer: Actor) -> None:
    make_case(court, 7)
    step = {"action": "documents.issue_and_deliver", "kind": "property_report_order", "to": "debtors"}
    (act,) = done(court, shelf, officer, step)
    Delivery.objects.update(state="served", served_on=date(2022, 12, 1))
    with pytest.raises(NotReversible, match="依法不能撤回"):
        operations.reverse_act(act_id=act.pk, reason="经核对有误", now=LATER, actor=officer)


def test_the_first_notices_go_to_each_side(court: Court, shelf: Shelf, officer: Actor) -> None:
    case = make_case(court, 7)
    notices = [
        {"action": "delivery.deliver", "kind": kind} for kind in ("acceptance_notice", "enforcement_notice")
    ]
    shelf.put(procedure("before", *notices))
    assert prepared(court) == []
    issue_first_notices(case_ids=[case.pk], now=NOW, actor=SYSTEM)
    first, second = done(court, shelf, officer, *notices)
    assert (state(first)[0], state(second)[0]) == ("done", "done")
    rows = Delivery.objects.filter(document__case=case).order_by("document__kind")
    assert [(row.document.kind, row.recipient) for row in rows] == [
        ("acceptance_notice", "张三丰"), ("enforcement_notice", "李四"),
    ]  # fmt: skip


def test_what_the_president_signs_waits_for_the_signature(court: Court, shelf: Shelf, officer: Actor) -> None:
    president = person(court, Role.VICE_PRESIDENT, name="金院长")
    step = {"action": "documents.issue_and_deliver", "kind": "consumption_order"}
    case = make_case(court, 7)
    (act,) = done(court, shelf, officer, step)
    assert state(act) == ("waiting", "限制消费令已送院长签发。")
    assert not Document.objects.filter(kind="consumption_order").exists()
    assert operations.settle_waiting(now=LATER, limit=10) == 0
    awaiting = Awaiting.objects.get(case=case)
    sign_and_issue(awaiting_id=awaiting.pk, now=LATER, actor=president)
    assert operations.settle_waiting(now=LATER, limit=10) == 1
    assert state(act) == ("done", f"限制消费令 {case.number} 已签发并交付送达")
    assert Delivery.objects.get(document__kind="consumption_order").recipient == "李四"


def test_a_draft_before_the_president_is_taken_back(court: Court, shelf: Shelf, officer: Actor) -> None:
    person(court, Role.VICE_PRESIDENT, name="金院长")
    make_case(court, 7)
    (act,) = done(court, shelf, officer, {"action": "documents.issue", "kind": "consumption_order"})
    assert undo(act, officer) == "已从院长签发中撤回，尚未编号用印。"
    assert Awaiting.objects.get().state == "withdrawn"


def test_without_anybody_who_signs_it_says_so(court: Court, shelf: Shelf, officer: Actor) -> None:
    make_case(court, 7)
    (act,) = done(court, shelf, officer, {"action": "documents.issue", "kind": "consumption_order"})
    assert state(act) == ("failed", "本院没有登记可以代院长签发的人员，请先登记。")


# ---- questions -------------------------------------------------------------------------------------------------------------


def test_units_are_asked_once_and_what_has_not_left_is_withdrawn(
    court: Court, shelf: Shelf, officer: Actor
) -> None:
    cases = [make_case(court, 7), make_case(court, 8)]
    units(court)
    first, second = done(court, shelf, officer, {"action": "inquiries.ask"})
    assert Request.objects.filter(kind="query").count() == 6
    assert first.ref == second.ref
    shelf.put(procedure("again", {"action": "inquiries.ask"}))
    assert prepared(court) == []
    assert undo(first, officer) == "已撤回尚未发出的查询请求 3 项。"
    assert Request.objects.filter(case=cases[0], state="cancelled").count() == 3
    assert Request.objects.filter(case=cases[1], state="waiting").count() == 3
    Request.objects.filter(case=cases[1]).update(attempts=1)
    with pytest.raises(NotReversible, match="已经发给协助单位"):
        operations.reverse_act(act_id=second.pk, reason="经核对有误", now=LATER, actor=officer)


# ---- control ----------------------------------------------------------------------------------------------------------------


def test_a_proposal_is_put_forward_by_one_and_approved_by_another(
    court: Court, shelf: Shelf, officer: Actor, chief: Actor
) -> None:
    units(court)
    case = a_case(court)
    found(case, BANK, account("6217000000000000001", 10_000))
    proposing.propose(case_id=case.pk, now=NOW, actor=SYSTEM)
    (put,) = done(court, shelf, officer, {"action": "freezes.approve_proposal"})
    assert state(put) == ("waiting", "已提交，须由另一人批准。")
    needs = [check for check in put.checks if check["field"].startswith("应清偿金额")]
    assert [check["proof"] for check in needs] == ["agrees"]
    owners = [check["proof"] for check in put.checks if "权利人" in check["field"]]
    assert owners == ["agrees", "agrees"]
    (own,) = done(court, shelf, officer, {"action": "freezes.approve_proposal"})
    assert state(own)[0] == "failed"
    assert "提交人以外" in own.words
    approved = own
    assert operations.try_again(act_id=own.pk, now=LATER, actor=chief).state == "done"
    assert ControlProposal.objects.get().state == "approved"
    assert operations.settle_waiting(now=LATER, limit=10) == 1
    assert state(put) == ("done", "已由朴局长批准。")
    with pytest.raises(NotReversible, match="尚无生效的控制"):
        operations.reverse_act(act_id=approved.pk, reason="经核对有误", now=LATER, actor=chief)


def test_a_submitted_proposal_is_taken_back(court: Court, shelf: Shelf, officer: Actor) -> None:
    units(court)
    case = a_case(court)
    found(case, BANK, account("6217000000000000001", 10_000))
    proposing.propose(case_id=case.pk, now=NOW, actor=SYSTEM)
    (put,) = done(court, shelf, officer, {"action": "freezes.approve_proposal"})
    assert undo(put, officer) == "控制方案已退回承办人。"
    proposal = ControlProposal.objects.get()
    assert (proposal.state, proposal.returned_because) == ("draft", "经核对办理有误")


def test_what_ends_soon_is_renewed_and_taken_back_before_it_leaves(
    court: Court, shelf: Shelf, officer: Actor, chief: Actor
) -> None:
    units(court)
    case = a_case(court)
    measure = held(case, "存款一", 10_000)
    measure.ends_on = measure.confirmed_until = date(2022, 12, 20)
    measure.save(update_fields=["ends_on", "confirmed_until"])
    (act,) = done(court, shelf, officer, {"action": "freezes.renew", "within_days": 30})
    assert state(act) == ("waiting", "已批准，文书制作后发往协助单位。")
    assert act.lines == [["建行（测试） 存款", "至 2022-12-20", "至 2023-12-20"]]
    ends = [check["proof"] for check in act.checks if check["field"].endswith("届满日")]
    assert ends == ["agrees"]
    assert undo(act, officer) == "已撤回尚未发出的续行控制 1 项，措施保持原状。"
    assert MeasureAct.objects.get().state == "withdrawn"
    measure.refresh_from_db()
    assert measure.renewal == ""
    (again,) = done(court, shelf, chief, {"action": "freezes.renew", "within_days": 30})
    carrying_out.carry_out(now=LATER, actor=SYSTEM, limit=100)
    assert operations.settle_waiting(now=LATER, limit=10) == 1
    assert state(again) == ("done", "1 项已发往协助单位。")
    with pytest.raises(NotReversible, match="不能撤回"):
        operations.reverse_act(act_id=again.pk, reason="经核对有误", now=LATER, actor=chief)


def test_a_release_that_the_house_drafted_is_approved(court: Court, shelf: Shelf, officer: Actor) -> None:
    units(court)
    case = a_case(court)
    held(case, "存款一", 10_000)
    Case.objects.filter(pk=case.pk).update(
        status="concluded", closing_kind="performed", concluded_on=date(2022, 12, 1)
    )
    assert release_satisfied(now=NOW, actor=SYSTEM, limit=10) == 1
    Case.objects.filter(pk=case.pk).update(status="open", closing_kind="", concluded_on=None)
    (act,) = done(court, shelf, officer, {"action": "freezes.release"})
    assert state(act)[0] == "waiting"
    assert act.lines == [["建行（测试） 存款", "至 2023-11-30", "解除"]]
    assert undo(act, officer) == "已撤回尚未发出的解除控制 1 项，措施保持原状。"


# ---- money --------------------------------------------------------------------------------------------------------------------


def test_a_plan_is_paid_by_its_tier_and_money_on_its_way_is_not_taken_back(
    court: Court, shelf: Shelf, officer: Actor, chief: Actor
) -> None:
    case = make_case(court, 7)
    take_in(court, [("B1", 5_000_000, "李四", "案款", case.sub_account)])
    (plan,) = funds.plan_distribution(case_id=case.pk, now=NOW, actor=officer)
    (refused,) = done(court, shelf, officer, {"action": "funds.approve_plan"})
    assert state(refused)[0] == "failed"
    assert Plan.objects.get().state == "proposed"
    act = refused
    assert operations.try_again(act_id=act.pk, now=LATER, actor=chief).state == "waiting"
    act.refresh_from_db()
    assert Payment.objects.get().fen == 4_860_000
    proofs = {check["field"]: check["proof"] for check in act.checks}
    assert (proofs["发放金额"], proofs["发放申请执行人·收款账号"]) == ("agrees", "agrees")
    assert "6217569546347374596" not in str(act.checks)
    assert operations.settle_waiting(now=LATER, limit=10) == 0
    with pytest.raises(NotReversible, match="执行回转"):
        operations.reverse_act(act_id=act.pk, reason="经核对有误", now=LATER, actor=chief)
    assert plan.pk == Plan.objects.get().pk


def test_a_payment_that_came_back_is_checked_against_itself_and_not_against_the_receipt() -> None:
    again = Plan(source="case", repairs=Payment(fen=197_949))
    check = _sum_check(again, [PlanLine(fen=197_949)], {})
    assert check is not None
    assert (check.proof.value, [name for name, _ in check.sources]) == (
        "agrees",
        ["发放方案", "被退回的付款"],
    )
    more = _sum_check(again, [PlanLine(fen=197_950)], {})
    assert more is not None
    assert more.proof.value == "differs"
    left = _sum_check(Plan(source="deposit"), [PlanLine(fen=5)], {})
    assert left is not None
    assert left.proof.value == "unproved"


# ---- the case itself ------------------------------------------------------------------------------------------------------------


def test_a_debtor_is_restricted_and_the_restriction_lifted(
    court: Court, shelf: Shelf, officer: Actor
) -> None:
    case = make_case(court, 7)
    issue_first_notices(case_ids=[case.pk], now=NOW, actor=SYSTEM)
    done(court, shelf, officer, {"action": "delivery.deliver", "kind": "enforcement_notice"})
    Delivery.objects.update(state="served", served_on=date(2022, 11, 1))
    paper(case, kind="consumption_order")
    (act,) = done(court, shelf, officer, {"action": "cases.restrict", "kind": "consumption"})
    assert state(act)[1] == "已采取限制消费措施。"
    row = Restriction.objects.get(case=case)
    assert (state(act)[0], row.kind, row.lifted_on) == ("done", RestrictionKind.CONSUMPTION.value, None)
    assert ["履行期间届满", "", "2022-11-06"] in act.lines
    shelf.put(procedure("again", {"action": "cases.restrict", "kind": "consumption"}))
    assert prepared(court) == []
    assert undo(act, officer) == "已解除限制消费措施。"
    row.refresh_from_db()
    assert row.lifted_on == date(2022, 12, 1)


def test_a_restriction_is_lifted_for_a_cause_and_does_not_come_back(
    court: Court, shelf: Shelf, officer: Actor
) -> None:
    case = make_case(court, 7)
    issue_first_notices(case_ids=list(Case.objects.values_list("pk", flat=True)), now=NOW, actor=SYSTEM)
    done(court, shelf, officer, {"action": "delivery.deliver", "kind": "enforcement_notice"})
    Delivery.objects.update(state="served", served_on=date(2022, 11, 1))
    paper(case, kind="consumption_order")
    done(court, shelf, officer, {"action": "cases.restrict", "kind": "consumption"})
    (act,) = done(
        court, shelf, officer,
        {"action": "cases.lift_restriction", "kinds": ["consumption"], "cause": "creditor_asked"},
    )  # fmt: skip
    assert Restriction.objects.get().lifted_on == date(2022, 12, 1)
    with pytest.raises(NotReversible, match="重新作出决定"):
        operations.reverse_act(act_id=act.pk, reason="经核对有误", now=LATER, actor=officer)


def test_a_satisfied_case_is_concluded_and_reopened(court: Court, shelf: Shelf, chief: Actor) -> None:
    case = make_case(court, 7, principal_fen=1_000_000)
    Recovery.objects.create(
        court=court, case=case, on=date(2022, 1, 10), fen=2_000_000, source="test:1", recorded_at=NOW
    )
    (act,) = done(court, shelf, chief, {"action": "cases.conclude"})
    case.refresh_from_db()
    assert (state(act)[0], case.status, case.closing_kind) == ("done", "concluded", "performed")
    assert undo(act, chief) == "结案已撤销，案件恢复在办。"
    case.refresh_from_db()
    assert case.status == "open"


def test_a_mark_is_left_and_withdrawn(court: Court, shelf: Shelf, officer: Actor) -> None:
    case = make_case(court, 7)
    (act,) = done(court, shelf, officer, {"action": "cases.note", "words": "须约谈"})
    assert Fact.objects.get(kind="case.noted", subject=f"case:{case.pk}").body["words"] == "须约谈"
    assert undo(act, officer) == "标记已注销，原记录保留。"
    assert Fact.objects.filter(kind="case.note_withdrawn").count() == 1


def test_undoing_needs_a_reason_a_person_and_something_done(
    court: Court, shelf: Shelf, officer: Actor
) -> None:
    case = make_case(court, 7)
    (act,) = done(court, shelf, officer, {"action": "cases.note", "words": "须约谈"})
    with pytest.raises(NotReversible, match="至少四个字"):
        operations.reverse_act(act_id=act.pk, reason="错", now=LATER, actor=officer)
    with pytest.raises(NotAllowed):
        operations.reverse_act(act_id=act.pk, reason="经核对有误", now=LATER, actor=SYSTEM)
    undo(act, officer)
    with pytest.raises(NotReversible, match="已撤回"):
        operations.reverse_act(act_id=act.pk, reason="经核对有误", now=LATER, actor=officer)
    assert Task.objects.get().state == "reversed"
    assert acts_of(case) == [act]
