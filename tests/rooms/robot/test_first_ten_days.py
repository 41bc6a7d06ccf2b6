"""The first notices have one owner: whichever comes first, the sweep or the robot, each is made once and no task flickers."""

from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from acting_world import NOW, SYSTEM, acts_of, fonts, outfit, prepared
from choosing_world import units
from funds_world import make_case, person
from robot_fixtures import Shelf
from zhixing.cases.models import Case, CaseClock, Party
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Document, Signature
from zhixing.documents.queries import read_file, verify_documents
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.documents.sweeps import issue_waiting_notices
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries.models import InquiryPolicy, Request
from zhixing.law.limit_table import LimitKind
from zhixing.robot import operations
from zhixing.robot.models import Task

SOON = NOW + timedelta(minutes=5)
_made: list[Renderer] = []


@pytest.fixture
def case(wangqing: Court, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Case:
    if not _made:
        _made.append(Renderer(fonts(), lanes=1))
    outfit(wangqing, _made[0], monkeypatch, tmp_path)
    monkeypatch.setenv("ZHIXING_TODAY", "2022-12-01")
    shelf.put(
        (resources.files("zhixing.robot") / "procedures" / "first_ten_days.toml").read_text(encoding="utf-8")
    )
    officer = person(wangqing, Role.OFFICER, name="金哲")
    made = make_case(wangqing, 7)
    Case.objects.filter(pk=made.pk).update(officer_id=officer.user_id, filed_on=NOW.date())
    Party.objects.filter(case=made, role="debtor").update(id_index=b"other debtor 016")
    CaseClock.objects.get_or_create(
        court=wangqing, case=made, kind=LimitKind.NOTICE.value,
        defaults={"starts_on": NOW.date(), "due_on": NOW.date() + timedelta(days=10)},
    )  # fmt: skip
    record(
        court_id=wangqing.pk,
        subject=f"case:{made.pk}",
        kind="case.filed",
        at=NOW,
        actor=SYSTEM,
        body={"number": made.number},
    )
    made.refresh_from_db()
    return made


def made_of(case: Case) -> list[str]:
    return sorted(Document.objects.filter(case=case).values_list("kind", flat=True))


def approve(case: Case) -> list[str]:
    officer = person(case.court, Role.OFFICER, Role.BUREAU_CHIEF, name="朴局长")
    for act in acts_of(case):
        for check in act.checks if act.is_red else ():
            if check["proof"] == "differs":
                operations.answer_red(
                    task_id=act.task_id, field=check["field"], decision="holds", reason="已经核对", now=SOON, actor=officer
                )  # fmt: skip
    operations.approve_tasks(task_ids=[act.task_id for act in acts_of(case)], now=SOON, actor=officer)
    return [act.state for act in acts_of(case)]


WHOLE = ["delivery.deliver", "delivery.deliver", "documents.issue_and_deliver"]


def test_the_sweep_first(case: Case) -> None:
    assert issue_waiting_notices(now=NOW, limit=10) == 1
    (task,) = prepared(case.court)
    assert [act.action for act in acts_of(case)] == WHOLE
    assert issue_waiting_notices(now=SOON, limit=10) == 0
    assert prepared(case.court, now=SOON) == [task]
    assert approve(case) == ["done", "done", "done"]
    assert made_of(case) == ["acceptance_notice", "enforcement_notice", "property_report_order"]
    assert Delivery.objects.filter(document__case=case).count() == 3


def test_the_robot_first(case: Case) -> None:
    assert prepared(case.court) == []
    assert not Document.objects.exists()
    assert issue_waiting_notices(now=NOW, limit=10) == 1
    (task,) = prepared(case.court, now=SOON)
    assert [act.action for act in acts_of(case)] == WHOLE
    assert approve(case) == ["done", "done", "done"]
    assert issue_waiting_notices(now=SOON, limit=10) == 0
    assert made_of(case) == ["acceptance_notice", "enforcement_notice", "property_report_order"]
    assert list(Task.objects.values_list("id", "state")) == [(task.pk, "done")]


def test_where_filing_asks_by_itself_the_robot_does_not_ask_a_second_time(case: Case) -> None:
    units(case.court)
    issue_waiting_notices(now=NOW, limit=10)
    policy = InquiryPolicy.objects.update_or_create(court=case.court, defaults={"ask_on_filing": True})[0]
    prepared(case.court)
    assert [act.action for act in acts_of(case)] == WHOLE
    policy.ask_on_filing = False
    policy.save()
    operations.preparing.outdate(
        task_ids=[task.pk for task in Task.objects.all()], why="试", now=SOON, actor=SYSTEM
    )
    prepared(case.court, now=SOON)
    assert [act.action for act in acts_of(case)][3:] == [*WHOLE, "inquiries.ask"]
    assert not Request.objects.exists()


def test_the_first_notices_bear_the_courts_signature(case: Case) -> None:
    issue_waiting_notices(now=NOW, limit=10)
    assert Signature.objects.count() == Document.objects.count() == 2
    for row in Document.objects.select_related("court"):
        assert seals().check(read_file(row.file), seal=SealOf(row.court_id, row.court.name)).ok
    report = verify_documents()
    assert (report.problems, report.figures) == ([], "文书 2 份，抽取重排 2 份，核验电子签名 2 份")
