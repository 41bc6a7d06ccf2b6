"""The next blocker of many receipts at once, in five queries whatever their number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.models import Membership
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import (
    DeferralState,
    Payment,
    PaymentState,
    PayoutDeferral,
    Plan,
    PlanState,
    Receipt,
)
from zhixing.funds.queries.payments import unrepaired
from zhixing.funds.rules.blockers import Blocker, Open, Standing, blocker_of
from zhixing.funds.rules.marking import Why
from zhixing.law.case_funds import DEFERRAL_NAMES, Deferral

APPROVING = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
_URGENCY = ("ready", "sent", "failed", "unknown")

Payments = Mapping[UUID, tuple[str, date]]


@dataclass(slots=True)
class _Waiting:
    """A receipt's open deferral: one that is proposed, and one that lasts."""

    proposed_on: date | None = None
    text: str = ""
    since: date | None = None


@dataclass(slots=True)
class _Known:
    plans: dict[UUID, tuple[Role, date]] = field(default_factory=dict)
    payments: dict[UUID, tuple[str, date]] = field(default_factory=dict)
    deferrals: dict[UUID, _Waiting] = field(default_factory=dict)
    names: dict[tuple[int, Role], list[str]] = field(default_factory=dict)

    def open(self, court_id: int, role: Role, since: date) -> Open:
        """An act that waits for a role of a court."""
        return Open(role, since, tuple(self.names.get((court_id, role), ())))


def blockers_of(receipt_ids: Iterable[UUID]) -> dict[UUID, Blocker]:
    """What each receipt waits for; those that wait for nothing are left out. Five queries at most."""
    rows = list(
        Receipt.objects.filter(pk__in=list(receipt_ids), state__in=["unidentified", "marked", "planned"]).values_list(
            "pk", "court_id", "state", "arrived_on", "changed_at", "case__officer_name", "why", "blocked_by", "blocked_text"
        )
    )  # fmt: skip
    if not rows:
        return {}
    known = _know([row[0] for row in rows], {row[1] for row in rows})
    found = {}
    for pk, court_id, state, arrived_on, changed_at, officer, why, block, block_text in rows:
        waiting, plan = known.deferrals.get(pk, _Waiting()), known.plans.get(pk)
        payment, payment_since = known.payments.get(pk, ("", None))
        proposed_on = waiting.proposed_on
        blocker = blocker_of(
            Standing(
                state=state, arrived_on=arrived_on, changed_on=local_date(changed_at), officer=officer or "",
                why=Why(why).label if why else "", block=block, block_text=block_text,
                plan=known.open(court_id, *plan) if plan else None,
                deferral=known.open(court_id, Role.BUREAU_CHIEF, proposed_on) if proposed_on else None,
                deferred_text=waiting.text, deferred_since=waiting.since, payment=payment, payment_since=payment_since,
            )
        )  # fmt: skip
        if blocker is not None:
            found[pk] = blocker
    return found


def _know(ids: list[UUID], courts: set[int]) -> _Known:
    known = _Known()
    proposed = Plan.objects.filter(receipt_id__in=ids, state=PlanState.PROPOSED.value)
    for receipt_id, role, at in proposed.values_list("receipt_id", "approver_role", "proposed_at"):
        if receipt_id is not None:
            known.plans[receipt_id] = (Role(role), local_date(at))
    known.payments = _payments(ids)
    live = PayoutDeferral.objects.filter(
        receipt_id__in=ids, state__in=[DeferralState.PROPOSED.value, DeferralState.APPROVED.value]
    )
    for receipt_id, state, ground, since, until, at in live.values_list(
        "receipt_id", "state", "ground", "since", "until", "proposed_at"
    ):
        mine = known.deferrals.setdefault(receipt_id, _Waiting())
        if state == DeferralState.PROPOSED.value:
            mine.proposed_on = local_date(at)
        else:
            mine.text, mine.since = f"{DEFERRAL_NAMES[Deferral(ground)]}，至 {until:%Y-%m-%d}", since
    people = Membership.objects.filter(
        court_id__in=courts, role__in=[role.value for role in APPROVING], user__is_active=True
    )
    for court_id, role, name in people.order_by("user_id").values_list(
        "court_id", "role", "user__display_name"
    ):
        known.names.setdefault((court_id, Role(role)), []).append(name)
    return known


def _payments(ids: list[UUID]) -> dict[UUID, tuple[str, date]]:
    """The payment of each receipt that most wants a hand: an unknown one, a returned one, then the bank's turn."""
    failed = unrepaired().filter(plan_line__plan__receipt_id__in=ids)
    way = Payment.objects.filter(
        plan_line__plan__receipt_id__in=ids,
        state__in=[PaymentState.READY.value, PaymentState.SENT.value, PaymentState.UNKNOWN.value],
    )
    columns = ("plan_line__plan__receipt_id", "state", "made_at", "sent_at", "answered_at")
    found: dict[UUID, tuple[str, date]] = {}
    for receipt_id, state, made, sent, answered in way.values_list(*columns).union(
        failed.values_list(*columns), all=True
    ):
        since = answered if state == "failed" else sent
        if receipt_id not in found or _URGENCY.index(state) > _URGENCY.index(found[receipt_id][0]):
            found[receipt_id] = (state, local_date(since or made))
    return found
