"""Every sweep has a deadline and a bell; every wake names a fact that somebody records and a sweep that exists."""

import ast
from datetime import timedelta

from checks import sources
from croniter import croniter
from procrastinate.contrib.django import app

from zhixing.config.wakes import WAKES
from zhixing.config.workers import cron_of, hang_periodic_bells
from zhixing.foundation.sweeps.engine import sweeps

DAY = timedelta(days=1)


def _house_sweeps() -> set[str]:
    return {name for name in sweeps() if not name.startswith("test.")}


def test_every_sweep_has_bounds() -> None:
    for name in _house_sweeps():
        found = sweeps()[name]
        assert timedelta() < found.deadline <= timedelta(hours=2), name
        assert timedelta(minutes=1) <= found.every <= DAY, name
        assert 1 <= found.batch <= 10_000_000, name
        assert croniter.is_valid(cron_of(found.every)), name


def test_every_sweep_is_rung_by_the_clock() -> None:
    hang_periodic_bells()
    rung = {name for _, name in app.periodic_registry.periodic_tasks}
    app.periodic_registry.periodic_tasks.clear()
    assert rung >= _house_sweeps()


def test_sweeps_live_on_the_floor_of_sweeps() -> None:
    for name in _house_sweeps():
        assert (sweeps()[name].function.__module__ or "").endswith(".sweeps"), name


def test_every_wake_rings_a_sweep_that_exists() -> None:
    assert {name for names in WAKES.values() for name in names} - _house_sweeps() == set()


def test_every_wake_waits_for_a_fact_that_is_recorded() -> None:
    spoken = {
        node.value
        for file in sources()
        if file.path != "config/wakes.py"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(WAKES) - spoken == set()
    assert "fact.nobody_records" not in spoken
