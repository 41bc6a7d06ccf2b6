"""For tests of 终本: a case of which the file shows everything but what a test leaves out."""

from datetime import UTC, date, datetime, timedelta

from choosing_world import units
from delivery_world import paper
from funds_world import make_case
from zhixing.cases import operations as cases
from zhixing.cases.models import Case, Party
from zhixing.cases.rules.findings import About
from zhixing.cases.rules.restrictions import RestrictionKind
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.inquiries import operations as inquiries
from zhixing.inquiries.models import Request
from zhixing.robot.operations.suspending import state_for_dossier

NOW = datetime(2022, 5, 10, 2, tzinfo=UTC)
"""Four months after filing."""
TODAY = date(2022, 5, 10)
SYSTEM = Actor.system("测试")
STATED = {
    About.REPORT_VERIFIED: "被执行人申报无财产，经核实属实",
    About.LOCAL_SEARCH: "到户走访，没有值钱财物",
    About.INTERVIEW: "同意终本，发现财产再申请恢复",
    About.CREDITOR_SIGNED: "在约谈笔录上签字确认",
}


def debtor_of(case: Case) -> Party:
    return Party.objects.get(case=case, role="debtor")


def state(
    case: Case, about: About, words: str = "情况属实，见笔录", *, by: Actor = SYSTEM, **more: object
) -> None:
    state_for_dossier(case_id=case.pk, about=about, words=words, now=NOW, actor=by, **more)


def answered(case: Case, *, days_ago: int = 10) -> None:
    """Every unit was asked about every debtor and has nothing."""
    known = units(case.court)
    at = NOW - timedelta(days=days_ago)
    inquiries.ask(
        court=case.court, case_ids=[case.pk], unit_ids=[one.pk for one in known.values()], purpose="查明被执行人财产",
        now=at, actor=SYSTEM,
    )  # fmt: skip
    Request.objects.filter(case=case).update(state="answered", result="none", ended_at=at)


def a_file(court: Court, sequence: int = 7, *, leave_out: tuple[str, ...] = ()) -> Case:
    """A case whose dossier is whole, but for what is left out: notice, report_order, queries, restriction, or a statement."""
    case = make_case(court, sequence)
    if "notice" not in leave_out:
        paper(case)
    if "report_order" not in leave_out:
        paper(case, kind="property_report_order")
    if "queries" not in leave_out:
        answered(case)
    if "restriction" not in leave_out:
        cases.restrict(
            case_id=case.pk, party_id=debtor_of(case).pk, kind=RestrictionKind.CONSUMPTION, reason="未按执行通知履行",
            on=date(2022, 4, 1), notice_period_ended_on=date(2022, 3, 20), now=NOW, actor=SYSTEM,
            document_number=f"{case.number}限消",
        )  # fmt: skip
    for about, words in STATED.items():
        if about.value not in leave_out:
            state(case, about, words)
    return case
