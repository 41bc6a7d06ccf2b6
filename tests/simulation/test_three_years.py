"""Three years of measures: no lapse that was not red on a list a week before, nobody else's asset, nothing twice.

Short without being told otherwise. `ZHIXING_THREE_YEARS=full` takes 24,000 measures and three years, `200:400:5` takes 200
measures, 400 days and seed 5; `ZHIXING_THREE_YEARS_UNTIL` (seconds since 1970) ends it before its last day. With `pytest -s` it says what happened.

Pages are set by the quick typesetter of three_years_papers, one in forty by the real one; numbers, seals, hashes, storing
and facts of every document are the house's own.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from choosing_world import use_fonts
from one_court import leave_only
from three_years import Office
from three_years_papers import QuickTypesetter
from three_years_units import Book, Ways
from zhixing.documents.rendering import of_home
from zhixing.foundation.identity.models import Court
from zhixing.inquiries import sweeps as asking
from zhixing.inquiries.connectors import registry

SHORT = (32, 400, 4, 7)
FULL = (24_000, 1_096, 60, 7)


def _scale() -> tuple[int, int, int, int]:
    """Measures, days, kills, seed."""
    text = os.environ.get("ZHIXING_THREE_YEARS", "")
    if text == "full":
        return FULL
    if not text:
        return SHORT
    measures, days, seed = (text + "::").split(":")[:3]
    return int(measures), int(days or 1_096), 20, int(seed or 7)


@pytest.mark.usefixtures("committed_db")
@pytest.mark.timeout(0)
def test_three_years_without_a_silent_lapse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measures, days, kills, seed = _scale()
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-01")
    monkeypatch.setattr(registry, "_CONNECTORS", {Ways.name: Ways})
    monkeypatch.setattr(asking, "LOOK_AGAIN", timedelta(milliseconds=20))
    use_fonts(monkeypatch)
    real = of_home.renderer()
    court = Court.objects.get(code="吉2424")
    leave_only(court)
    office = Office(court, Book(tmp_path / "units.sqlite3"), measures=measures, days=days, seed=seed)
    quick = QuickTypesetter(real, office.found.counts)
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: quick)
    until = float(os.environ.get("ZHIXING_THREE_YEARS_UNTIL", "inf"))
    found = office.live(kills=kills, say=lambda words: print(words, flush=True), until=until)
    print(f"\n{measures} 项，{days} 天，种子 {seed}：{found.words()}")
    assert found.silent == []
    assert found.of_others == []
    assert found.doubled == []
    assert found.not_released == []
    assert found.counts["拒绝控制他人财产"] == found.counts["试图控制他人财产"]
    assert found.counts["续行 confirmed"] > 0
