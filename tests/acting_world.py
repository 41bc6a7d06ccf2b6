"""For tests of what the robot does: an office whose procedures issue, deliver, ask and pay; files in a folder of their own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from zhixing.cases.models import Case
from zhixing.cases.operations import name_court_account
from zhixing.documents.fonts import check
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.queries import actor_for
from zhixing.robot import operations
from zhixing.robot.models import Act, Task
from zhixing.robot.rules.states import TaskState

NOW = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
"""A Thursday, ten in the morning in 汪清."""
SYSTEM = Actor.system("测试")
PROJECT_FONTS = Path(__file__).parents[1] / "var" / "fonts"


def outfit(court: Court, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A court that can issue documents: phone, address, account, a folder for its files."""
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: renderer)
    monkeypatch.setattr(type(home()), "files", property(lambda self: folder))
    Court.objects.filter(pk=court.pk).update(phone="0433-8812345", address="吉林省汪清县汪清镇大川街88号")
    court.refresh_from_db()
    account = {"holder": "汪清县人民法院", "bank_name": "建设银行汪清支行", "number": "22050166483600000123"}
    name_court_account(court=court, **account, actor=SYSTEM, now=NOW)


def fonts() -> Path:
    """The fonts of this home or of the working copy."""
    return next(one for one in (home().fonts, PROJECT_FONTS) if one.is_dir() and not check(one).missing)


def user(username: str) -> Actor:
    """A person of the demonstration accounts."""
    return actor_for(User.objects.get(username=username))


def procedure(
    key: str,
    *steps: dict[str, object],
    when: str = 'clock = {of = "filed", days = 1}',
    approver: str = "officer",
    top: str = "",
) -> str:
    """The text of a procedure with these steps."""
    text = [
        f'key = "{key}"', 'name = {zh = "试办", en = "try"}', 'why = {zh = "测试", en = "a test"}',
        f'approver = "{approver}"', top, "[when]", when, "within_days = 400", "", "[[if]]", 'rule = "case.is_open"',
    ]  # fmt: skip
    for step in steps:
        text += ["", "[[then]]", *(f"{name} = {_toml(value)}" for name, value in step.items())]
    return "\n".join(text)


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def prepared(court: Court, *, now: datetime = NOW) -> list[Task]:
    """Prepare what the procedures propose; the tasks that wait, by case number."""
    operations.prepare(court_id=court.pk, now=now, actor=SYSTEM)
    rows = Task.objects.filter(court=court, state=TaskState.PROPOSED.value).select_related("case")
    return sorted(rows, key=lambda task: (task.case.sequence, task.procedure))


def acts_of(*cases: Case) -> list[Act]:
    """The acts in these cases in their order."""
    return list(Act.objects.filter(case__in=cases).order_by("task_id", "place"))
