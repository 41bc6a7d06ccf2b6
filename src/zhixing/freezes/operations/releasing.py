"""Releases that follow from what happened: a debt satisfied, a decision not to renew."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from zhixing.cases.models import Case
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import ActBatch, ActKind, ActState, Ground, Measure, MeasureAct, MeasureState
from zhixing.freezes.operations.drafting import NewRelease, NothingToDo, draft_releases

_ASKED_ONCE = [state.value for state in ActState if state is not ActState.LEFT_OUT]


def release_satisfied(*, now: datetime, actor: Actor, limit: int) -> int:
    """Draft the release of every measure of cases whose debt is satisfied, one batch a case; the number of cases.

    A measure is asked about once: what a person withdrew is not drafted again, and the nightly check still shows it. A
    measure that comes under watch afterwards is drafted in a batch of its own. A case resumed under another number and
    performed there frees what was controlled in the first. Needs every court in sight.
    """
    standing = (
        Measure.objects.exclude(state=MeasureState.RELEASED.value).filter(lifting="").exclude(holder="")
    )
    asked = MeasureAct.objects.filter(
        kind=ActKind.RELEASE.value, batch__ground=Ground.SATISFIED.value, state__in=_ASKED_ONCE
    )
    performed = ClosingKind.PERFORMED.value
    satisfied = Q(case__closing_kind=performed) | Q(case__resumed_by__case__closing_kind=performed)
    waiting = standing.filter(satisfied).exclude(pk__in=asked.values("measure_id"))
    cases = waiting.order_by("case_id").values_list("case_id", flat=True).distinct()[:limit]
    done = 0
    for case_id in list(cases):
        done += _draft(
            case_id, list(waiting.filter(case_id=case_id).values_list("pk", flat=True)), now, actor
        )
    return done


def _draft(case_id: UUID, measure_ids: list[UUID], now: datetime, actor: Actor) -> int:
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    before = ActBatch.objects.filter(case=case, ground=Ground.SATISFIED.value).count()
    try:
        made = draft_releases(
            court_id=case.court_id, releases=[NewRelease(one) for one in measure_ids], ground=Ground.SATISFIED,
            token=f"satisfied:{case_id}:{before + 1}", reason="", case_id=case_id, now=now, actor=actor,
        )  # fmt: skip
    except NothingToDo:
        return 0
    return int(made.is_new)
