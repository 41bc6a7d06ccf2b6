"""A ledger's renewal row and the measure it renews: linked when exactly one can be meant, else left as they are."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import EventKind, Measure, MeasureState
from zhixing.freezes.operations.drafting import note
from zhixing.freezes.rules.linking import same_asset

_ONE_DAY = timedelta(days=1)
_CONTINUED = "已由台账中的续行接续，监控在续行一项上继续。"


def link_renewals(*, now: datetime, actor: Actor, limit: int) -> int:
    """Link rows of ledgers that renew to the rows they renew; the number linked. Needs the courts in sight.

    Safe only when the case, the debtor, the asset and the holder agree and the renewal begins on the day after the end, or
    within the running term, of exactly one earlier row which no other row renews. The earlier one is then closed: its watch
    goes on in the renewal.
    """
    waiting = Measure.objects.filter(source="ledger", is_renewal=True, renews=None).exclude(
        state=MeasureState.RELEASED.value
    )
    cases = list(waiting.order_by("case_id").values_list("case_id", flat=True).distinct())
    linked = 0
    for case_id in cases:
        if linked >= limit:
            break
        with transaction.atomic():
            linked += _of_case(case_id, now, actor)
    return linked


def _of_case(case_id: UUID, now: datetime, actor: Actor) -> int:
    rows = list(
        Measure.objects.select_for_update(of=("self",))
        .filter(case_id=case_id)
        .exclude(state=MeasureState.RELEASED.value)
        .order_by("starts_on", "id")
    )
    taken = {row.renews_id for row in rows if row.renews_id}
    meant: dict[UUID, list[Measure]] = {}
    for row in rows:
        if row.source == "ledger" and row.is_renewal and row.renews_id is None:
            before = [one for one in rows if _renews(row, one) and one.id not in taken]
            if len(before) == 1:
                meant.setdefault(before[0].id, []).append(row)
    by_id = {row.id: row for row in rows}
    pairs = [(later[0], by_id[first]) for first, later in meant.items() if len(later) == 1]
    for later, first in pairs:
        later.renews = first
        later.save(update_fields=["renews"])
        first.state, first.released_on = MeasureState.RELEASED.value, max(later.starts_on, first.starts_on)
        first.flags = [*first.flags, {"code": "continued", "column": "续行", "message": _CONTINUED}]
        first.save(update_fields=["state", "released_on", "flags"])
        note([later], EventKind.LINKED, {later.id: {"renews": str(first.id)}}, now=now, actor=actor)
        note([first], EventKind.LINKED, {first.id: {"renewed_by": str(later.id)}}, now=now, actor=actor)
    return len(pairs)


def _renews(later: Measure, first: Measure) -> bool:
    if later.id == first.id or first.starts_on >= later.starts_on or first.source != "ledger":
        return False
    end: date | None = first.ends_on
    in_time = end is not None and first.starts_on < later.starts_on <= end + _ONE_DAY
    return in_time and later.debtor_id == first.debtor_id and same_asset(_parts(later), _parts(first))


def _parts(measure: Measure) -> tuple[str, str, str]:
    return measure.asset_class, measure.description or measure.asset_kind, measure.holder
