"""Claims of people whom a control hits wrongly: how many hours are left, which orders are concerned, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from zhixing.foundation import clock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.inquiries.models import ClaimedOrder, WrongPersonClaim
from zhixing.inquiries.queries.controls import OrderState, orders_by_id
from zhixing.inquiries.rules.controls import CLAIM_HOURS, CLAIM_UNDER_WAY, ClaimGround, ClaimState

LINES_MAX = 200
_UNDER_WAY = [state.value for state in CLAIM_UNDER_WAY]
_WATCHERS = (Role.DUTY_OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
_AMBER_BELOW = timedelta(hours=CLAIM_HOURS) / 3


@dataclass(frozen=True, slots=True)
class HoursLeft:
    """The clock of a claim, exact to the minute. `tone` is blue, amber in the last third, vermilion when over; grey at rest."""

    left: timedelta
    is_running: bool

    @property
    def is_over(self) -> bool:
        """Whether the hours are used up."""
        return self.left < timedelta()

    @property
    def chip(self) -> str:
        """The colour, in the states of the chips."""
        if not self.is_running:
            return "ended"
        return "overdue" if self.is_over else "sent" if self.left <= _AMBER_BELOW else "due"

    @property
    def hours(self) -> int:
        """Whole hours of the time left, or over."""
        return int(abs(self.left).total_seconds()) // 3600

    @property
    def minutes(self) -> int:
        """The minutes beside the hours."""
        return int(abs(self.left).total_seconds()) // 60 % 60

    @property
    def words(self) -> str:
        """In Chinese, for duties."""
        return f"{'已超' if self.is_over else '还剩'} {self.hours} 小时 {self.minutes} 分"


def hours_left(claim: WrongPersonClaim, now: datetime) -> HoursLeft:
    """How long there is to answer; of an ended claim how long there was."""
    return HoursLeft(claim.due_at - (claim.ended_at or now), claim.state in _UNDER_WAY)


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """An order that a claim concerns, with its release when it has gone out."""

    order: OrderState
    ground: ClaimGround
    is_chosen: bool
    release: OrderState | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim in a list."""

    claim: WrongPersonClaim
    clock: HoursLeft
    orders: int

    @property
    def state(self) -> ClaimState:
        """How it stands."""
        return ClaimState(self.claim.state)


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim with the orders it concerns and what was done."""

    claim: WrongPersonClaim
    clock: HoursLeft
    lines: tuple[ClaimedLine, ...]
    facts: tuple[Fact, ...]

    @property
    def state(self) -> ClaimState:
        """How it stands."""
        return ClaimState(self.claim.state)


def list_claims(*, courts: Sequence[int], now: datetime, limit: int = LINES_MAX) -> list[ClaimLine]:
    """Claims, those under way first, the most urgent on top."""
    rows = WrongPersonClaim.objects.filter(court_id__in=courts)
    open_ones = list(rows.filter(state__in=_UNDER_WAY).order_by("due_at")[:limit])
    ended = list(rows.exclude(state__in=_UNDER_WAY).order_by("-received_at")[: limit - len(open_ones)])
    claims = [*open_ones, *ended]
    counts: dict[UUID, int] = {}
    for claim_id in ClaimedOrder.objects.filter(claim__in=claims).values_list("claim_id", flat=True):
        counts[claim_id] = counts.get(claim_id, 0) + 1
    return [ClaimLine(one, hours_left(one, now), counts.get(one.pk, 0)) for one in claims]


def claim_detail(claim_id: UUID, *, now: datetime) -> ClaimDetail | None:
    """One claim; None when there is none in sight."""
    rows = WrongPersonClaim.objects.select_related("proposed_by", "decided_by", "recorded_by")
    claim = rows.filter(pk=claim_id).first()
    if claim is None:
        return None
    lines = list(ClaimedOrder.objects.filter(claim=claim).order_by("id"))
    named = {line.order_id for line in lines} | {line.release_id for line in lines if line.release_id}
    states = {state.order.order_id: state for state in orders_by_id(list(named))}
    facts = Fact.objects.filter(subject=f"claim:{claim.pk}").order_by("id")
    return ClaimDetail(
        claim, hours_left(claim, now),
        tuple(
            ClaimedLine(states[line.order_id], ClaimGround(line.ground), line.is_chosen,
                        states.get(line.release_id) if line.release_id else None)
            for line in lines
        ), tuple(facts),
    )  # fmt: skip


def _mine(actor: Actor, now: datetime) -> QuerySet[WrongPersonClaim]:
    """Claims that wait for this person: to be looked into, to be decided by another than the proposer, to be chased."""
    watched = actor.courts_as(*_WATCHERS)
    mine = Q(court_id__in=watched)
    if actor.user_id is not None:
        mine |= Q(court_id__in=actor.courts, lines__order__case__officer_id=actor.user_id)
    waits = (
        Q(state=ClaimState.OPEN.value)
        | (Q(state=ClaimState.PROPOSED.value) & ~Q(proposed_by_id=actor.user_id))
        | Q(state=ClaimState.RELEASING.value, due_at__lt=now)
    )
    ids = WrongPersonClaim.objects.filter(mine, waits, court_id__in=actor.courts).values("pk")
    return WrongPersonClaim.objects.filter(pk__in=ids)


_ACTIONS = {ClaimState.OPEN: "核实", ClaimState.PROPOSED: "复核", ClaimState.RELEASING: "催办回执"}


def duties_of_claims(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Claims under way for those who decide them, the shortest clock first."""
    now = clock.now()
    return [
        Duty(
            room="inquiries", loss=Loss.MONEY_OVERDUE, title=f"{one.claimant_name}称被错误冻结：{one.account_masked}",
            subject=one.unit_name or "冻错人申诉", until=clock.local_date(one.due_at),
            why=f"24 小时内须答复，{hours_left(one, now).words}（至 {one.due_at.astimezone(clock.SHANGHAI):%m月%d日 %H:%M}）。",
            url=f"/inquiries/claims/{one.pk}/", action=_ACTIONS[ClaimState(one.state)],
        )
        for one in _mine(actor, now).order_by("due_at")[:limit]
    ]  # fmt: skip


def counted_claims(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """The claims that wait for this person."""
    return [_mine(actor, clock.now())]
