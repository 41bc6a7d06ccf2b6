"""Documents set ahead: found by everything they say, signed in a millisecond, used once, swept away when they are old.

Setting a document and making room for its signature takes some twenty times as long as signing it. Whoever knows what
will be issued, under which number and on which day, sets it while nobody waits. A wrong guess costs nothing: another
number or day is another key, the page is not found, and the document is set then.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from zhixing.documents.models import ReadyPage
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.sealing.base import PreparedPdf, SealOf
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation.home import home

KEPT_FOR = timedelta(days=3)
"""A page bears its day, so that one of an earlier day is of no more use; the days between bridge a weekend."""
SWEPT_AT_ONCE = 500


def key_of(kind: DocumentKind, content: Mapping[str, Any], *, made_with: str, seal: SealOf) -> str:
    """The fingerprint of a document: kind, typesetter with templates and fonts, whose seal and who sets it, what it says."""
    whole = [kind.value, made_with, seals().name, seal.court_id, seal.court_name, seal.use.value, content]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def ready_pages(court_ids: Collection[int], keys: Sequence[str]) -> dict[tuple[int, str], ReadyPage]:
    """The pages that are ready among these, by court and key, in one query."""
    rows = ReadyPage.objects.filter(court_id__in=set(court_ids), key__in=keys)
    return {(row.court_id, row.key): row for row in rows}


def prepared_of(page: ReadyPage) -> PreparedPdf | None:
    """The prepared file of a page; None when it is gone or is not what was set, so that nobody's file is ever signed."""
    try:
        content = (home().files / page.file).read_bytes()
    except FileNotFoundError:
        return None
    if hashlib.sha256(content).hexdigest() != page.sha256:
        return None
    return PreparedPdf(content, page.unsigned_size, page.dated_at, (page.hole_start, page.hole_end))


def spend(pages: Collection[ReadyPage]) -> None:
    """Forget pages that were issued, and their files once the issuing is committed."""
    if pages:
        ReadyPage.objects.filter(pk__in=[page.pk for page in pages]).delete()
        places = [page.file for page in pages]
        transaction.on_commit(lambda: _unlink(places))


def sweep_ready_pages(*, now: datetime, limit: int) -> int:
    """Forget up to `limit` pages that were set too long ago, and files that no page knows; how many pages they were."""
    old = list(ReadyPage.objects.filter(set_at__lt=now - KEPT_FOR).order_by("set_at")[:limit])
    ReadyPage.objects.filter(pk__in=[page.pk for page in old]).delete()
    places = [page.file for page in old]
    transaction.on_commit(lambda: _unlink(places))
    if len(old) < limit:
        _unlink(_strangers(now))
    return len(old)


def _strangers(now: datetime) -> list[str]:
    """Files that a killed process left without a row."""
    root = home().files
    before = (now - KEPT_FOR).timestamp()
    found = [str(path.relative_to(root)) for path in root.glob("ready/*/*") if path.stat().st_mtime < before][
        :SWEPT_AT_ONCE
    ]
    known = set(
        ReadyPage.objects.filter(sha256__in=[place.rsplit("/", 1)[-1][:64] for place in found]).values_list(
            "sha256", flat=True
        )
    )
    return [place for place in found if place.rsplit("/", 1)[-1][:64] not in known]


def _unlink(places: Iterable[str]) -> None:
    for place in places:
        (home().files / place).unlink(missing_ok=True)
