"""The house keeps its shape; and every check of it is shown to find what it looks for."""

import sys
from collections.abc import Iterator
from pathlib import Path

import checks
import pytest
from checks import ROOMS, SRC, Source, findings, sources

MONEY = (
    "law",
    "funds",
    "foundation/money.py",
    "cases/rules",
    "freezes/rules",
    "inquiries/rules",
    "inquiries/wire",
    "documents/rules",
    "command/rules",
)


def _money() -> list[Source]:
    wanted = [Path(part) for part in MONEY]
    return [
        s for s in sources() if any(Path(s.path) == part or part in Path(s.path).parents for part in wanted)
    ]


@pytest.mark.parametrize(
    ("check", "guilty"),
    [
        (checks.long_files, "x = 1\n" * 451),
        (checks.long_functions, "def f():\n" + "    x = 1\n" * 70),
        (checks.unfinished_work, "x = 1  # TO" + "DO: later"),
        (checks.unfinished_work, "x = f()  # type: ig" + "nore[misc]"),
        (checks.unfinished_work, "def f():\n    raise NotImplementedError"),
        (checks.own_clocks, "from datetime import date\nx = date.today()"),
        (checks.own_clocks, "from datetime import datetime\nf = datetime.now"),
    ],
)
def test_checks_of_every_file_find_something(check: checks.Check, guilty: str) -> None:
    assert len(list(check(Source("cases/x.py", guilty)))) == 1


@pytest.mark.parametrize(
    "check", [checks.long_files, checks.long_functions, checks.unfinished_work, checks.names_that_say_nothing]
)
def test_every_file(check: checks.Check) -> None:
    assert findings(check, sources()) == []


def test_names_that_say_nothing_are_found() -> None:
    for name in ("utils.py", "funds/helpers/x.py", "services.py"):
        assert list(checks.names_that_say_nothing(Source(name, "")))


def test_one_clock() -> None:
    others = [file for file in sources() if file.path != "foundation/clock.py"]
    # `keys.uuid7` needs the machine's time by RFC 9562; nobody reads a date out of a key
    assert findings(checks.own_clocks, others) == []
    assert findings(checks.own_clocks, sources("foundation")) == [
        "foundation/clock.py: line 40: datetime.now"
    ]


def test_no_floats_near_money() -> None:
    assert list(checks.floats(Source("x.py", "a = 0.1\nb = float(a)"))) == [
        "line 1: the float 0.1",
        "line 2: float",
    ]
    assert len(_money()) > 60
    assert findings(checks.floats, _money()) == []


def test_the_law_imports_nothing_but_python_numpy_and_the_calendar() -> None:
    def allowed(name: str) -> bool:
        top = name.partition(".")[0]
        return (
            top in sys.stdlib_module_names
            or top in {"numpy", "chinese_calendar"}
            or name.startswith("zhixing.law")
        )

    check = checks.imports_but(allowed)
    assert list(check(Source("law/x.py", "import django.db"))) == ["line 1: imports django.db"]
    assert len(sources("law")) > 30
    assert findings(check, sources("law")) == []


def test_pages_touch_no_tables() -> None:
    guilty = Source("cases/intake_pages.py", "from zhixing.cases.models import Case")
    assert list(checks.tables_in_pages(guilty)) == ["line 1: imports zhixing.cases.models.Case"]
    assert findings(checks.tables_in_pages, sources(*ROOMS)) == []


def test_the_same_floors_in_every_room() -> None:
    assert list(checks.strange_floors("funds", ["models.py", "logic.py"])) == [
        "funds/logic.py stands on no floor"
    ]

    def strange() -> Iterator[str]:
        for room in ROOMS:
            yield from checks.strange_floors(room, sorted(entry.name for entry in (SRC / room).iterdir()))

    assert list(strange()) == []


def test_every_reason_beside_the_floors_is_still_needed() -> None:
    present = {entry.name.removesuffix(".py") for room in ROOMS for entry in (SRC / room).iterdir()}
    assert set(checks.BESIDE_THE_FLOORS) - present == set()


def test_acts_are_called_by_the_names_of_what_they_take() -> None:
    """A public operation is called `approve(plan_id=…, by=…)`, never by places. In a package it is what it exports."""
    assert list(checks.arguments_by_place(Source("x.py", "def pay(case, fen): ..."))) == [
        "pay takes arguments by place"
    ]
    for room in ROOMS:
        package = SRC / room / "operations"
        exported = (package / "__init__.py").read_text(encoding="utf-8") if package.exists() else ""
        files = sources(f"{room}/operations") if exported else sources(room)
        files = [file for file in files if "operations" in file.path]
        names = [found.split(": ")[1].split()[0] for found in findings(checks.arguments_by_place, files)]
        assert [name for name in names if not exported or f'"{name}"' in exported] == [], room


def test_every_vendor_is_reached_through_the_registry_alone() -> None:
    vendors = {
        f"zhixing.{folder.parent.parent.name}.connectors.{folder.name}"
        for folder in SRC.glob("*/connectors/*")
        if (folder / "__init__.py").exists()
    }
    assert vendors
    assert checks.protected_vendors((checks.ROOT / "pyproject.toml").read_text(encoding="utf-8")) == vendors


def test_the_package_is_typed() -> None:
    assert (SRC / "py.typed").exists()
