"""One case whose dossier is whole, and two who rule its 终本 at one moment: one ruling, one ending."""

import pytest

from choosing_world import use_fonts
from dossier_world import NOW, SYSTEM, a_file
from racing import race
from zhixing.cases.models import Ending
from zhixing.cases.operations import CaseNotOpen
from zhixing.documents.models import Document
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.robot.operations.suspending import suspend


def test_two_rule_at_once_and_one_hears_that_it_is_closed(
    committed_db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_fonts(monkeypatch)
    with every_court_visible():
        case = a_file(Court.objects.get(code="吉2424"))
    results = race(*[lambda: suspend(case_id=case.pk, now=NOW, actor=SYSTEM)] * 2)
    assert sum(isinstance(one, CaseNotOpen) for one in results) == 1, results
    with every_court_visible():
        assert Ending.objects.filter(case=case).count() == 1
        assert Document.objects.filter(case=case, kind="suspension_ruling").count() == 1
        assert Fact.objects.filter(subject=f"case:{case.pk}", kind="case.concluded").count() == 1
