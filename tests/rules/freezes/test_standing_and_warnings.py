"""How a measure stands on a day, which warning is due, and why its end is what it is."""

from datetime import date, timedelta

import pytest

from zhixing.freezes.rules.explaining import explain_term
from zhixing.freezes.rules.keys import row_key
from zhixing.freezes.rules.ladder import steps_due
from zhixing.freezes.rules.standing import DueWindow, Tone, View, standing, window_of
from zhixing.law.measure_terms import AssetClass, SpecialAsset
from zhixing.law.working_days import day

TODAY = date(2022, 12, 1)


@pytest.mark.parametrize(
    ("left", "confirmed", "tone", "word"),
    [
        (-1, True, Tone.RED, "已过期"),
        (0, True, Tone.RED, "7 日内届满"),
        (7, True, Tone.RED, "7 日内届满"),
        (8, True, Tone.AMBER, "30 日内届满"),
        (30, False, Tone.AMBER, "30 日内届满"),
        (31, False, Tone.GREY, "在控未确认"),
        (31, True, Tone.GREEN, "已确认"),
    ],
)
def test_only_a_receipt_makes_green_and_nearness_makes_red(
    left: int, confirmed: bool, tone: Tone, word: str
) -> None:
    found = standing(ends_on=TODAY + timedelta(days=left), released_on=None, confirmed=confirmed, today=TODAY)
    assert (found.tone, found.word, found.days_left) == (tone, word, left)
    assert found.proof == ("协助单位已回执确认" if confirmed else "依台账，未经协助单位回执确认")


def test_no_end_is_red_even_with_a_receipt_and_release_ends_it() -> None:
    endless = standing(ends_on=None, released_on=None, confirmed=True, today=TODAY)
    assert (endless.tone, endless.word, endless.days_left) == (Tone.RED, "无届满日", None)
    released = standing(ends_on=TODAY, released_on=TODAY, confirmed=True, today=TODAY)
    assert (released.tone, released.word, released.days_left) == (Tone.ENDED, "已解除", None)


def test_windows_of_the_views() -> None:
    assert window_of(View.LAPSED, TODAY) == DueWindow(None, date(2022, 11, 30))
    assert window_of(View.WEEK, TODAY) == DueWindow(TODAY, date(2022, 12, 8))
    assert window_of(View.MONTH, TODAY) == DueWindow(TODAY, date(2022, 12, 31))
    assert window_of(View.SIXTY, TODAY) == DueWindow(TODAY, date(2023, 1, 30))
    assert window_of(View.ALL, TODAY) == window_of(View.RELEASED, TODAY) == DueWindow(None, None)
    assert [view.label for view in View][:3] == ["全部在控", "无届满日", "已过期"]


def test_each_end_has_the_latest_step_reached() -> None:
    steps = {found.expires_on: found.step for found in steps_due(TODAY)}
    assert steps[TODAY] == steps[date(2022, 12, 2)] == 1
    assert steps[date(2022, 12, 3)] == steps[date(2022, 12, 4)] == 3
    assert steps[date(2022, 12, 8)] == 7
    assert steps[date(2022, 12, 9)] == 15
    assert steps[date(2022, 12, 31)] == 30
    assert steps[date(2023, 1, 30)] == 60
    assert date(2023, 1, 31) not in steps


def test_a_warning_moves_back_to_the_working_day_before_a_long_holiday() -> None:
    last_before = date(2023, 1, 20)
    assert not day(date(2023, 1, 27)).is_working
    found = {step.expires_on: step for step in steps_due(last_before)}
    assert (found[date(2023, 1, 28)].step, found[date(2023, 1, 28)].due_on) == (1, last_before)
    assert found[date(2023, 1, 29)].step == 3


def test_every_day_of_a_year_gives_each_step_once_per_end() -> None:
    seen: dict[date, list[int]] = {}
    for number in range(500):
        for found in steps_due(date(2022, 1, 1) + timedelta(days=number)):
            steps = seen.setdefault(found.expires_on, [])
            if not steps or steps[-1] != found.step:
                steps.append(found.step)
    inner = {end: steps for end, steps in seen.items() if date(2022, 4, 1) <= end <= date(2023, 3, 1)}
    assert len(inner) == 335
    assert all(steps == sorted(set(steps), reverse=True) for steps in inner.values())
    assert all(steps[0] == 60 and steps[-1] == 1 for steps in inner.values())


def test_the_same_row_again_is_the_same_row() -> None:
    key = row_key(asset_kind="动产", description="吉H12345", holder="车管所", starts_on=TODAY)
    assert len(key) == 16
    assert key == row_key(asset_kind=" 动产", description="吉Ｈ１２３４５", holder="车 管所", starts_on=TODAY)
    assert key != row_key(asset_kind="动产", description="吉H12346", holder="车管所", starts_on=TODAY)
    assert key != row_key(asset_kind="动产吉", description="H12345", holder="车管所", starts_on=TODAY)


def test_an_end_over_the_limit_explains_itself() -> None:
    found = explain_term(
        asset=AssetClass.DEPOSIT, special=None, starts_on=date(2022, 6, 1), stated_on=date(2024, 5, 31),
        is_renewal=False, is_waiting=False,
    )  # fmt: skip
    assert found.latest == date(2023, 5, 31)
    assert [flag.code for flag in found.flags] == ["term.over_limit"]
    assert "第四百八十五条" in found.steps[0].article
    assert found.steps[-1].result == "超过 366 日"


def test_without_an_end_the_limit_is_shown_and_not_taken() -> None:
    found = explain_term(
        asset=AssetClass.OTHER, special=SpecialAsset.LISTED_SHARES, starts_on=date(2022, 6, 1), stated_on=None,
        is_renewal=False, is_waiting=True,
    )  # fmt: skip
    assert found.latest == date(2023, 5, 31)
    assert [flag.code for flag in found.flags] == ["waiting.start", "term.end_missing", "term.disagreement"]


def test_before_the_rules_of_2004_the_ruling_stands() -> None:
    found = explain_term(
        asset=AssetClass.MOVABLE, special=None, starts_on=date(2004, 1, 1), stated_on=date(2006, 1, 1),
        is_renewal=False, is_waiting=True,
    )  # fmt: skip
    assert found.latest is None
    assert [flag.code for flag in found.flags] == ["term.limit_unknown"]
    assert found.steps[-1].result == "2006-01-01"


@pytest.mark.parametrize(
    ("stated_on", "codes"), [(date(2022, 12, 31), []), (date(2025, 10, 3), ["term.ends_on_rest_day"])]
)
def test_a_rest_day_is_news_only_where_the_measure_ends(stated_on: date, codes: list[str]) -> None:
    found = explain_term(
        asset=AssetClass.OTHER, special=None, starts_on=date(2022, 10, 4), stated_on=stated_on,
        is_renewal=False, is_waiting=False,
    )  # fmt: skip
    assert [flag.code for flag in found.flags] == codes
