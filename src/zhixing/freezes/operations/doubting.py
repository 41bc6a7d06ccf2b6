"""Renewals and releases of which nobody knows whether the holder carried them out: red, until a receipt says so."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import ActState, EventKind, Measure, MeasureAct
from zhixing.freezes.operations.drafting import note
from zhixing.inquiries.models import ControlOrder
from zhixing.inquiries.rules.kinds import RequestState

_WORDS = "协助单位是否已经办理不明，系统正以同一编号核实，请同时电话确认。"


def note_doubts(*, now: datetime, actor: Actor, limit: int) -> int:
    """Make the measures red whose renewal or release is in doubt or was given up without an answer; how many.

    The receipt that comes at last clears it. Needs the courts in sight.
    """
    unsure = ControlOrder.objects.filter(request__number=OuterRef("order_number"), receipts=None).filter(
        Q(request__state=RequestState.UNKNOWN.value, doubt__isnull=False)
        | Q(request__state=RequestState.DEAD.value)
    )
    acts = MeasureAct.objects.filter(state=ActState.SENT.value).exclude(order_number="")
    ids = list(
        acts.filter(Exists(unsure), measure__trouble="")
        .order_by("id")
        .values_list("measure_id", flat=True)[:limit]
    )
    with transaction.atomic():
        rows = (
            Measure.objects.select_for_update(of=("self",))
            .filter(pk__in=ids, trouble="")
            .exclude(state="released")
        )
        measures = list(rows.order_by("id"))
        Measure.objects.filter(pk__in=[one.id for one in measures]).update(
            trouble="unknown", trouble_words=_WORDS
        )
        note(
            measures, EventKind.UNKNOWN, {one.id: {"words": _WORDS} for one in measures}, now=now, actor=actor
        )
    return len(measures)
