"""The operator sees each seal with its certificate; verification proves that they open and are two."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from zhixing.documents.queries import seals as queries
from zhixing.documents.queries.seals import held_seals, verify_seals
from zhixing.documents.sealing.base import SealOf, SealUse
from zhixing.documents.sealing.keys import court_key
from zhixing.documents.sealing.local import LocalSeals
from zhixing.foundation.identity.models import Court

NOW = datetime(2022, 12, 1, tzinfo=UTC)


@pytest.fixture
def folder(wangqing: Court, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "keys"
    place.mkdir(mode=0o700)
    for use in SealUse:
        court_key(place, SealOf(wangqing.pk, wangqing.name, use), now=NOW)
    monkeypatch.setattr(queries, "seals", lambda: LocalSeals(place))
    return place


def test_each_seal_is_shown_with_its_own_certificate(folder: Path, wangqing: Court) -> None:
    lines = held_seals(now=NOW)
    assert [(line.court_name, line.what, line.is_in_use, line.problem) for line in lines] == [
        (wangqing.name, "执行案款专用章", True, ""), (wangqing.name, "院印", True, ""),
    ]  # fmt: skip
    assert len({line.sha256 for line in lines}) == 2
    report = verify_seals(now=NOW)
    assert (report.figures, report.problems) == ("院印证书 1 个，案款专用章证书 1 个，提供方 local", [])


def test_a_seal_that_is_open_or_ends_soon_is_a_problem(folder: Path, wangqing: Court) -> None:
    late = NOW + timedelta(days=3653 - 30)
    assert [one.problem for one in held_seals(now=late)] == ["证书将在 30 天内过期，请更换。"] * 2
    assert all("已经过期" in one.problem for one in held_seals(now=NOW + timedelta(days=4000)))
    (folder / f"seal-{wangqing.pk}-court.pem").chmod(0o644)
    assert any("chmod 600" in problem for problem in verify_seals(now=NOW).problems)


def test_one_key_for_two_seals_is_found(folder: Path, wangqing: Court) -> None:
    own, funds = folder / f"seal-{wangqing.pk}-court.pem", folder / f"seal-{wangqing.pk}.pem"
    funds.write_bytes(own.read_bytes())
    assert "有两枚印章使用同一个证书，请分开。" in verify_seals(now=NOW).problems
