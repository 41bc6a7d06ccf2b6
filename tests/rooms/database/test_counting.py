"""Counts composed once for a person and asked anew each time."""

import pytest

from zhixing.foundation.database.rows import counts, counts_composed
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.roles import Role


def _person(name: str) -> User:
    return User.objects.create(username=name, display_name=name)


def test_what_is_composed_once_is_asked_anew_each_time(wangqing: Court) -> None:
    composed = []

    def rows() -> list[object]:
        composed.append(1)
        mine = User.objects.filter(username__startswith="counted-")
        return [mine, User.objects.none(), mine.values("display_name").distinct(), Court.objects.all()]

    courts = Court.objects.count()
    seen = []
    for number in range(3):
        _person(f"counted-{number}")
        seen.append(counts_composed(("test", wangqing.pk), rows, at_most=2))
    assert seen == [[1, 0, 1, min(courts, 2)], [2, 0, 2, 2], [2, 0, 2, 2]]
    assert len(composed) == 1
    assert counts(rows(), at_most=2) == [2, 0, 2, 2]
    assert counts([User.objects.none()], at_most=2) == [0]


def test_what_depends_on_rows_cannot_be_composed_ahead(wangqing: Court) -> None:
    with pytest.raises(RuntimeError, match="composed ahead"):
        counts_composed(
            ("test", "reads"), lambda: [Court.objects.filter(id__in=list(Court.objects.all()))], at_most=2
        )


def test_two_with_other_roles_or_courts_are_of_another_reach() -> None:
    officer = Actor(7, "李", (1, 2), {1: frozenset({Role.OFFICER, Role.CLERK})})
    assert officer.reach == Actor(7, "李", (1, 2), {1: frozenset({Role.CLERK, Role.OFFICER})}).reach
    assert len({
        officer.reach, Actor(8, "李", (1, 2), officer.roles).reach, Actor(7, "李", (1,), officer.roles).reach,
        Actor(7, "李", (1, 2), {1: frozenset({Role.OFFICER})}).reach, Actor(7, "李", (1, 2), {2: officer.roles[1]}).reach,
    }) == 5  # fmt: skip
