"""Reads of renewals and releases on their way: what would be sent to whom, what waits for whom, how far a batch has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import (
    ActBatch,
    ActKind,
    ActState,
    BatchState,
    Gap,
    GapKind,
    Ground,
    Measure,
    MeasureAct,
    RenewalPolicy,
)
from zhixing.freezes.queries.duties import DECIDERS
from zhixing.freezes.queries.measures import MeasureLine, first_of_all, lines_of, unconfirmed
from zhixing.freezes.rules.renewing import RenewalPlan, plan_renewal, renewable_of

GAP_ROWS = 200


class BatchUnknown(LookupError):
    """No such batch among those that may be seen."""


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A measure with the renewal it would get, or why it is left out."""

    line: MeasureLine
    plan: RenewalPlan
    is_electronic: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What one click would do: how many rulings (one a case), notices (one a holder and case) and messages."""

    court_id: int
    taken: list[PreviewLine]
    left_out: list[PreviewLine]
    rulings: int
    notices: int
    messages: int

    @property
    def by_hand(self) -> int:
        """How many would go on paper."""
        return len(self.taken) - self.messages


def preview_renewals(measure_ids: Sequence[UUID], *, today: date) -> list[Preview]:
    """What renewing these measures would do, a preview for each court; in the order of their ends."""
    rows = Measure.objects.filter(pk__in=list(measure_ids)).select_related("case", "court", "debtor")
    measures = sorted(rows, key=lambda one: (one.court_id, one.ends_on or date.min, str(one.id)))
    by_court: dict[int, list[PreviewLine]] = {}
    for measure, line in zip(measures, lines_of(measures, today), strict=True):
        plan = plan_renewal(renewable_of(measure, measure.case.closing_kind), today=today)
        found = PreviewLine(line, plan, measure.unit_id is not None and bool(measure.order_number))
        by_court.setdefault(measure.court_id, []).append(found)
    return [_preview(court_id, lines) for court_id, lines in by_court.items()]


def _preview(court_id: int, lines: Sequence[PreviewLine]) -> Preview:
    taken = [one for one in lines if one.plan.can_be]
    return Preview(
        court_id, taken, [one for one in lines if not one.plan.can_be], len({one.line.case_id for one in taken}),
        len({(one.line.case_id, one.line.holder) for one in taken}), sum(one.is_electronic for one in taken),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in a list, with how many of its acts stand where."""

    id: UUID
    court_id: int
    kind: ActKind
    ground: Ground
    state: BatchState
    reason: str
    case_id: UUID | None
    case_number: str
    made_by: str
    made_by_id: int | None
    decided_by: str
    due_on: date | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All that was meant to be done."""
        return sum(
            count
            for state, count in self.counts.items()
            if state not in (ActState.LEFT_OUT, ActState.WITHDRAWN)
        )

    @property
    def out(self) -> int:
        """How many have their documents and are on their way, or answered."""
        waiting = (ActState.DRAFTED, ActState.APPROVED, ActState.LEFT_OUT, ActState.WITHDRAWN)
        return sum(count for state, count in self.counts.items() if state not in waiting)

    @property
    def confirmed(self) -> int:
        """How many the holder has confirmed."""
        return self.counts.get(ActState.CONFIRMED, 0)

    @property
    def refused(self) -> int:
        """How many the holder refused, did in part, or could not be made."""
        bad = (ActState.REFUSED, ActState.PARTLY, ActState.LEFT_OUT)
        return sum(self.counts.get(state, 0) for state in bad)


def batches(
    *, courts: Sequence[int], kind: ActKind, state: BatchState | None = None, limit: int = 100
) -> list[BatchLine]:
    """Batches of a kind: what waits for a decision first by its clock, then the newest."""
    rows = ActBatch.objects.filter(court_id__in=courts, kind=kind.value)
    if state is not None:
        rows = rows.filter(state=state.value)
    found = list(rows.select_related("case").order_by("-made_at", "-id")[:limit])
    found.sort(key=lambda one: (one.state != BatchState.DRAFTED.value, one.due_on or date.max))
    return _lines(found)


def _lines(rows: Sequence[ActBatch]) -> list[BatchLine]:
    counts: dict[UUID, dict[str, int]] = {}
    states = MeasureAct.objects.filter(batch_id__in=[row.id for row in rows]).values_list("batch_id", "state")
    for batch_id, state, count in states.annotate(Count("id")):
        counts.setdefault(batch_id, {})[state] = count
    return [
        BatchLine(
            row.id, row.court_id, ActKind(row.kind), Ground(row.ground), BatchState(row.state), row.reason, row.case_id,
            row.case.number if row.case else "", row.made_by_name, row.made_by_id, row.decided_by_name, row.due_on,
            counts.get(row.id, {}),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActLine:
    """One renewal or release of a batch."""

    id: UUID
    line: MeasureLine
    state: ActState
    why: str
    starts_on: date | None
    ends_on: date | None
    amount_fen: int | None
    ruling_id: UUID | None
    ruling_number: str
    notice_id: UUID | None
    notice_number: str
    order_number: str
    deliver_by: date | None
    delivered_on: date | None


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """A batch with everything in it; red ones first."""

    batch: BatchLine
    acts: list[ActLine]


_ORDER = (
    ActState.REFUSED,
    ActState.PARTLY,
    ActState.LEFT_OUT,
    ActState.BY_HAND,
    ActState.DRAFTED,
    ActState.APPROVED,
    ActState.SENT,
    ActState.DELIVERED,
    ActState.CONFIRMED,
    ActState.WITHDRAWN,
)


def batch_detail(batch_id: UUID, *, today: date) -> BatchDetail:
    """One batch. Raises BatchUnknown."""
    row = ActBatch.objects.select_related("case").filter(pk=batch_id).first()
    if row is None:
        raise BatchUnknown("没有这一批办理，或者它不在您可以查看的法院。")
    acts = list(row.acts.select_related("measure__case", "measure__court", "measure__debtor"))
    acts.sort(key=lambda act: (_ORDER.index(ActState(act.state)), act.previous_end or date.min, str(act.id)))
    lines = lines_of([act.measure for act in acts], today)
    return BatchDetail(
        _lines([row])[0],
        [
            ActLine(
                act.id, line, ActState(act.state), act.why, act.starts_on, act.ends_on, act.amount_fen, act.ruling_id,
                act.ruling_number, act.notice_id, act.notice_number, act.order_number, act.deliver_by, act.delivered_on,
            )
            for act, line in zip(acts, lines, strict=True)
        ],
    )  # fmt: skip


def may_decide(batch: BatchLine, actor: Actor) -> bool:
    """Whether this person may approve the batch: another one than who drafted it."""
    other = batch.made_by_id is None or batch.made_by_id != actor.user_id
    return batch.state is BatchState.DRAFTED and other and actor.has(batch.court_id, *DECIDERS)


def policy_of(court_id: int) -> tuple[bool, int]:
    """Whether a second person is needed, and up to which value of each measure the drafter decides alone."""
    row = RenewalPolicy.objects.filter(court_id=court_id).first()
    return (True, 0) if row is None else (row.needs_second_person, row.alone_up_to_fen)


def measures_with_gap(
    *, courts: Sequence[int], kind: GapKind, today: date, limit: int = GAP_ROWS
) -> list[MeasureLine]:
    """The measures of which the nightly check found a thing missing, the next end first."""
    if kind is GapKind.NO_RECEIPT:
        watched = unconfirmed(courts).filter(state="watched")
        return lines_of(first_of_all(watched, ("ends_on", "id"), courts, limit), today)
    open_gaps = Gap.objects.filter(court_id__in=courts, kind=kind.value, cleared_on=None)
    rows = Measure.objects.filter(Q(pk__in=open_gaps.values("measure_id"))).exclude(state="released")
    found = rows.select_related("case", "court", "debtor").order_by("ends_on", "id")[:limit]
    return lines_of(list(found), today)


def waiting_measures(*, courts: Sequence[int], today: date, limit: int = GAP_ROWS) -> list[MeasureLine]:
    """Waiting measures, those that nobody is ahead of any more first."""
    rows = Measure.objects.filter(court_id__in=courts, is_waiting=True).exclude(state="released")
    found = rows.select_related("case", "court", "debtor").order_by("advanced_on", "ends_on", "id")[:limit]
    return lines_of(list(found), today)
