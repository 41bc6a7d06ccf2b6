"""A print run shows on its pages what the single files show: every word, every page number, every line in its place."""

import subprocess
import unicodedata
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

import pytest

from document_samples import acceptance, enforcement
from document_world import documents_of
from zhixing.documents.rendering.joining import NotJoinable, joined
from zhixing.documents.rendering.renderer import Renderer
from zhixing.documents.rules.blocks import PageBreak, Paragraph, Title
from zhixing.documents.rules.contexts import DocumentKind

AT = datetime(2024, 6, 1, tzinfo=UTC)


def pages_said(pdf: bytes, place: Path) -> list[str]:
    """What each page says, in signs put in order: the number of a page is drawn before its text in one file, after it in the other."""
    place.write_bytes(pdf)
    made = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", place, "-"], check=True, capture_output=True)
    pages = made.stdout.decode().split("\f")[:-1]
    return ["".join(sorted("".join(unicodedata.normalize("NFC", page).split()))) for page in pages]


def pictures(pdf: bytes, place: Path) -> list[bytes]:
    """The pages in grey, small, as the bytes of their points."""
    place.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-gray", "-r", "40", place, place.with_suffix("")], check=True)
    return [file.read_bytes() for file in sorted(place.parent.glob(f"{place.stem}-*.pgm"))]


def test_a_run_of_every_kind_says_page_by_page_what_the_files_say(renderer: Renderer, tmp_path: Path) -> None:
    drawn = list(documents_of(2_024, 44))
    single = [renderer.render(one.kind, one.blocks, timestamp=AT) for one in drawn]
    run = renderer.render_batch([one.blocks for one in drawn], timestamp=AT)
    assert {one.kind for one in drawn} == set(DocumentKind)
    printed = pages_said(run.pdf, tmp_path / "run.pdf")
    assert run.pages == len(printed) == sum(made.pages for made in single)
    ends = list(accumulate(made.pages for made in single))
    for one, made, end in zip(drawn, single, ends, strict=True):
        assert printed[end - made.pages : end] == pages_said(made.pdf, tmp_path / "one.pdf"), one.kind


def test_a_run_looks_like_the_files(renderer: Renderer, tmp_path: Path) -> None:
    receipt = next(documents_of(5, 1, only=DocumentKind.MONEY_RECEIPT))
    shown = [(DocumentKind.ENFORCEMENT_NOTICE, enforcement()), (receipt.kind, receipt.blocks)]
    run = pictures(renderer.render_batch([it for _, it in shown], timestamp=AT).pdf, tmp_path / "run.pdf")
    single = [
        page
        for n, (kind, it) in enumerate(shown)
        for page in pictures(renderer.render(kind, it, timestamp=AT).pdf, tmp_path / f"one{n}.pdf")
    ]
    assert len(run) == len(single) == 9
    for number, (ours, theirs) in enumerate(zip(run, single, strict=True), start=1):
        apart = sum(abs(a - b) > 64 for a, b in zip(ours, theirs, strict=True))
        assert apart < 20, (number, apart)  # of 154,000 points


def test_pages_are_counted_anew_in_every_part_also_past_sixteen(renderer: Renderer, tmp_path: Path) -> None:
    part = (Title("汪清县人民法院", "通知书"), *[Paragraph("甲" * 28 * 22 * 6, indented=False)] * 3)
    run = renderer.render_batch([(*part, PageBreak(), *part), acceptance()], timestamp=AT)
    (tmp_path / "run.pdf").write_bytes(run.pdf)
    text = subprocess.run(["pdftotext", "-raw", tmp_path / "run.pdf", "-"], check=True, capture_output=True)
    counted = ["".join(filter(str.isdigit, page)) for page in text.stdout.decode().split("\f")[:38]]
    assert counted == [str(n) for n in (*range(1, 20), *range(1, 20))]


def test_what_has_no_page_numbers_is_not_joined(renderer: Renderer) -> None:
    archival = renderer.render(DocumentKind.ACCEPTANCE_NOTICE, acceptance(), timestamp=AT).pdf
    for parts in ([b"%PDF-1.7 something else", b"%PDF-1.7 again"], [archival]):
        with pytest.raises(NotJoinable):
            joined(parts, lambda highest: b"")
