"""From filing to conclusion with people who only look and press; the second time nothing is found. Every touch is counted."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from whole_case_world import Office, Voices, file_one, kinds, office, touched
from zhixing.cases.models import Case, Party, Restriction, Resumption
from zhixing.cases.personal import opened
from zhixing.cases.queries import debt_as_of
from zhixing.cases.rules.findings import About
from zhixing.delivery.models import Delivery
from zhixing.documents.models import Document
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import Measure
from zhixing.inquiries.models import Request
from zhixing.robot.operations.suspending import state_for_dossier

START = date(2022, 3, 1)
ACCOUNT = "6217000000000000001"


def number_of(case: Case) -> str:
    with every_court_visible():
        return opened(Party.objects.get(case=case, role="debtor"))["id"]


def presses(case: Case) -> list[tuple[str, str]]:
    """Who touched the case, and whether by approving what the robot had prepared."""
    return [
        (one.by_name, "approved" if "tasks.approved" in one.kinds else "、".join(one.kinds))
        for one in touched(case.pk)
    ]


def again(case: Case) -> Case:
    with every_court_visible():
        return Case.objects.get(pk=case.pk)


def test_a_case_without_surprises_is_filed_enforced_paid_and_concluded_by_presses_alone(
    tmp_path: Path, committed_db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path, START, monkeypatch) as here:
        case = file_one(here)
        Voices.holds[number_of(case)] = [(ACCOUNT, 100_000_000)]
        here.days(START, date(2022, 3, 10))
        with every_court_visible():
            measure = Measure.objects.get()
            assert (measure.state, measure.confirmed_by_holder) == ("watched", True)
            assert Restriction.objects.get().document_id is not None
            owed = debt_as_of(case.pk, date(2022, 3, 11)).owed_with_fee_fen
        here.time.now = datetime(2022, 3, 11, 1, tzinfo=UTC)
        here.pay(case, owed)
        here.days(date(2022, 3, 11), date(2022, 3, 18))
        case = again(case)
        assert (here.troubles(), case.closing_kind) == ([], "performed")
        with every_court_visible():
            assert Measure.objects.get().state == "released"
            assert Restriction.objects.get().lifted_on is not None
            notices = Document.objects.filter(case=case, kind="completion_notice")
            assert set(Delivery.objects.filter(document__in=notices).values_list("state", flat=True)) == {
                "served"
            }
            assert Delivery.objects.filter(document__case=case).exclude(state="served").count() == 0
        assert dict(Voices.orders) == {"freeze": 1, "release": 1}
        assert presses(case) == [
            ("金哲", "approved"),  # acceptance, notice, property report, questions
            ("金哲", "approved"),  # what to freeze
            ("朴局长", "approved"),  # the freeze, by a second person
            ("李副院长", "approved"),  # restricted consumption, signed in the president's place
            ("朴局长", "approved"),  # the money to the applicant
            ("金哲", "approved"),  # the completion notice
            ("朴局长", "approved"),  # the release
            ("李副院长", "approved"),  # the lifting
        ]
        assert here.pressed.total() == 8


def state(here: Office, case: Case, about: About, words: str, *, by: Actor | None = None) -> None:
    here.time.now += timedelta(minutes=1)
    with every_court_visible():
        state_for_dossier(
            case_id=case.pk, about=about, words=words, now=here.time.now, actor=by or here.officer
        )


def test_nothing_is_found_and_the_case_ends_by_its_dossier_and_goes_on_when_something_is(
    tmp_path: Path, committed_db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office(tmp_path, START, monkeypatch) as here:
        case = file_one(here)
        here.days(START, date(2022, 3, 10))
        here.days(date(2022, 5, 20), date(2022, 5, 26))  # asked once more, then the applicant is written to
        with every_court_visible():
            letter = Document.objects.get(case=case, kind="suspension_interview")
            assert Delivery.objects.get(document=letter).state == "served"
        here.time.now = datetime(2022, 6, 1, 1, tzinfo=UTC)
        state(here, case, About.REPORT_VERIFIED, "被执行人逾期申报，经核实确无财产")
        state(here, case, About.LOCAL_SEARCH, "到户走访，没有可供执行的财物")
        here.day(date(2022, 6, 1))
        assert again(case).status == "open"  # three months and a day have passed; nobody was heard
        here.time.now = datetime(2022, 6, 2, 1, tzinfo=UTC)
        state(here, case, About.INTERVIEW, "同意终结本次执行程序，发现财产再申请恢复")
        state(here, case, About.CREDITOR_SIGNED, "申请执行人在约谈笔录上签字")
        here.days(date(2022, 6, 2), date(2022, 6, 7))
        case = again(case)
        assert (here.troubles(), case.closing_kind, case.concluded_on) == (
            [], "suspended_for_want_of_assets", date(2022, 6, 2),
        )  # fmt: skip
        assert presses(case) == [
            ("金哲", "approved"),  # acceptance, notice, property report, questions
            ("李副院长", "approved"),  # restricted consumption
            ("金哲", "approved"),  # the letter to the applicant
            ("金哲", "finding.stated"),  # the property report was verified
            ("金哲", "finding.stated"),  # the search on the spot
            ("金哲", "finding.stated"),  # the applicant was heard
            ("金哲", "finding.stated"),  # and signed
            ("朴局长", "approved"),  # the 终本
        ]
        with every_court_visible():
            ruling = Document.objects.get(case=case, kind="suspension_ruling")
            assert set(Delivery.objects.filter(document=ruling).values_list("state", flat=True)) == {"served"}
            asked = Request.objects.filter(case=case).count()
        # half a year later something is there
        Voices.holds[number_of(case)] = [(ACCOUNT, 5_000_000)]
        here.days(date(2022, 12, 2), date(2022, 12, 8))
        with every_court_visible():
            assert Request.objects.filter(case=case).count() == asked + 1
            assert Document.objects.filter(case=case, kind="asset_result_notice").count() == 1
            new = Resumption.objects.get(resumes=case).case
            assert new.number == "（2022）吉2424执恢1号"
            assert Measure.objects.filter(case=new).count() == 1  # controlled in the resumed case at once
        assert (here.troubles(), presses(case)[8:]) == ([], [("金哲", "approved"), ("朴局长", "approved")])
        assert "case.resumed" in kinds(case.pk)
        assert presses(new) == [
            ("朴局长", "case.filed"),  # the press that resumed it
            ("金哲", "approved"),  # what to freeze
            ("朴局长", "approved"),  # the freeze
        ]
