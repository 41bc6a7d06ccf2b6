"""Documents per second and core: tagged archival PDFs by typst beside WeasyPrint setting the same documents.

Each document is of a case of its own, drawn from a simulated office, because the typesetter remembers what it has set: only
the passages that truly stand in every such document may help it. CPU time of this process is counted, so that whoever else
uses the machine changes little; ours holds the checking of every text and the drawing of codes, the peer's begins after them.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import Row

SEED = 20_221_123
COUNT = 44
"""Every kind once; as many notices."""
PEERS = 11
RUNS = 3


def _cpu_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def measure() -> list[Row]:
    """All kinds in turn, the enforcement notice with its order and form on eight pages, and notices as a print run."""
    from bench.peers.weasy_pages import setter
    from document_world import WorldDocument, documents_of
    from zhixing.documents.rendering.renderer import Renderer
    from zhixing.documents.rules.contexts import DocumentKind
    from zhixing.foundation.home import home

    renderer, at = Renderer(home().fonts, lanes=1), datetime(2026, 11, 22, tzinfo=UTC)
    drawn = list(documents_of(SEED, (RUNS + 1) * COUNT))
    notices = list(documents_of(SEED + 1, (2 * RUNS + 1) * COUNT, only=DocumentKind.ENFORCEMENT_NOTICE))

    def archival(some: Sequence[WorldDocument]) -> None:
        for one in some:
            renderer.render(one.kind, one.blocks, timestamp=at)

    def best(
        documents: Sequence[WorldDocument], work: Callable[[Sequence[WorldDocument]], object], each: int
    ) -> float:
        """Documents per second of CPU in the best of some runs, the first one to warm up."""
        rest, taken = iter(documents), []
        for _ in range(RUNS + 1):
            some = list(islice(rest, each))
            taken.append(_cpu_seconds(partial(work, some)) / each)
        return 1 / min(taken[1:])

    def printed(some: Sequence[WorldDocument]) -> float:
        kept = [renderer.data_of(one.blocks) for one in some]
        return _cpu_seconds(partial(renderer.render_batch_data, kept, timestamp=at)) / len(kept)

    with TemporaryDirectory() as scratch:
        peer = setter(home().fonts, Path(scratch))

        def theirs(some: Sequence[WorldDocument]) -> float:
            kept = [renderer.data_of(one.blocks) for one in some]
            return _cpu_seconds(lambda: [peer(data) for data in kept]) / len(kept)

        theirs(drawn[:2])
        all_theirs = 1 / theirs(drawn[:COUNT])
        notices_theirs = 1 / min(theirs(notices[n * PEERS : (n + 1) * PEERS]) for n in range(RUNS))
    all_ours = best(drawn, archival, COUNT)
    ours = best(notices, archival, COUNT)
    runs = [printed(notices[n * COUNT : (n + 1) * COUNT]) for n in range(RUNS, 2 * RUNS)]
    run = 1 / min(runs)
    return [
        _row("各类文书（归档PDF） all kinds", all_ours, "WeasyPrint", all_theirs, 10, "44 种轮流，每份一案"),
        _row("执行通知书（归档PDF） notices", ours, "WeasyPrint", notices_theirs, 10, "每份 8 页，每份一案"),
        _row("打印批次 print run", run, "归档PDF archival", ours, 3, f"{COUNT} 份一批"),
    ]


def _row(what: str, ours: float, peer: str, theirs: float, times: int, note: str) -> Row:
    return Row(what, "docs/s/core", ours, peer, theirs, f"≥ {times} ×", ours / theirs >= times, note)
