"""Teaching the house how a bank lays out its statements."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import BankLayout
from zhixing.funds.rules.layouts import Layout, LayoutUnfit, layout_of

NAME_MAX = 60


def layouts_of(court_id: int) -> list[Layout]:
    """The layouts a court has taught, the latest first."""
    rows = BankLayout.objects.filter(court_id=court_id, replaced_at=None).order_by("-taught_at", "id")
    return [layout_of(name=row.name, fingerprint=row.fingerprint, data=row.data) for row in rows]


def teach_layout(
    *, court: Court, layout: Layout, header: list[str], header_row: int, now: datetime, actor: Actor
) -> BankLayout:
    """Keep a layout; one with the same header is replaced. Raises LayoutUnfit when day or amount is missing."""
    actor.require(court.pk, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
    layout.check()
    name = layout.name.strip()
    if not name or len(name) > NAME_MAX:
        raise LayoutUnfit(f"请写明银行名称，不超过 {NAME_MAX} 个字。")
    with transaction.atomic():
        Court.objects.select_for_update(no_key=True).get(pk=court.pk)
        BankLayout.objects.filter(court=court, fingerprint=layout.fingerprint, replaced_at=None).update(
            replaced_at=now
        )
        row = BankLayout.objects.create(
            id=uuid7(), court=court, name=name, fingerprint=layout.fingerprint, header_row=header_row, header=header,
            data=layout.as_data(), taught_at=now, taught_by=actor.name,
        )  # fmt: skip
        record(
            court_id=court.pk, subject=f"court:{court.pk}", kind="funds.layout_taught", at=now, actor=actor,
            body={"layout": str(row.id), "name": name, "columns": layout.as_data()["columns"]},
        )  # fmt: skip
    return row


def forget_layout(*, layout_id: UUID, court: Court, now: datetime, actor: Actor) -> bool:
    """Stop using a taught layout; the row stays. False when there is none."""
    actor.require(court.pk, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
    mine = BankLayout.objects.filter(pk=layout_id, court=court, replaced_at=None)
    gone = mine.update(replaced_at=now)
    if gone:
        record(
            court_id=court.pk, subject=f"court:{court.pk}", kind="funds.layout_forgotten", at=now, actor=actor,
            body={"layout": str(layout_id)},
        )  # fmt: skip
    return bool(gone)
