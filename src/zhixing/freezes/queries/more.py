"""More of one measure than its line: who confirmed it until when, what waits for whom, whom it waits behind, its papers."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import ActBatch, EventKind, Measure, MeasureState, Scan
from zhixing.freezes.queries.measures import MeasureFilter, MeasureLine, filtered, lines_of
from zhixing.freezes.rules.act_kinds import ActKind, ActState
from zhixing.freezes.rules.renewing import RenewalPlan, plan_renewal, renewable_of
from zhixing.freezes.rules.standing import window_of

VALUE_ROWS = 400


@dataclass(frozen=True, slots=True)
class ActOfMeasure:
    """A renewal or release of this measure."""

    batch_id: UUID
    kind: ActKind
    state: ActState
    why: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class MeasureMore:
    """What the page of a measure shows beside its line."""

    confirmed_until: date | None
    trouble_words: str
    is_waiting: bool
    place: int | None
    ahead: list[dict[str, Any]]
    waits_behind: UUID | None
    advanced_on: date | None
    stage: str
    original_case_number: str
    entrusted_by: str
    handed_over_to: str
    letting_go_reason: str
    letting_go_by: str
    let_go_on: date | None
    order_number: str
    value_fen: int | None
    plan: RenewalPlan
    acts: list[ActOfMeasure]
    scans: list[tuple[UUID, str]]
    asker: str


def more_of(measure_id: UUID, *, today: date) -> MeasureMore:
    """The rest of a measure that may be seen."""
    row = Measure.objects.select_related("case").get(pk=measure_id)
    asked = row.events.filter(kind=EventKind.NOT_RENEWED_ASKED.value).order_by("-at", "-id").first()
    return MeasureMore(
        row.confirmed_until, row.trouble_words, row.is_waiting, row.place, row.ahead, row.waits_behind_id, row.advanced_on,
        row.stage, row.original_case_number, row.entrusted_by, row.handed_over_to, row.do_not_renew_reason,
        row.do_not_renew_by, row.do_not_renew_on, row.order_number, row.value_fen,
        plan_renewal(renewable_of(row, row.case.closing_kind), today=today),
        [ActOfMeasure(act.batch_id, ActKind(act.kind), ActState(act.state), act.why, act.ends_on)
         for act in row.acts.order_by("-id")[:20]],
        list(Scan.objects.filter(measure=row).order_by("-kept_at").values_list("pk", "name")),
        str(asked.body.get("asker", "")) if asked else "",
    )  # fmt: skip


def may_decide_letting_go(more: MeasureMore, court_id: int, actor: Actor) -> bool:
    """Whether this person may approve that the measure is not renewed: another one than who asked."""
    waits = bool(more.letting_go_reason) and more.let_go_on is None
    another = more.asker != str(actor.user_id)
    return waits and another and actor.has(court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def list_by_value(
    *, courts: list[int], wanted: MeasureFilter, today: date, limit: int = VALUE_ROWS
) -> list[MeasureLine]:
    """The measures of a window of days by what is lost with them, then by the days left; those nobody has valued last."""
    window = window_of(wanted.view, today)
    rows = filtered(wanted).filter(
        state=MeasureState.WATCHED.value, court_id__in=courts, ends_on__gte=window.first or today
    )
    if window.last is not None:
        rows = rows.filter(ends_on__lte=window.last)
    found = rows.order_by(F("value_fen").desc(nulls_last=True), "ends_on", "id")
    return lines_of(list(found.select_related("case", "court", "debtor")[:limit]), today)


def scan_of(scan_id: UUID) -> Scan | None:
    """A scanned paper that may be seen."""
    return Scan.objects.filter(pk=scan_id).first()


def batches_waiting(courts: list[int]) -> int:
    """How many batches wait for a decision."""
    return ActBatch.objects.filter(court_id__in=courts, state="drafted").count()
