"""Setting documents ahead of being issued, while nobody waits for them."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from zhixing.documents.models import ReadyPage
from zhixing.documents.operations.issuing import NewDocument, store
from zhixing.documents.operations.ready import key_of, ready_pages
from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.sealing.of_home import seals


def set_ahead(drafts: Sequence[NewDocument], *, now: datetime) -> int:
    """Set drafts as they would be issued, each with room for its signature; how many were not ready yet.

    The drafts bear the numbers and the day that they are expected to get; nothing is numbered, sealed or recorded. Raises
    DocumentRefused, RenderFailed, SealingFailed.
    """
    made_with = engine()
    wanted: dict[tuple[int, str], tuple[NewDocument, dict[str, Any]]] = {}
    for draft in drafts:
        content = renderer().data_of(draft.leaving)
        key = key_of(draft.kind, content, made_with=made_with, seal=draft.seal)
        wanted[draft.case.court_id, key] = (draft, content)
    for there in ready_pages({court for court, _ in wanted}, [key for _, key in wanted]):
        wanted.pop(there, None)
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        pages = list(threads.map(lambda item: _page(item[0][1], item[1][0], item[1][1], now), wanted.items()))
    ReadyPage.objects.bulk_create(pages, ignore_conflicts=True)
    return len(pages)


def _page(key: str, draft: NewDocument, content: dict[str, Any], now: datetime) -> ReadyPage:
    made = renderer().render_data(draft.kind, content, timestamp=now)
    prepared = seals().prepare(made.pdf, seal=draft.seal)
    page = ReadyPage(
        court_id=draft.case.court_id, key=key, sha256=hashlib.sha256(prepared.pdf).hexdigest(),
        unsigned_sha256=made.sha256, unsigned_size=prepared.unsigned_size, pages=made.pages,
        dated_at=prepared.dated_at, hole_start=prepared.hole[0], hole_end=prepared.hole[1], set_at=now,
    )  # fmt: skip
    store(page.file, prepared.pdf)
    return page
