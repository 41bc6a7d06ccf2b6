"""Three years of measures: no lapse that was not red on a list a week before, nobody else's asset, nothing twice.

Short without being told otherwise. `ZHIXING_THREE_YEARS=full` takes 24,000 measures and three years, `200:400` takes 200
measures and 400 days. With `pytest -s` it says what happened.
"""

import os
from pathlib import Path

import pytest

from choosing_world import _renderer
from three_years import Office
from three_years_units import Book, Ways
from zhixing.documents.fonts import check
from zhixing.documents.rendering import of_home
from zhixing.foundation.identity.models import Court
from zhixing.freezes.operations import carrying_out
from zhixing.inquiries.connectors import registry

SHORT = (32, 400, 4)
FULL = (24_000, 1_096, 60)


def _scale() -> tuple[int, int, int]:
    """Measures, days, kills."""
    text = os.environ.get("ZHIXING_THREE_YEARS", "")
    if text == "full":
        return FULL
    if not text:
        return SHORT
    measures, _, days = text.partition(":")
    return int(measures), int(days or 1_096), 20


def _fonts() -> Path | None:
    folder = Path(__file__).parents[2] / "var" / "fonts"
    return folder if folder.is_dir() and not check(folder).missing else None


@pytest.mark.usefixtures("committed_db")
@pytest.mark.timeout(0)
def test_three_years_without_a_silent_lapse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measures, days, kills = _scale()
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-01")
    monkeypatch.setattr(registry, "_CONNECTORS", {Ways.name: Ways})
    fonts = _fonts()
    if fonts is not None:
        monkeypatch.setattr(of_home, "_renderer_at", lambda place: _renderer(fonts))
    office = Office(
        Court.objects.get(code="吉2424"), Book(tmp_path / "units.sqlite3"), measures=measures, days=days, seed=7,
        real=fonts is not None,
    )  # fmt: skip
    monkeypatch.setattr(
        carrying_out, "issue_control_documents", office.documents(carrying_out.issue_control_documents)
    )
    found = office.live(kills=kills)
    print(f"\n{measures} 项，{days} 天：{found.words()}")
    assert found.silent == []
    assert found.of_others == []
    assert found.doubled == []
    assert found.counts["同名他人的财产"] == 0 or found.counts["拒绝控制他人财产"] > 0
    assert found.counts["续行 confirmed"] > 0
