"""The month's public notice of money that nobody has claimed (不明款认领公告), as a file for a person to publish."""

import os
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from zhixing.documents.rendering.of_home import engine, renderer
from zhixing.documents.rules.contexts import DocumentKind, IssuingCourt
from zhixing.documents.rules.unclaimed import ENTRIES_MAX, UnclaimedEntry, UnclaimedNotice, unclaimed_blocks
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import PublicNotice, PublicNoticeEntry, Receipt
from zhixing.funds.queries.announcing import to_announce

ANNOUNCERS = (Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)


class NothingToAnnounce(ValueError):
    """No money is past its three days without a claim and without a notice."""


def make_public_notice(*, court: Court, now: datetime, actor: Actor) -> PublicNotice:
    """Draft the notice of all unclaimed money past its three days that no notice names yet, up to a thousand sums.

    The money itself stays where it is and can be claimed as before. Raises NothingToAnnounce, NotAllowed.
    """
    on = local_date(now)
    with transaction.atomic():
        actor.require(court.pk, *ANNOUNCERS)
        Court.objects.select_for_update().get(pk=court.pk)
        rows = list(
            to_announce(court.pk, on).select_related("line").order_by("arrived_on", "line_id")[:ENTRIES_MAX]
        )
        if not rows:
            raise NothingToAnnounce("没有超过三日仍未认领、且尚未公告的款项。")
        year = PublicNotice.objects.filter(court=court, month__year=on.year)
        nth = (year.aggregate(Max("nth"))["nth__max"] or 0) + 1
        number = f"（{on.year}）{court.code}案款公告{nth}号"
        notice = _set(court, rows, number, nth, on, now, actor)
        PublicNoticeEntry.objects.bulk_create(
            PublicNoticeEntry(court=court, notice=notice, receipt=row, place=place)
            for place, row in enumerate(rows, start=1)
        )
        record(
            court_id=court.pk, subject=f"court:{court.pk}", kind="public_notice.made", at=now, actor=actor,
            body={"notice": str(notice.id), "number": number, "entries": len(rows), "fen": notice.total_fen,
                  "sha256": notice.sha256},
        )  # fmt: skip
    return notice


def _set(
    court: Court, rows: list[Receipt], number: str, nth: int, on: date, now: datetime, actor: Actor
) -> PublicNotice:
    said = UnclaimedNotice(
        IssuingCourt(court.name, court.address or court.name, "执行局", court.phone or "12368"), number, on,
        tuple(UnclaimedEntry(row.arrived_on, row.fen, row.line.name) for row in rows),
    )  # fmt: skip
    made_with, typesetter = engine(), renderer()
    content = typesetter.data_of(unclaimed_blocks(said))
    made = typesetter.render_data(DocumentKind.UNCLAIMED_NOTICE, content, timestamp=now)
    place = f"public_notices/{court.pk}/{on.year}/{number}_{made.sha256[:12]}.pdf"
    _store(place, made.pdf)
    return PublicNotice.objects.create(
        id=uuid7(), court=court, month=on.replace(day=1), nth=nth, number=number, issued_on=on, made_at=now,
        made_by=actor.name[:60], total_fen=said.total_fen, content=content, engine=made_with, sha256=made.sha256,
        pages=made.pages, file=place,
    )  # fmt: skip


def _store(place: str, content: bytes) -> None:
    """Write a file whole or not at all; a file of this name holds this content already."""
    path: Path = home().files / place
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.new")
    draft.write_bytes(content)
    draft.replace(path)
