"""A small office with a robot that can only write notes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from zhixing.cases.models import Case
from zhixing.cases.operations import take_register
from zhixing.cases.rules.register import read_register
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.roles import Role
from zhixing.robot.models import Act
from zhixing.robot.rules.checks import Check, Proof
from zhixing.robot.rules.plans import Line, Outcome, Planned
from zhixing.robot.rules.views import CaseView
from zhixing.simulator import sample_folder

NOW = datetime(2022, 12, 1, 2, 0, tzinfo=UTC)
"""A Thursday, ten in the morning in 汪清."""
TODAY = date(2022, 12, 1)
SYSTEM = Actor.system("测试")


class Note:
    """Writes a note; red for cases named in `reds`."""

    key = "test.note"
    name_zh = "写备注"
    name_en = "write a note"
    reverse_words = "删去备注"
    may_go_alone = True

    def __init__(self) -> None:
        self.reds: set[UUID] = set()

    def check_params(self, params: Mapping[str, Any]) -> Sequence[str]:
        return [] if set(params) <= {"text"} else ["只有 text"]

    def plan(
        self, views: Mapping[UUID, CaseView], params: Mapping[str, Any], *, on: date
    ) -> dict[UUID, tuple[Planned, ...]]:
        text = params.get("text", "看过")
        return {
            key: (
                Planned(
                    self.key, key, f"test.note:{key}:{text}", f"备注：{text}",
                    lines=(Line("备注", "", text),),
                    checks=(
                        Check(
                            "案号", view.number, (("立案登记", view.number), ("执行依据", "")),
                            Proof.DIFFERS if key in self.reds else Proof.AGREES,
                        ),
                    ),
                    params={"text": text},
                ),
            )
            for key, view in views.items()
        }  # fmt: skip

    def warm(self, acts: Sequence[Act], *, now: datetime) -> None:
        return None

    def carry_out(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        return {act.id: Outcome("done") for act in acts}

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        return "已删去"


def procedure(
    key: str = "look_at_it", *, when: str = 'fact = ["case.filed"]', conditions: str = "", top: str = "",
    text: str = "看过",
) -> str:  # fmt: skip
    """The text of a procedure."""
    return f"""
key = "{key}"
name = {{zh = "看一看", en = "Look at it"}}
why = {{zh = "测试", en = "a test"}}
{top}
[when]
{when}
{conditions}
[[then]]
action = "test.note"
text = "{text}"
"""


def file_cases(court: Court, count: int, *, now: datetime = NOW) -> list[Case]:
    """So many cases of the sample's register, filed at a moment; those filed before count."""
    table = read_register(sample_folder() / "执行案件台账.xlsx")
    rows = list(table.rows)
    while rows and (lacking := count - Case.objects.filter(court=court).count()) > 0:
        few, rows = tuple(rows[:lacking]), rows[lacking:]
        take_register(
            court=court, table=replace(table, rows=few), file_name="执行案件台账.xlsx", file_sha256="0" * 64, now=now,
            actor=SYSTEM,
        )  # fmt: skip
    return list(Case.objects.filter(court=court).order_by("sequence"))


def person(court: Court, name: str, *roles: Role) -> Actor:
    """Somebody of the court with these roles."""
    user, _ = User.objects.get_or_create(username=name, defaults={"display_name": name})
    return Actor(user.pk, name, (court.pk,), {court.pk: frozenset(roles)})
