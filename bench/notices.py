"""Documents per second and core: tagged archival PDFs by typst beside WeasyPrint, and print runs beside the archival PDFs.

Each document is of a case of its own, drawn from a simulated office, because the typesetter remembers what it has set: only
the passages that truly stand in every such document may help it. CPU time of this process is counted, so that whoever else
uses the machine changes little. An archival document begins with its blocks, so ours holds the checking of every text and the
drawing of codes; the peer's begins after them, and so does a print run, which is made of what was kept of issued documents.
A print run is one plain file for the printer: the same pages without tags, archival marks and file of its own for each. That it
says the same on as many pages is compared here for every run that is measured.
"""

import subprocess
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import Row

SEED = 20_221_123
COUNT = 44
"""Every kind once; as many notices."""
PEERS = 11
RUNS = 5
Kept = Mapping[str, Any]


def _cpu_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _said(files: Sequence[bytes], place: Path) -> Counter[str]:
    """Every sign of the files and how often it stands there."""
    found: Counter[str] = Counter()
    for content in files:
        place.write_bytes(content)
        told = subprocess.run(
            ["pdftotext", "-raw", "-enc", "UTF-8", place, "-"], check=True, capture_output=True
        )
        found.update("".join(unicodedata.normalize("NFC", told.stdout.decode()).split()))
    return found


def measure() -> list[Row]:
    """All kinds in turn, and the enforcement notice with its order and form on eight pages; then both as print runs."""
    from bench.peers.weasy_pages import setter
    from document_world import WorldDocument, documents_of
    from zhixing.documents.rendering.renderer import Rendered, Renderer
    from zhixing.documents.rules.contexts import DocumentKind
    from zhixing.foundation.home import home

    renderer, at = Renderer(home().fonts, lanes=1), datetime(2026, 11, 22, tzinfo=UTC)
    wanted = 2 * (RUNS + 1) * COUNT
    all_kinds = list(documents_of(SEED, wanted))
    notices = list(documents_of(SEED + 1, wanted, only=DocumentKind.ENFORCEMENT_NOTICE))

    def archival(some: Sequence[WorldDocument]) -> float:
        """Seconds of CPU for a document, each for the archive."""
        return _cpu_seconds(
            lambda: [renderer.render(one.kind, one.blocks, timestamp=at) for one in some]
        ) / len(some)

    def printed(some: Sequence[WorldDocument]) -> tuple[float, Rendered]:
        """Seconds of CPU for a document in one print run, and the run."""
        kept: list[Kept] = [renderer.data_of(one.blocks) for one in some]
        made: list[Rendered] = []
        taken = _cpu_seconds(lambda: made.append(renderer.render_batch_data(kept, timestamp=at)))
        return taken / len(kept), made[0]

    def compare(some: Sequence[WorldDocument], run: Rendered) -> None:
        """A run has as many pages as the single files and says all that they say, sign for sign."""
        singles = [renderer.render(one.kind, one.blocks, timestamp=at) for one in some]
        if run.pages != sum(single.pages for single in singles):
            raise RuntimeError("a print run of other pages")
        if _said([run.pdf], place) != _said([single.pdf for single in singles], place):
            raise RuntimeError("a print run that says something else")

    def both(documents: Sequence[WorldDocument]) -> tuple[float, float]:
        """The best of some runs by turns, in documents per second; the first of each to warm up. No document is set twice."""
        groups = [documents[n : n + COUNT] for n in range(0, len(documents), COUNT)]
        single, together = [], []
        for first, second in zip(groups[::2], groups[1::2], strict=True):
            single.append(archival(first))
            together.append((second, *printed(second)))
        for group, _, run in together:
            compare(group, run)
        return 1 / min(single[1:]), 1 / min(taken for _, taken, _ in together[1:])

    with TemporaryDirectory() as scratch:
        place = Path(scratch) / "run.pdf"
        peer = setter(home().fonts, Path(scratch))

        def theirs(some: Sequence[WorldDocument]) -> float:
            kept = [renderer.data_of(one.blocks) for one in some]
            return _cpu_seconds(lambda: [peer(data) for data in kept]) / len(kept)

        theirs(all_kinds[:2])
        all_theirs = 1 / theirs(all_kinds[:COUNT])
        notices_theirs = 1 / min(theirs(notices[n * PEERS : (n + 1) * PEERS]) for n in range(3))
        all_ours, all_printed = both(all_kinds)
        ours, run = both(notices)
    return [
        _row("各类文书（归档PDF） all kinds", all_ours, "WeasyPrint", all_theirs, 10, "44 种轮流，每份一案"),
        _row("执行通知书（归档PDF） notices", ours, "WeasyPrint", notices_theirs, 10, "每份 8 页，每份一案"),
        _row(
            "打印批次 print run, all kinds",
            all_printed,
            "归档PDF archival",
            all_ours,
            3,
            f"{COUNT} 份一批，逐字核对",
        ),
        _row("打印批次 print run, notices", run, "归档PDF archival", ours, 3, f"{COUNT} 份一批，逐字核对"),
    ]


def _row(what: str, ours: float, peer: str, theirs: float, times: int, note: str) -> Row:
    return Row(what, "docs/s/core", ours, peer, theirs, f"≥ {times} ×", ours / theirs >= times, note)
