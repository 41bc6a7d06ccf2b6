"""Control orders with what the holders said to them, and those nobody answers for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from zhixing.foundation import clock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.inquiries.models import Attempt, ControlDoubt, ControlOrder, ControlReceipt, RawReply
from zhixing.inquiries.rules.controls import Standing
from zhixing.inquiries.rules.kinds import UNDER_WAY, AssetKind, RequestState, UnitAction
from zhixing.inquiries.wire.messages import Action, Result

LINES_MAX = 500
_UNDER_WAY = [state.value for state in UNDER_WAY]
_WATCHERS = (Role.BUREAU_CHIEF, Role.CLERK)


class ControlNotFound(LookupError):
    """No such order among those that may be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """An order as it was made. Amounts in fen; `asked_…` are the days it asks for."""

    order_id: UUID
    number: str
    key: str
    court_id: int
    case_id: UUID
    party_id: UUID
    unit_id: UUID
    asset_id: UUID | None
    action: Action
    asset_kind: AssetKind
    identifier_index: bytes
    identifier_masked: str
    amount_fen: int | None
    asked_starts_on: date | None
    asked_ends_on: date | None
    original_number: str
    original_case_number: str
    measure_id: UUID | None
    ruling_id: UUID
    notice_id: UUID
    ordered_by_id: int | None
    ordered_by: str
    ordered_at: datetime
    case_number: str
    debtor: str
    unit: str

    @property
    def act(self) -> str:
        """The word for what was ordered."""
        return UnitAction(self.action.value).label

    @property
    def what(self) -> str:
        """The asset in words; an account masked."""
        return f"{self.asset_kind.label} {self.identifier_masked}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine(OrderLine):
    """A receipt with its order. `place` 1 is the holder's first word; `starts_on`, `ends_on` are what the holder states.

    `result` counts figures, not words: a control of less than was asked is partly, whatever the holder calls it.
    """

    receipt_id: UUID
    place: int
    result: Result
    actual_fen: int | None
    available_fen: int | None
    excess_fen: int | None
    starts_on: date | None
    ends_on: date | None
    reason: str
    words: str
    place_in_waiting: int | None
    prior_measures: list[dict[str, Any]]
    priority_rights: list[dict[str, Any]]
    control_ref: str
    transfer_reference: str
    message_number: str
    received_at: datetime
    watched_at: datetime | None

    @property
    def standing(self) -> Standing:
        """The receipt as a state of its order."""
        if (
            not self.message_number
            and self.result is Result.NOT_CONTROLLED
            and self.reason.startswith("withheld")
        ):
            return Standing.WITHHELD
        return Standing(self.result.value)


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order with its newest receipt and how its request stands."""

    order: OrderLine
    receipt: ReceiptLine | None
    receipts: int
    request_id: UUID
    request_state: RequestState
    due_at: datetime
    attempts: int
    doubt_since: datetime | None
    words: str

    @property
    def standing(self) -> Standing:
        """What is known of it."""
        if self.receipt is not None:
            return self.receipt.standing
        if self.request_state is RequestState.DEAD:
            return Standing.SILENT
        if self.doubt_since is not None and self.request_state is RequestState.UNKNOWN:
            return Standing.UNKNOWN
        if self.request_state is RequestState.CANCELLED:
            return Standing.SILENT if self.attempts else Standing.WITHHELD
        return Standing.SENT if self.attempts else Standing.WAITING


def _order_values(row: ControlOrder) -> dict[str, Any]:
    return {
        "order_id": row.id, "number": row.request.number, "key": row.key, "court_id": row.court_id, "case_id": row.case_id,
        "party_id": row.party_id, "unit_id": row.unit_id, "asset_id": row.asset_id, "action": Action(row.action),
        "asset_kind": AssetKind(row.asset_kind), "identifier_index": bytes(row.identifier_index),
        "identifier_masked": row.identifier_masked, "amount_fen": row.amount_fen, "asked_starts_on": row.starts_on,
        "asked_ends_on": row.ends_on, "original_number": row.original_number,
        "original_case_number": row.original_case_number, "measure_id": row.measure_id, "ruling_id": row.ruling_id,
        "notice_id": row.notice_id, "ordered_by_id": row.ordered_by_id, "ordered_by": row.ordered_by_name,
        "ordered_at": row.ordered_at, "case_number": row.case.number, "debtor": row.party.name, "unit": row.unit.name,
    }  # fmt: skip


def _receipt(row: ControlReceipt, order: dict[str, Any]) -> ReceiptLine:
    return ReceiptLine(
        **order, receipt_id=row.id, place=row.place, result=Result(row.result), actual_fen=row.actual_fen,
        available_fen=row.available_fen, excess_fen=row.excess_fen, starts_on=row.starts_on, ends_on=row.ends_on,
        reason=row.reason, words=row.words, place_in_waiting=row.place_in_waiting, prior_measures=row.prior_measures,
        priority_rights=row.priority_rights, control_ref=row.control_ref, transfer_reference=row.transfer_reference,
        message_number=row.message_number, received_at=row.received_at, watched_at=row.watched_at,
    )  # fmt: skip


_WITH = ("request", "case", "party", "unit")


def unwatched_receipts(limit: int) -> list[ReceiptLine]:
    """Receipts nobody has taken up yet, in the order they came."""
    rows = ControlReceipt.objects.filter(watched_at=None).select_related(*(f"order__{one}" for one in _WITH))
    return [_receipt(row, _order_values(row.order)) for row in rows.order_by("id")[:limit]]


def _states(rows: Iterable[ControlOrder]) -> list[OrderState]:
    orders = list(rows)
    ids = [row.id for row in orders]
    newest: dict[UUID, ControlReceipt] = {}
    counts: dict[UUID, int] = {}
    for receipt in ControlReceipt.objects.filter(order_id__in=ids).order_by("place"):
        newest[receipt.order_id] = receipt
        counts[receipt.order_id] = counts.get(receipt.order_id, 0) + 1
    doubts = dict(ControlDoubt.objects.filter(order_id__in=ids).values_list("order_id", "since"))
    found = []
    for row in orders:
        values, last, request = _order_values(row), newest.get(row.id), row.request
        found.append(
            OrderState(
                OrderLine(**values), _receipt(last, values) if last else None, counts.get(row.id, 0), request.id,
                RequestState(request.state), request.due_at, request.attempts, doubts.get(row.id), request.words,
            )
        )  # fmt: skip
    return found


def order_of(key: str, *, court_id: int | None = None) -> OrderState | None:
    """The order of a key; None when there is none. Keys are one court's own: without `court_id` of the courts in sight."""
    rows = ControlOrder.objects.select_related(*_WITH).filter(key=key)
    if court_id is not None:
        rows = rows.filter(court_id=court_id)
    return next(iter(_states(rows.order_by("ordered_at")[:1])), None)


def order_of_request(request_id: UUID) -> UUID | None:
    """The order that a request carries; None for a question."""
    return ControlOrder.objects.filter(request_id=request_id).values_list("pk", flat=True).first()


def orders_of_case(case_id: UUID, *, limit: int = LINES_MAX) -> list[OrderState]:
    """The orders of a case, latest first."""
    rows = ControlOrder.objects.select_related(*_WITH).filter(case_id=case_id)
    return _states(rows.order_by("-ordered_at", "-id")[:limit])


def orders_of_asset(asset_id: UUID, *, limit: int = LINES_MAX) -> list[OrderState]:
    """The orders on an asset, latest first."""
    rows = ControlOrder.objects.select_related(*_WITH).filter(asset_id=asset_id)
    return _states(rows.order_by("-ordered_at", "-id")[:limit])


def orders_by_id(order_ids: Sequence[UUID]) -> list[OrderState]:
    """These orders, latest first."""
    rows = ControlOrder.objects.select_related(*_WITH).filter(pk__in=order_ids)
    return _states(rows.order_by("-ordered_at", "-id"))


def _silent(courts: Sequence[int], now: datetime) -> QuerySet[ControlOrder]:
    """Orders on whose outcome nobody can rely: overdue, in doubt, or given up without a word of the holder."""
    without = ControlOrder.objects.filter(court_id__in=courts, receipts=None)
    late = Q(request__state__in=_UNDER_WAY, request__due_at__lt=now)
    doubtful = Q(request__state=RequestState.UNKNOWN.value, doubt__isnull=False)
    return without.filter(late | doubtful | Q(request__state=RequestState.DEAD.value))


def silent_orders(*, courts: Sequence[int], now: datetime, limit: int = LINES_MAX) -> list[OrderState]:
    """Orders without a receipt that are overdue or in doubt, the longest waiting first."""
    rows = _silent(courts, now).select_related(*_WITH)
    return _states(rows.order_by("request__due_at", "id")[:limit])


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order with every attempt, every reply and every receipt."""

    state: OrderState
    purpose: str
    receipts: tuple[ReceiptLine, ...]
    tries: tuple[Attempt, ...]
    replies: tuple[RawReply, ...]
    follows: OrderState | None
    followed_by: tuple[OrderState, ...]


def order_detail(order_id: UUID) -> OrderDetail:
    """One order. Raises ControlNotFound."""
    row = ControlOrder.objects.select_related(*_WITH).filter(pk=order_id).first()
    if row is None:
        raise ControlNotFound("没有这项控制请求，或者它不在您可以查看的法院。")
    values = _order_values(row)
    receipts = tuple(
        _receipt(one, values) for one in ControlReceipt.objects.filter(order=row).order_by("place")
    )
    around = ControlOrder.objects.select_related(*_WITH).filter(court_id=row.court_id)
    before = _states(around.filter(request__number=row.original_number)) if row.original_number else []
    return OrderDetail(
        _states([row])[0], row.purpose, receipts,
        tuple(Attempt.objects.select_related("result").filter(request_id=row.request_id).order_by("place")),
        tuple(RawReply.objects.filter(request_id=row.request_id).order_by("taken_at").defer("content_sealed")),
        before[0] if before else None,
        tuple(_states(around.filter(original_number=row.request.number).order_by("ordered_at"))),
    )  # fmt: skip


# ---- duties ---------------------------------------------------------------------------------------------------------------


def _mine(actor: Actor, now: datetime) -> QuerySet[ControlOrder]:
    watched = actor.courts_as(*_WATCHERS)
    mine = Q(court_id__in=watched)
    if actor.user_id is not None:
        mine |= Q(case__officer_id=actor.user_id)
    return _silent(actor.courts, now).filter(mine)


def duties_of_controls(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Orders whose outcome nobody knows: each is a person's to clear up. Dead requests are told by asking itself."""
    rows = _mine(actor, clock.now()).exclude(request__state=RequestState.DEAD.value)
    return [
        Duty(
            room="inquiries", loss=Loss.SECURITY_LAPSES,
            title=f"{one.order.unit}未回执：{one.order.act} {one.order.what}", subject=one.order.case_number,
            until=clock.local_date(one.due_at),
            why="已经发出，单位没有回执；没有回执不得当作已经控制。" if one.doubt_since is None
            else "单位是否已经办理不明，系统正以同一编号核实，请同时电话确认。",
            url=f"/inquiries/controls/{one.order.order_id}/", action="核实", fen=one.order.amount_fen,
        )
        for one in _states(rows.select_related(*_WITH).order_by("request__due_at", "id")[:limit])
    ]  # fmt: skip


def counted_controls(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """The orders this person must clear up."""
    return [_mine(actor, clock.now()).exclude(request__state=RequestState.DEAD.value)]
