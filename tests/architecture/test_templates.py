"""Pages obey the policy the console sends (no inline code, nothing from outside), and every template at least compiles."""

from pathlib import Path

import checks
import pytest
from checks import ROOT, SRC
from django.template import engines

TEMPLATES = sorted(SRC.glob("*/templates/**/*.html"))
STYLES = sorted(file for file in SRC.glob("*/static/**/*.css") if "vendor" not in file.parts)


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_the_checks_find_what_they_look_for() -> None:
    for guilty in (
        "<script>x</script>",
        "<style>",
        '<p style="color:red">',
        "<a onclick='x()'>",
        'href="javascript:x"',
    ):
        assert list(checks.inline_code(guilty)), guilty
    assert not list(checks.inline_code('<script src="/static/x.js" defer></script>'))
    assert list(checks.outside_addresses('<link href="https://cdn.example/x.css">'))
    assert not list(checks.outside_addresses('<a href="/cases/">'))


@pytest.mark.parametrize("file", TEMPLATES, ids=_name)
def test_a_template_compiles_and_holds_no_inline_code(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert list(checks.inline_code(text)) == []
    assert list(checks.outside_addresses(text)) == []
    engines["jinja2"].get_template(file.as_posix().rpartition("/templates/")[2])


@pytest.mark.parametrize("file", STYLES, ids=_name)
def test_a_style_sheet_loads_nothing_from_outside(file: Path) -> None:
    assert list(checks.outside_addresses(file.read_text(encoding="utf-8"))) == []
