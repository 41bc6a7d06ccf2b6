"""Waiting measures move up when those before them lapse or are lifted; the first registered comes first (PostgreSQL)."""

from datetime import date, timedelta

import pytest

from renewal_world import END, NOW, SYSTEM, TODAY, a_case, on_paper
from zhixing.foundation.identity.models import Court
from zhixing.freezes.models import Measure
from zhixing.freezes.operations import waiting
from zhixing.freezes.queries.measures import lines_of


@pytest.fixture
def line(wangqing: Court) -> list[Measure]:
    """One in force and three waiting behind each other on one house, each of another case, at places 1, 2 and 3."""
    found: list[Measure] = []
    for place in range(4):
        case = a_case(wangqing, 20 + place, number=f"22240319600725{place:03d}X")
        behind = {"is_waiting": True, "place": place, "waits_behind": found[-1]} if place else {}
        found.append(on_paper(case, f"汪清县某房 {place}", END if not place else date(2024, 1, 1), **behind))
    return found


def _advance(on: date = TODAY) -> int:
    return waiting.advance_waiting(today=on, now=NOW, actor=SYSTEM)


def _places(line: list[Measure]) -> list[tuple[int | None, bool]]:
    """The place shown of each that waits, and whether its turn has come."""
    rows = {row.id: row for row in Measure.objects.select_related("case", "court", "debtor")}
    shown = lines_of([rows[one.id] for one in line], TODAY)
    return [(one.place, rows[one.id].advanced_on is not None) for one in shown][1:]


def _release(measure: Measure) -> None:
    Measure.objects.filter(pk=measure.pk).update(state="released", released_on=TODAY)


def _kinds(measure: Measure) -> list[str]:
    return list(measure.events.order_by("id").values_list("kind", flat=True))


def test_all_move_up_once_when_the_first_lapses(line: list[Measure]) -> None:
    assert (_advance(END), _places(line)) == (0, [(1, False), (2, False), (3, False)])
    lapsed = END + timedelta(days=1)
    assert (_advance(lapsed), _places(line)) == (1, [(1, True), (1, False), (2, False)])
    assert (_advance(lapsed), _places(line)) == (0, [(1, True), (1, False), (2, False)]), "once"
    assert [_kinds(one)[-1:] for one in line[1:]] == [
        ["waiting_advanced"],
        ["waiting_moved_up"],
        ["waiting_moved_up"],
    ]


def test_one_that_gives_up_in_the_middle_does_not_call_the_next_while_the_first_stands(
    line: list[Measure],
) -> None:
    _release(line[1])
    assert (_advance(), _places(line)[1:]) == (0, [(1, False), (2, False)])
    assert Measure.objects.get(pk=line[2].pk).waits_behind_id == line[0].pk
    assert (_advance(), _places(line)[1:]) == (0, [(1, False), (2, False)])
    _release(line[0])
    assert (_advance(), _places(line)[1:]) == (1, [(1, True), (1, False)])


def test_two_who_go_at_once_leave_the_last_in_the_right_place(line: list[Measure]) -> None:
    _release(line[1])
    _release(line[2])
    assert (_advance(), _places(line)[2:]) == (0, [(1, False)])
    assert Measure.objects.get(pk=line[3].pk).waits_behind_id == line[0].pk
    _release(line[0])
    assert (_advance(), _places(line)[2:]) == (1, [(1, True)])


def test_behind_a_waiting_one_of_ours_stand_also_those_it_waited_for(line: list[Measure]) -> None:
    others = [{"authority": "图们市法院", "until": ""}]
    Measure.objects.filter(pk=line[1].pk).update(waits_behind=None, ahead=others)
    _release(line[1])
    assert (_advance(date(2030, 1, 1)), _places(line)[1]) == (0, (1, False)), (
        "nobody knows that the other court let go"
    )
    assert Measure.objects.get(pk=line[2].pk).ahead == others
