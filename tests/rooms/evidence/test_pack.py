"""A pack leaves the house and proves itself to a stranger: alone, without Zhixing, without a database."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from zhixing.cases.models import Case
from zhixing.config.evidence_pack import write_pack
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record, seal_next
from zhixing.foundation.evidence.queries import pack_of
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court

DOCUMENT = "执行通知书。".encode()
Pack = dict[str, Any]


def _facts(court: Court, subject: str, number: int) -> None:
    for n in range(number):
        record(
            court_id=court.pk, subject=subject, kind="document.issued", at=clock.now(), actor=Actor.system("测试"),
            body={"n": n, "sha256": sha256(DOCUMENT)},
        )  # fmt: skip


@pytest.fixture
def folder(wangqing: Court, tmp_path: Path) -> Path:
    """A pack of three facts among others, in two batches, with one document and the verifier beside it."""
    _facts(wangqing, "case:other", 4)
    _facts(wangqing, "case:mine", 2)
    seal_next(now=clock.now(), limit=5)
    _facts(wangqing, "case:mine", 1)
    seal_next(now=clock.now(), limit=100)
    pack = pack_of(["case:mine"])
    pack["files"] = {"documents/通知.pdf": sha256(DOCUMENT)}
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "通知.pdf").write_bytes(DOCUMENT)
    (tmp_path / "evidence.json").write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")
    verifier = resources.files("zhixing.foundation.evidence") / "verifier.py"
    (tmp_path / "verify.py").write_text(verifier.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def _verify(folder: Path) -> tuple[int, list[str]]:
    """Run the verifier as a stranger would: isolated, without site packages, so Zhixing is not there."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "verify.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_an_untouched_pack_is_proved(folder: Path) -> None:
    code, lines = _verify(folder)
    assert (code, lines[0], lines[-1]) == (
        0,
        "facts 3, of them not sealed yet 0; batches 2; files 1",
        "PROVED",
    )


def _body(pack: Pack) -> None:
    pack["facts"][0]["body"]["n"] += 1


def _time(pack: Pack) -> None:
    pack["facts"][0]["header"]["at"] = pack["facts"][0]["header"]["at"].replace("20", "19", 1)


def _actor(pack: Pack) -> None:
    pack["facts"][0]["header"]["actor_name"] += "x"


def _path(pack: Pack) -> None:
    step = pack["facts"][0]["sealed"]["path"][0]
    step[1] = ("0" if step[1][0] != "0" else "1") + step[1][1:]


def _head(pack: Pack) -> None:
    pack["heads"][0]["fact_count"] += 1


def _head_left_out(pack: Pack) -> None:
    del pack["heads"][0]


def _signature(pack: Pack) -> None:
    head = pack["heads"][1]
    head["signature"] = ("0" if head["signature"][0] != "0" else "1") + head["signature"][1:]


def _key_of_somebody_else(pack: Pack) -> None:
    name = next(iter(pack["public_keys"]))
    pack["public_keys"][name] = "00" * 32


def _seal_taken_off_a_changed_fact(pack: Pack) -> None:
    fact = pack["facts"][0]
    fact["body"]["n"] = 7
    fact["header"]["body_sha256"] = sha256(
        json.dumps(fact["body"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    fact["sealed"] = None


def _file_no_fact_names(pack: Pack) -> None:
    pack["files"]["verify.py"] = "0" * 64


def _part_torn_out(pack: Pack) -> None:
    del pack["facts"][1]["header"]["kind"]


@pytest.mark.parametrize(
    "change",
    [
        _body, _time, _actor, _path, _head, _head_left_out, _signature, _key_of_somebody_else,
        _seal_taken_off_a_changed_fact, _file_no_fact_names, _part_torn_out,
    ],
)  # fmt: skip
def test_a_changed_pack_is_not_proved(folder: Path, change: Callable[[Pack], None]) -> None:
    place = folder / "evidence.json"
    pack = json.loads(place.read_text(encoding="utf-8"))
    change(pack)
    place.write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")
    code, lines = _verify(folder)
    assert (code, lines[-1]) == (1, "NOT PROVED")
    assert any(line.startswith("PROBLEM") for line in lines)


def test_a_document_changed_by_one_byte_is_not_proved(folder: Path) -> None:
    (folder / "documents" / "通知.pdf").write_bytes(DOCUMENT[:-1] + b"\x00")
    assert _verify(folder)[1] == [
        "PROBLEM  file documents/通知.pdf was changed",
        "facts 3, of them not sealed yet 0; batches 2; files 1",
        *_verify(folder)[1][2:-1],
        "NOT PROVED",
    ]


def test_a_document_left_out_is_not_proved(folder: Path) -> None:
    shutil.rmtree(folder / "documents")
    assert _verify(folder)[1][0] == "PROBLEM  file documents/通知.pdf is missing"


def test_a_pack_cut_short_is_not_proved(folder: Path) -> None:
    place = folder / "evidence.json"
    place.write_bytes(place.read_bytes()[:-40])
    code, lines = _verify(folder)
    assert (code, lines[-1]) == (1, "NOT PROVED")


def test_the_pack_of_a_case_seals_what_waits_and_is_proved(wangqing: Court, tmp_path: Path) -> None:
    case = Case.objects.create(
        court=wangqing,
        number="（2022）吉2424执1号",
        year=2022,
        sequence=1,
        type_code="执",
        filed_on=clock.today(),
    )
    _facts(wangqing, f"case:{case.id}", 3)
    pack = write_pack(case=case, folder=tmp_path)
    assert (pack.facts, pack.sealed, pack.documents) == (3, 3, 0)
    with zipfile.ZipFile(pack.file) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert _verify(tmp_path / "unpacked")[1][-1] == "PROVED"
