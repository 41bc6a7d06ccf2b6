"""Two officers on one measure, a second click, renewal beside release, two carriers, two takers of one receipt."""

import pytest

from choosing_world import units, use_fonts
from racing import race
from renewal_world import (
    BANK,
    NOW,
    SYSTEM,
    TODAY,
    a_case,
    freeze,
    frozen,
    on_paper,
    people,
    person,
    renew,
    says,
    take,
)
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes import operations
from zhixing.freezes.models import OPEN_ACTS, ActBatch, Measure, MeasureAct
from zhixing.freezes.operations import carrying_out, drafting, releasing
from zhixing.inquiries.models import ControlOrder


@pytest.fixture
def court(committed_db: object, monkeypatch: pytest.MonkeyPatch) -> Court:
    use_fonts(monkeypatch)
    return Court.objects.get(code="吉2424")


@pytest.mark.parametrize("turn", range(3))
def test_two_officers_renew_one_measure_and_one_is_told_of_the_other(court: Court, turn: int) -> None:
    with every_court_visible():
        case = a_case(court)
        measures = [on_paper(case, str(number)) for number in range(4)]
        officers = [person(court, Role.OFFICER, name=name) for name in ("金哲", "李明")]
    found = race(
        lambda: renew(court, officers[0], *measures, token="a"),
        lambda: renew(court, officers[1], *reversed(measures), token="b"),
    )
    assert sorted(type(one).__name__ for one in found) == ["Drafted", "NothingToDo"]
    with every_court_visible():
        assert MeasureAct.objects.filter(state="drafted").count() == 4
        assert ActBatch.objects.count() == 1


def test_a_second_click_is_the_same_batch(court: Court) -> None:
    with every_court_visible():
        measure, (officer, _) = on_paper(a_case(court)), people(court)
    one, other = race(*[lambda: renew(court, officer, measure, token="same")] * 2)
    assert one.batch_id == other.batch_id
    assert {one.is_new, other.is_new} == {True, False}


@pytest.mark.parametrize("turn", range(3))
def test_a_renewal_beside_a_release_leaves_nothing_open_on_a_released_measure(
    court: Court, turn: int
) -> None:
    with every_court_visible():
        measure, (officer, chief) = on_paper(a_case(court)), people(court)
    renewed, released = race(
        lambda: renew(court, officer, measure),
        lambda: operations.release(
            measure_id=measure.id, reason="依据另案裁定解除", now=NOW, on=TODAY, actor=chief
        ),
    )
    assert isinstance(released, Measure)
    assert isinstance(renewed, drafting.Drafted | drafting.NothingToDo)
    with every_court_visible():
        open_acts = MeasureAct.objects.filter(state__in=[state.value for state in OPEN_ACTS])
        assert (open_acts.count(), Measure.objects.get().state) == (0, "released")


def test_two_carriers_send_one_order(court: Court) -> None:
    with every_court_visible():
        measure, (officer, chief) = frozen(a_case(court), units(court)[BANK]), people(court)
        made = renew(court, officer, measure)
        drafting.approve(batch_id=made.batch_id, now=NOW, actor=chief)
    counts = race(*[lambda: carrying_out.carry_out(now=NOW, actor=SYSTEM, limit=9)] * 2)
    assert sorted(counts) == [0, 1]
    with every_court_visible():
        assert ControlOrder.objects.filter(action="renew").count() == 1
        assert MeasureAct.objects.get().state == "sent"


def test_one_receipt_taken_by_two_makes_one_measure(court: Court) -> None:
    with every_court_visible():
        says(freeze(a_case(court), units(court)[BANK]))
    assert sorted(race(take, take)) == [0, 1]
    with every_court_visible():
        assert Measure.objects.count() == 1


def test_a_satisfied_debt_is_drafted_once_by_two_sweeps(court: Court) -> None:
    with every_court_visible():
        case = a_case(court)
        on_paper(case)
        type(case).objects.filter(pk=case.pk).update(
            status="concluded", concluded_on=TODAY, closing_kind="performed"
        )
    race(*[lambda: releasing.release_satisfied(now=NOW, actor=SYSTEM, limit=9)] * 2)
    with every_court_visible():
        assert (ActBatch.objects.count(), MeasureAct.objects.filter(state="drafted").count()) == (1, 1)
