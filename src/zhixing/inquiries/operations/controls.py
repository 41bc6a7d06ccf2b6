"""Ordering controls: many at a time, each once by its key, and only on what is attributed to the debtor at that moment.

Orders of one court are made one batch after another, so two officers never order the same thing side by side: the second
is shown the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhixing.cases.models import Case, Party
from zhixing.cases.personal import keys
from zhixing.documents.models import Document
from zhixing.foundation import clock
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, seal
from zhixing.inquiries.models import Asset, ControlOrder, ControlReceipt, Request, Unit, UnitItem
from zhixing.inquiries.operations.gating import Bound, accounts_of, obstacles
from zhixing.inquiries.operations.identifiers import index_of_identifier, shown
from zhixing.inquiries.queries.assets import reference_of
from zhixing.inquiries.rules import controls as rules
from zhixing.inquiries.rules.controls import NEW_BURDENS, PAYMENTS
from zhixing.inquiries.rules.kinds import AssetKind, RequestKind, RequestState, UnitAction, UnitState
from zhixing.inquiries.wire.messages import MONEY_KINDS, Action, Result
from zhixing.inquiries.wire.numbering import new_number

ORDERERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
ORDERS_MAX = 2_000
_ORDERING = 7_201_021  # advisory lock, with the court
_OPEN = [state.value for state in (
    RequestState.WAITING, RequestState.SENT, RequestState.ACKNOWLEDGED, RequestState.UNKNOWN, RequestState.DEAD,
)]  # fmt: skip
"""Without an answer: a silent unit may still have done it."""


class ControlRefused(ValueError):
    """Orders that may not be made; nothing of the batch was. `faults` names each by its key, `order_id` the order it repeats."""

    def __init__(self, faults: Sequence[tuple[str, str]], order_id: UUID | None = None) -> None:
        self.faults, self.order_id = tuple(faults), order_id
        more = f"（另有 {len(faults) - 1} 项）" if len(faults) > 1 else ""
        super().__init__(f"{faults[0][1]}{more}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewControl:
    """An order to be made. `key` is the caller's: the same key is the same order for ever. Amounts in fen.

    `identifier` is written as the unit writes it; with `asset_id` it may stay empty. `measure_id` is the caller's own.
    """

    key: str
    action: Action
    case_id: UUID
    party_id: UUID
    unit_id: UUID
    asset_kind: AssetKind
    identifier: str
    ruling_id: UUID
    notice_id: UUID
    asset_id: UUID | None = None
    amount_fen: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    original_number: str = ""
    original_case_number: str = ""
    measure_id: UUID | None = None
    purpose: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """What makes another order the same act under another key."""
        return (self.amount_fen, self.starts_on, self.ends_on)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as it stands. `is_new` is False when its key, or the same act under way, was there before."""

    order_id: UUID
    number: str
    key: str
    is_new: bool


def order_controls(
    *, court_id: int, orders: Sequence[NewControl], now: datetime, actor: Actor
) -> list[Ordered]:
    """Order controls, all of them or none; the orders in the order given. The requests leave with the next sending.

    The same key gives the same order, and never a second message. Raises ControlRefused: for an asset that is not the
    party's, a case that may not order it, a unit that does not take it, documents of another case; NotAllowed.
    """
    actor.require(court_id, *ORDERERS)
    if len(orders) > ORDERS_MAX:
        raise ControlRefused([("", f"一次最多 {ORDERS_MAX} 项，请分批办理。")])
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ORDERING, court_id])
        made = _known(court_id, orders)
        wanted = list({order.key: order for order in orders if order.key not in made}.values())
        if wanted:
            made |= _make(court_id, wanted, now, actor)
    return [made[order.key] for order in orders]


def _known(court_id: int, orders: Sequence[NewControl]) -> dict[str, Ordered]:
    rows = ControlOrder.objects.filter(court_id=court_id, key__in=[order.key for order in orders])
    found = rows.values_list("pk", "request__number", "key")
    return {key: Ordered(order_id, number, key, False) for order_id, number, key in found}


def _make(court_id: int, wanted: list[NewControl], now: datetime, actor: Actor) -> dict[str, Ordered]:
    desk = _Desk.gather(court_id, wanted, now)
    faults = [(order.key, why) for order in desk.wanted if (why := desk.fault(order))]
    if faults:
        raise ControlRefused([(key, f"{desk.name(key)}：{why}") for key, why in faults])
    made, new = {}, []
    for order in desk.wanted:
        first = desk.first_alike(order)
        if first is not None:
            made[order.key] = Ordered(first.order_id, first.number, order.key, False)
            continue
        row = desk.row(order, actor)
        new.append(row)
        made[order.key] = Ordered(row.id, row.request.number, order.key, True)
    insert_rows([row.request for row in new])
    insert_rows(new)
    facts = [
        NewFact(
            court_id, f"case:{row.case_id}", "control.ordered",
            {"order": str(row.id), "request": row.request.number, "unit": row.request.unit.code, "action": row.action,
             "kind": row.asset_kind, "asset": row.identifier_masked, "amount_fen": row.amount_fen,
             "measure": str(row.measure_id or ""), "original": row.original_number},
        )
        for row in new
    ]  # fmt: skip
    if facts:
        record_many(facts=facts, at=now, actor=actor)
    return made


@dataclass(frozen=True, slots=True)
class _Alike:
    """An order that another one might repeat."""

    order_id: UUID
    number: str
    same: tuple[object, ...]
    is_open: bool
    stands: bool


_Place = tuple[UUID, UUID, str, str, bytes, str]
"""Case, unit, action, kind, identifier, original: where one order may be another."""


@dataclass(slots=True)
class _Desk:
    """Everything a batch of orders must know, read in a fixed number of queries."""

    court: Court
    now: datetime
    wanted: list[NewControl]
    cases: dict[UUID, Case]
    parties: dict[UUID, Party]
    units: dict[UUID, Unit]
    takes: set[tuple[UUID, str, str]]
    documents: dict[UUID, Document]
    originals: dict[str, ControlOrder]
    indexes: dict[str, bytes]
    obstacles: dict[str, str]
    has_account: bool
    alike: dict[_Place, list[_Alike]]

    @classmethod
    def gather(cls, court_id: int, wanted: list[NewControl], now: datetime) -> "_Desk":
        """Read what the orders name; assets are found by their identifier where the caller gave none."""
        parties = Party.objects.filter(court_id=court_id).in_bulk({order.party_id for order in wanted})
        assets = Asset.objects.filter(court_id=court_id).in_bulk(
            {order.asset_id for order in wanted if order.asset_id}
        )
        wanted = _named(wanted, assets)
        indexes = {
            order.key: bytes(assets[order.asset_id].identifier_index)
            if order.asset_id in assets
            else index_of_identifier(order.asset_kind, order.identifier)
            for order in wanted
        }
        wanted = _with_assets(court_id, wanted, parties, indexes)
        units = Unit.objects.filter(court_id=court_id).in_bulk({order.unit_id for order in wanted})
        items = UnitItem.objects.filter(unit_id__in=list(units)).exclude(action=UnitAction.QUERY.value)
        papers = {order.ruling_id for order in wanted} | {order.notice_id for order in wanted}
        numbers = {order.original_number for order in wanted if order.original_number}
        originals = ControlOrder.objects.filter(court_id=court_id, request__number__in=numbers)
        bound = [
            Bound(
                order.key, court_id, order.case_id, order.party_id, order.asset_id, order.action,
                order.asset_kind, indexes[order.key],
            )
            for order in wanted
        ]  # fmt: skip
        return cls(
            Court.objects.get(pk=court_id), now, wanted,
            Case.objects.filter(court_id=court_id).in_bulk({order.case_id for order in wanted}), parties, units,
            set(items.values_list("unit_id", "asset_kind", "action")),
            Document.objects.filter(court_id=court_id).defer("content").in_bulk(papers),
            {row.request.number: row for row in originals.select_related("request")}, indexes,
            obstacles(bound), court_id in accounts_of({court_id}), _alike(court_id, wanted, indexes, now),
        )  # fmt: skip

    def name(self, key: str) -> str:
        """How a refusal names an order to a person: whose asset, and what was wanted."""
        order = next(order for order in self.wanted if order.key == key)
        party, act = self.parties.get(order.party_id), UnitAction(order.action.value).label
        return f"{party.name if party else ''} {order.asset_kind.label} {shown(order.asset_kind, order.identifier)} {act}".strip()

    def fault(self, order: NewControl) -> str:
        """Why the order may not be made; empty when it may."""
        if not order.key.strip() or len(order.key) > 200:
            return "缺少防重编号"
        terms = rules.Terms(
            order.action, order.asset_kind, order.identifier, order.amount_fen, order.starts_on, order.ends_on,
            order.original_number, order.original_case_number,
        )  # fmt: skip
        said = rules.faults(terms, today=clock.local_date(self.now))
        return (
            (said[0] if said else "")
            or self.obstacles.get(order.key, "")
            or self._unit_fault(order)
            or self._paper_fault(order)
            or self._original_fault(order)
        )

    def _unit_fault(self, order: NewControl) -> str:
        unit = self.units.get(order.unit_id)
        if unit is None:
            return "请选择本院登记的单位"
        if unit.state != UnitState.ACTIVE.value:
            return f"{unit.name}已暂停，请改用纸质办理"
        if (unit.id, order.asset_kind.value, order.action.value) not in self.takes:
            return (
                f"与{unit.name}的协议不包括对{order.asset_kind.label}的{UnitAction(order.action.value).label}"
            )
        if order.action in PAYMENTS and not self.has_account:
            return "本院没有登记案款账户，不能扣划"
        return ""

    def _paper_fault(self, order: NewControl) -> str:
        papers = [self.documents.get(order.ruling_id), self.documents.get(order.notice_id)]
        if any(paper is None or paper.case_id != order.case_id for paper in papers):
            return "须附本案的裁定书和协助执行通知书"
        if sum(paper.size for paper in papers if paper) > rules.DOCUMENT_BYTES_MAX:
            return "裁定书和协助执行通知书过大，报文装不下，请分开制作"
        return ""

    def _original_fault(self, order: NewControl) -> str:
        first = self.originals.get(order.original_number)
        if first is None:
            return ""
        same = bytes(first.identifier_index) == self.indexes[order.key] and first.unit_id == order.unit_id
        return "" if same else "所列原控制不是对这项财产、这个单位的"

    def first_alike(self, order: NewControl) -> _Alike | None:
        """The order that this one repeats; None when it repeats none. Raises ControlRefused where both cannot be."""
        for one in self.alike.get(_place(order, self.indexes[order.key]), ()):
            if one.is_open and one.same == order.same:
                return one
            if one.is_open:
                why = f"已有同一措施正在办理（{one.number}），请等回执后再办"
                raise ControlRefused([(order.key, f"{self.name(order.key)}：{why}")], one.order_id)
            whole = order.asset_kind not in MONEY_KINDS
            if order.action in NEW_BURDENS - PAYMENTS and one.stands and (whole or one.same == order.same):
                why = f"本案已对该财产办理同一措施（{one.number}）"
                raise ControlRefused([(order.key, f"{self.name(order.key)}：{why}")], one.order_id)
        return None

    def row(self, order: NewControl, actor: Actor) -> ControlOrder:
        """The order with its request, noted so that the next one of the batch is shown it."""
        unit, party, case = self.units[order.unit_id], self.parties[order.party_id], self.cases[order.case_id]
        hours, days = timedelta(hours=unit.answer_hours), timedelta(days=unit.dead_after_days)
        request = Request(
            id=uuid7(), court=self.court, inquiry=None, case=case, party=party, unit=unit,
            kind=RequestKind.CONTROL.value, number=new_number(self.court.code, now=self.now),
            subject_index=bytes(party.id_index), items=[order.asset_kind.value], made_at=self.now,
            due_at=self.now + hours, dead_at=self.now + max(days, hours), next_try_at=self.now,
        )  # fmt: skip
        act = UnitAction(order.action.value).label
        row = ControlOrder(
            id=uuid7(), court=self.court, request=request, case=case, party=party, unit=unit, asset_id=order.asset_id,
            action=order.action.value, asset_kind=order.asset_kind.value,
            identifier_sealed=seal(keys(), order.identifier, purpose=Purpose.ACCOUNT),
            identifier_index=self.indexes[order.key], identifier_masked=shown(order.asset_kind, order.identifier),
            amount_fen=order.amount_fen, starts_on=order.starts_on, ends_on=order.ends_on,
            original_number=order.original_number, original_case_number=order.original_case_number[:80],
            purpose=(order.purpose.strip() or f"执行{case.number}，{act}被执行人{party.name}的{order.asset_kind.label}")[:300],
            measure_id=order.measure_id, key=order.key, ruling_id=order.ruling_id, notice_id=order.notice_id,
            ordered_by_id=actor.user_id, ordered_by_name=actor.name[:60], ordered_at=self.now,
        )  # fmt: skip
        alike = _Alike(row.id, request.number, order.same, is_open=True, stands=False)
        self.alike.setdefault(_place(order, self.indexes[order.key]), []).append(alike)
        return row


def _place(order: NewControl, index: bytes) -> _Place:
    return (
        order.case_id, order.unit_id, order.action.value, order.asset_kind.value, index, order.original_number,
    )  # fmt: skip


def _named(wanted: list[NewControl], assets: dict[UUID, Asset]) -> list[NewControl]:
    """Orders with their identifier as the unit wrote it; of a known asset it is taken from the asset."""
    return [
        replace(order, identifier=reference_of(assets[order.asset_id]).identifier)
        if order.asset_id in assets and not order.identifier
        else order
        for order in wanted
    ]


def _with_assets(
    court_id: int, wanted: list[NewControl], parties: dict[UUID, Party], indexes: dict[str, bytes]
) -> list[NewControl]:
    """Orders with the asset they mean, where the caller named it by its identifier only."""
    bare = [order for order in wanted if order.asset_id is None and order.party_id in parties]
    if not bare:
        return wanted
    people = {bytes(parties[order.party_id].id_index) for order in bare}
    rows = Asset.objects.filter(
        court_id=court_id,
        person_index__in=people,
        identifier_index__in={indexes[order.key] for order in bare},
    )
    found = {(bytes(row.person_index), row.kind, bytes(row.identifier_index)): row.pk for row in rows}
    return [
        replace(
            order,
            asset_id=found.get(
                (bytes(parties[order.party_id].id_index), order.asset_kind.value, indexes[order.key])
            ),
        )
        if order.asset_id is None and order.party_id in parties
        else order
        for order in wanted
    ]


def _alike(
    court_id: int, wanted: Iterable[NewControl], indexes: dict[str, bytes], now: datetime
) -> dict[_Place, list[_Alike]]:
    """Earlier orders on the same assets that have no answer yet, or by whose receipt something stands."""
    rows = list(
        ControlOrder.objects.filter(
            court_id=court_id, unit_id__in={order.unit_id for order in wanted},
            identifier_index__in=set(indexes.values()),
        ).select_related("request").order_by("ordered_at", "id")
    )  # fmt: skip
    results: dict[UUID, tuple[str, date | None]] = {}
    receipts = ControlReceipt.objects.filter(order_id__in=[row.id for row in rows]).order_by("place")
    for order_id, result, ends_on in receipts.values_list("order_id", "result", "ends_on"):
        results[order_id] = (result, ends_on)
    done = (Result.CONTROLLED.value, Result.PARTLY.value)
    released = {
        row.original_number
        for row in rows
        if row.action in {one.value for one in rules.RELEASES}
        and results.get(row.id, ("", None))[0] == Result.CONTROLLED.value
    }
    found: dict[_Place, list[_Alike]] = {}
    today = clock.local_date(now)
    for row in rows:
        result, ends_on = results.get(row.id, ("", None))
        until = ends_on or row.ends_on
        stands = result in done and row.request.number not in released and (until is None or until >= today)
        is_open = row.request.state in _OPEN
        if is_open or stands:
            place = (
                row.case_id,
                row.unit_id,
                row.action,
                row.asset_kind,
                bytes(row.identifier_index),
                row.original_number,
            )
            found.setdefault(place, []).append(
                _Alike(
                    row.id, row.request.number, (row.amount_fen, row.starts_on, row.ends_on), is_open, stands
                )
            )
    return found


def mark_watched(*, receipt_ids: Sequence[UUID], now: datetime) -> int:
    """Note that these receipts were taken up; how many had not been."""
    rows = ControlReceipt.objects.filter(pk__in=list(receipt_ids), watched_at=None)
    return rows.update(watched_at=now)
