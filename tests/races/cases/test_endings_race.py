"""One case and two who conclude it at one moment: one ending, one of them hears that it is closed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from racing import race
from zhixing.cases import operations
from zhixing.cases.models import Case, ClosingKind, Ending, Resumption
from zhixing.cases.operations import CaseNotOpen
from zhixing.cases.rules.endings import CannotResume, EndGround, ResumeGround
from zhixing.cases.rules.register import read_register
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.simulator import sample_folder

NOW = datetime(2022, 12, 1, 2, tzinfo=UTC)
TODAY = date(2022, 12, 1)
SYSTEM = Actor.system("测试")


@pytest.fixture
def cases(committed_db: object) -> list[Case]:
    table = read_register(sample_folder() / "执行案件台账.xlsx")
    operations.take_register(
        court=Court.objects.get(code="吉2424"), table=table, file_name="台账.xlsx", file_sha256="0" * 64, now=NOW,
        actor=SYSTEM, only_rows=frozenset(range(3, 9)),
    )  # fmt: skip
    with every_court_visible():
        return list(Case.objects.order_by("number")[:3])


def test_two_conclude_at_once_and_there_is_one_ending(cases: list[Case]) -> None:
    for case in cases:
        results = race(
            lambda case=case: operations.conclude(
                case_id=case.pk, kind=ClosingKind.PERFORMED, on=TODAY, now=NOW, actor=SYSTEM
            ),
            lambda case=case: operations.terminate(
                case_id=case.pk,
                ground=EndGround.WITHDRAWN,
                reason="申请人撤销申请",
                on=TODAY,
                now=NOW,
                actor=SYSTEM,
            ),
        )
        refused = [one for one in results if isinstance(one, CaseNotOpen)]
        assert len(refused) == 1, results
        with every_court_visible():
            ending = Ending.objects.get(case=case)
            case.refresh_from_db()
            assert case.closing_kind == ending.kind
            assert Fact.objects.filter(subject=f"case:{case.pk}", kind="case.concluded").count() == 1


def test_two_resumptions_at_once_of_one_case_are_one_and_of_two_cases_have_two_numbers(
    cases: list[Case],
) -> None:
    with every_court_visible():
        for case in cases:
            operations.terminate(
                case_id=case.pk,
                ground=EndGround.OTHER,
                reason="长期履行的和解",
                on=TODAY,
                now=NOW,
                actor=SYSTEM,
            )

    def resume(case: Case) -> Callable[[], Any]:
        return lambda: operations.resume(
            case_id=case.pk, ground=ResumeGround.SETTLEMENT_BROKEN, reason="不履行和解协议", on=TODAY, now=NOW,
            actor=SYSTEM,
        )  # fmt: skip

    first, second, third = cases
    results = race(resume(first), resume(first))
    assert [type(one) for one in results].count(CannotResume) == 1
    results = race(resume(second), resume(third))
    with every_court_visible():
        numbers = sorted(Resumption.objects.values_list("case__number", flat=True))
    assert numbers == ["（2022）吉2424执恢1号", "（2022）吉2424执恢2号", "（2022）吉2424执恢3号"]
