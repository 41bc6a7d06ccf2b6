"""The kept envelope of a signature: every file under its own digest, from any thread, and a changed byte is seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from document_samples import acceptance
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.sealing.base import SealOf
from zhixing.documents.sealing.local import LocalSeals

SEAL = SealOf(7, "汪清县人民法院")


@pytest.fixture
def files(renderer: Renderer) -> list[bytes]:
    return [
        renderer.render(
            DocumentKind.ACCEPTANCE_NOTICE, acceptance(), timestamp=datetime(2022, 1, day, tzinfo=UTC)
        ).pdf
        for day in range(1, 9)
    ]


def test_files_signed_at_once_each_verify_and_none_verifies_another(
    files: list[bytes], tmp_path: Path
) -> None:
    seals = LocalSeals(tmp_path)
    with ThreadPoolExecutor(4) as threads:
        signed = list(threads.map(lambda pdf: seals.sign(pdf, seal=SEAL), files))
    for pdf, sealed in zip(files, signed, strict=True):
        assert sealed.pdf.startswith(pdf)
        assert seals.check(sealed.pdf, seal=SEAL).ok
    one, two = signed[0], signed[1]
    swapped = one.pdf[: one.unsigned_size] + two.pdf[two.unsigned_size :]
    assert not seals.check(swapped, seal=SEAL).ok


def test_a_changed_byte_is_seen(files: list[bytes], tmp_path: Path) -> None:
    seals = LocalSeals(tmp_path)
    seals.sign(files[0], seal=SEAL)
    second = bytearray(seals.sign(files[1], seal=SEAL).pdf)
    second[3000] ^= 1
    assert not seals.check(bytes(second), seal=SEAL).ok


def test_another_courts_seal_is_not_ours(files: list[bytes], tmp_path: Path) -> None:
    seals = LocalSeals(tmp_path)
    other = SealOf(8, "延吉市人民法院")
    seals.sign(files[0], seal=other)
    assert not seals.check(seals.sign(files[0], seal=SEAL).pdf, seal=other).ok
