"""Notices per second and core: tagged archival PDFs by typst beside WeasyPrint setting the same text.

Each notice is of a case of its own: the typesetter remembers what it has set, and equal notices would cost it half. CPU
time of this process is counted, so that whoever else uses the machine changes little.
"""

import html
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count, islice

from bench.measuring import Row

COUNT = 24
RUNS = 3


def _cpu_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def measure() -> list[Row]:
    """The enforcement notice with its order and form, eight pages, set by both."""
    from tests.document_samples import enforcement
    from weasyprint import HTML

    from zhixing.documents.rendering.renderer import Renderer
    from zhixing.documents.rules.content import blocks_of
    from zhixing.documents.rules.contexts import DocumentKind, EnforcementNotice
    from zhixing.documents.rules.writing import to_text
    from zhixing.foundation.home import home

    renderer = Renderer(home().fonts, lanes=1)
    at = datetime(2026, 11, 22, tzinfo=UTC)

    def notices() -> Iterator[EnforcementNotice]:
        for n in count(1):
            number = f"（2022）吉2424执{n}号"
            yield replace(enforcement(), document_number=number, case_number=number)

    endless = notices()

    def archival() -> None:
        for notice in islice(endless, COUNT):
            renderer.render(DocumentKind.ENFORCEMENT_NOTICE, notice, timestamp=at)

    def weasy() -> None:
        text = to_text(blocks_of(next(endless)))
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        page = (
            "<html lang=zh><head><title>执行通知书</title><style>@page{size:A4;margin:37mm 26mm 35mm 28mm}"
            "body{font:16pt/29pt 'Noto Serif CJK SC'}</style></head><body>" + lines + "</body></html>"
        )
        HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")

    archival_seconds, print_seconds, weasy_seconds = [], [], []
    for _ in range(RUNS):
        archival_seconds.append(_cpu_seconds(archival) / COUNT)
        kept = [renderer.data_of(notice) for notice in islice(endless, COUNT)]
        print_seconds.append(_cpu_seconds(partial(renderer.render_batch_data, kept, timestamp=at)) / COUNT)
        weasy_seconds.append(_cpu_seconds(weasy))
    ours, printed, theirs = (1 / min(each) for each in (archival_seconds, print_seconds, weasy_seconds))
    return [
        Row(
            "通知书（归档PDF） notices",
            "docs/s/core",
            ours,
            "WeasyPrint",
            theirs,
            "≥ 10 ×",
            ours / theirs >= 10,
        ),
        Row(
            "打印批次 print run",
            "docs/s/core",
            printed,
            "归档PDF archival",
            ours,
            "≥ 3 ×",
            printed / ours >= 3,
        ),
    ]
