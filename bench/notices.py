"""Notices per second and core: tagged archival PDFs by typst beside WeasyPrint setting the same text."""

import html
from datetime import UTC, datetime

from bench.measuring import Row, seconds

COUNT = 40


def measure() -> list[Row]:
    """The enforcement notice of four pages, set by both."""
    from tests.document_samples import enforcement

    from zhixing.documents.rendering.renderer import Renderer
    from zhixing.documents.rules.content import blocks_of
    from zhixing.documents.rules.contexts import DocumentKind
    from zhixing.documents.rules.writing import to_text
    from zhixing.foundation.home import home

    renderer = Renderer(home().fonts, lanes=1)
    context = enforcement()
    at = datetime(2026, 11, 22, tzinfo=UTC)
    typst_seconds = seconds(
        lambda: [
            renderer.render(DocumentKind.ENFORCEMENT_NOTICE, context, timestamp=at) for _ in range(COUNT)
        ]
    )
    batch = seconds(lambda: renderer.render_batch([context] * COUNT, timestamp=at))
    from weasyprint import HTML

    lines = "".join(f"<p>{html.escape(line)}</p>" for line in to_text(blocks_of(context)).splitlines())
    page = (
        "<html lang=zh><head><title>执行通知书</title><style>@page{size:A4;margin:37mm 26mm 35mm 28mm}"
        "body{font:16pt/29pt 'Noto Serif CJK SC'}</style></head><body>" + lines + "</body></html>"
    )
    weasy_count = 4
    weasy = seconds(
        lambda: [HTML(string=page).write_pdf(pdf_variant="pdf/ua-1") for _ in range(weasy_count)], runs=2
    )
    ours, theirs = COUNT / typst_seconds, weasy_count / weasy
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
        Row("打印批次 print run", "docs/s/core", COUNT / batch, "WeasyPrint", theirs, "—", True),
    ]
