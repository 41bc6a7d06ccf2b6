"""Rulings of one case issued at the same moment on connections of their own: each number once, none left out."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from funds_world import make_case
from racing import race
from zhixing.cases.models import Case
from zhixing.documents.fonts import check
from zhixing.documents.models import Document
from zhixing.documents.operations import ControlAct, issue_control_documents
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.control_rulings import RulingAction, RulingAsset
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible

NOW = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("测试")
AT_ONCE = 6
PROJECT_FONTS = Path(__file__).parents[3] / "var" / "fonts"


@pytest.fixture
def case(committed_db: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Case]:
    fonts = next(one for one in (home().fonts, PROJECT_FONTS) if one.is_dir() and not check(one).missing)
    renderer = Renderer(fonts, lanes=2)
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: tmp_path))
    court = Court.objects.get(code="吉2424")
    Court.objects.filter(pk=court.pk).update(phone="0433-8812345", address="汪清镇大川街88号")
    with every_court_visible():
        made = make_case(court, 7)
    yield made
    renderer.close()


def _act(case_id: UUID, debtor: str) -> ControlAct:
    day = date(2022, 12, 1)
    asset = RulingAsset("农业银行汪清县支行", debtor, "银行存款", "6228480860123456789", 100_000, day, day)
    return ControlAct(case_id, RulingAction.FREEZE, (asset,), "经查询，被执行人有存款")


def test_at_once_and_with_failures_between_numbers_run_without_gap_or_double(case: Case) -> None:
    def issue(debtor: str) -> Callable[[], Any]:
        acts = [_act(case.pk, "李四"), _act(case.pk, debtor)]
        return lambda: issue_control_documents(acts=acts, now=NOW, actor=SYSTEM)

    results = race(*(issue("李四" if place % 3 else "不是当事人") for place in range(AT_ONCE)))
    refused = [one for one in results if isinstance(one, DocumentRefused)]
    issued = [act.ruling.number for one in results if isinstance(one, list) for act in one]
    assert (len(refused), len(issued)) == (2, 8), results
    with every_court_visible():
        for kind in ("control_ruling", "assistance_notice"):
            rows = Document.objects.filter(case=case, kind=kind).order_by("nth")
            assert list(rows.values_list("nth", flat=True)) == list(range(1, 9))
            numbers = list(rows.values_list("number", flat=True))
            assert numbers == [case.number, *(f"{case.number}之{n}" for n in "一二三四五六七")]
    assert sorted(issued) == sorted(numbers)
