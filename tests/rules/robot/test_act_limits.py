"""What may be carried out at a moment: stops, hours, bounds of an hour."""

from datetime import datetime, time
from uuid import UUID

import pytest

from zhixing.foundation.clock import SHANGHAI
from zhixing.robot.rules.limits import Bound, CourtBound, Hours, StopLine, Used, Wish, let_through

DAY = Hours(time(8, 30), time(17, 30), working_days_only=True)
ALWAYS = Hours(time(0), time(23, 59), working_days_only=False)
COURT = CourtBound(ALWAYS, 100, 1_000, 100)
UNIT = UUID(int=7)


def at(day: int, hour: int, minute: int = 0, *, month: int = 12) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        (at(1, 8, 30), None),
        (at(1, 17, 29), None),
        (at(1, 8, 29), at(1, 8, 30)),
        (at(1, 17, 30), at(2, 8, 30)),
        (at(2, 20), at(5, 8, 30)),
        (at(3, 10), at(5, 8, 30)),
        (at(30, 20, month=9), at(8, 8, 30, month=10)),
    ],
)
def test_the_office_opens_again_on_the_next_working_day(local: datetime, opens: datetime | None) -> None:
    assert DAY.opens_again(local) == opens


def test_a_made_up_saturday_is_a_working_day() -> None:
    assert DAY.opens_again(at(8, 10, month=10)) is None


def test_without_working_days_every_day_opens() -> None:
    daily = Hours(time(9), time(12), working_days_only=False)
    assert daily.opens_again(at(3, 13)) == at(4, 9)


def wishes(count: int, *units: UUID) -> list[Wish]:
    return [Wish(UUID(int=number), "p", units) for number in range(count)]


def test_the_narrowest_bound_of_an_hour_counts() -> None:
    def through(bound: int, court: int, unit: int, used: Used) -> int:
        go, _ = let_through(
            wishes(20, UNIT), bounds={"p": Bound(ALWAYS, bound)}, court=CourtBound(ALWAYS, court, 99, 99, {UNIT: unit}),
            used=used, stops=(), local=at(1, 10),
        )  # fmt: skip
        return len(go)

    assert through(7, 50, 50, Used()) == 7
    assert through(50, 8, 50, Used()) == 8
    assert through(50, 50, 9, Used()) == 9
    assert through(7, 50, 50, Used(3, {"p": 3}, {UNIT: 3})) == 4
    assert through(50, 8, 50, Used(3, {"p": 3}, {UNIT: 3})) == 5
    assert through(50, 50, 9, Used(3, {"p": 3}, {UNIT: 3})) == 6
    assert through(50, 50, 0, Used()) == 0


@pytest.mark.parametrize(
    ("stop", "stopped"),
    [
        (StopLine("", None, "全停"), {0, 1}),
        (StopLine("p", None, "停此"), {0, 1}),
        (StopLine("q", None, "停彼"), set()),
        (StopLine("", UNIT, "停单位"), {1}),
        (StopLine("p", UNIT, "停单位"), {1}),
        (StopLine("q", UNIT, "停单位"), set()),
    ],
)
def test_a_stop_covers_what_it_names(stop: StopLine, stopped: set[int]) -> None:
    two = [Wish(UUID(int=0), "p"), Wish(UUID(int=1), "p", (UNIT,))]
    _, held = let_through(two, bounds={}, court=COURT, used=Used(), stops=[stop], local=at(1, 10))
    assert {one.id.int for one in held} == stopped
    assert all(one.until is None for one in held)


def test_what_waits_says_until_when() -> None:
    _, (night,) = let_through(
        wishes(1), bounds={"p": Bound(DAY, 5)}, court=COURT, used=Used(), stops=(), local=at(1, 20)
    )
    assert (night.words_zh, night.until) == ("不在工作时间，12-02 08:30 起办理", at(2, 8, 30))
    _, (full,) = let_through(
        wishes(1), bounds={"p": Bound(DAY, 5)}, court=COURT, used=Used(5, {"p": 5}), stops=(), local=at(1, 10)
    )
    assert (full.words_zh, full.until) == ("本流程每小时 5 件已满", at(1, 11))
