"""Units as the court sees them: what they may be asked, how they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from zhixing.inquiries.models import InquiryPolicy, KeyProposal, Preset, Unit, UnitKey
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction, UnitState


class UnitNotFound(LookupError):
    """No such unit among those that may be seen."""


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """How a unit has answered since a moment. Times in minutes; shares are counts, so that nothing is rounded away."""

    asked: int = 0
    answered: int = 0
    empty: int = 0
    refused: int = 0
    under_way: int = 0
    overdue: int = 0
    dead: int = 0
    unbelieved: int = 0
    median_minutes: int | None = None
    slowest_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the list."""

    unit: Unit
    kinds: tuple[str, ...]
    card: ServiceCard

    @property
    def chip(self) -> str:
        """The state's colour: red while it rests after failures, grey when paused."""
        if self.unit.state == UnitState.PAUSED.value:
            return "ended"
        if self.unit.trouble_until is not None and self.unit.trouble_count:
            return "overdue"
        return "confirmed" if self.unit.answered_at else "waiting"


_CARDS = """
    SELECT unit_id, count(*), count(*) FILTER (WHERE state = 'answered'), count(*) FILTER (WHERE result = 'none'),
        count(*) FILTER (WHERE state = 'refused'),
        count(*) FILTER (WHERE state IN ('waiting', 'sent', 'acknowledged', 'unknown')),
        count(*) FILTER (WHERE silence_noted), count(*) FILTER (WHERE state = 'dead'),
        (percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - first_sent_at))
            FILTER (WHERE state = 'answered'))::bigint / 60,
        (max(extract(epoch FROM ended_at - first_sent_at)) FILTER (WHERE state = 'answered'))::bigint / 60
    FROM inquiries_request WHERE unit_id = ANY (%s) AND made_at >= %s GROUP BY unit_id
"""
_UNBELIEVED = """
    SELECT unit_id, count(*) FROM inquiries_rawreply
    WHERE unit_id = ANY (%s) AND taken_at >= %s AND kind = 'unbelieved' GROUP BY unit_id
"""


def service_cards(unit_ids: Sequence[UUID], *, since: datetime) -> dict[UUID, ServiceCard]:
    """How these units have answered what was asked since a moment."""
    with connection.cursor() as cursor:
        cursor.execute(_UNBELIEVED, [list(unit_ids), since])
        unbelieved = dict(cursor.fetchall())
        cursor.execute(_CARDS, [list(unit_ids), since])
        return {
            unit_id: ServiceCard(
                asked, answered, empty, refused, under_way, overdue, dead, unbelieved.get(unit_id, 0), *times
            )
            for unit_id, asked, answered, empty, refused, under_way, overdue, dead, *times in cursor.fetchall()
        }


def list_units(*, courts: Sequence[int], since: datetime) -> list[UnitLine]:
    """Every unit of the courts with its service card."""
    units = list(
        Unit.objects.filter(court_id__in=courts).prefetch_related("items").order_by("court_id", "code")
    )
    cards = service_cards([unit.pk for unit in units], since=since)
    return [UnitLine(unit, _kinds(unit), cards.get(unit.pk, ServiceCard())) for unit in units]


def _kinds(unit: Unit) -> tuple[str, ...]:
    kinds = {item.asset_kind for item in unit.items.all()}
    return tuple(kind.label for kind in AssetKind if kind.value in kinds)


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """A unit with everything on its page."""

    line: UnitLine
    items: tuple[tuple[str, str, str], ...]
    keys: tuple[UnitKey, ...]
    connector: str
    proposal: KeyProposal | None = None


def unit_detail(unit_id: UUID, *, since: datetime) -> UnitDetail:
    """A unit. Raises UnitNotFound."""
    unit = Unit.objects.prefetch_related("items", "keys").filter(pk=unit_id).first()
    if unit is None:
        raise UnitNotFound("没有这个单位，或者它不是您可以查看的法院登记的。")
    card = service_cards([unit.pk], since=since).get(unit.pk, ServiceCard())
    items = tuple(
        sorted(
            (AssetKind(item.asset_kind).label, UnitAction(item.action).label, item.basis)
            for item in unit.items.all()
        )
    )
    keys = tuple(sorted(unit.keys.all(), key=lambda key: key.valid_from, reverse=True))
    proposal = KeyProposal.objects.filter(unit=unit, decided_at=None).first()
    return UnitDetail(UnitLine(unit, _kinds(unit), card), items, keys, unit.connector, proposal)


def unit_of_key_proposal(proposal_id: UUID) -> UUID | None:
    """The unit whose next key this is."""
    return KeyProposal.objects.filter(pk=proposal_id).values_list("unit_id", flat=True).first()


def presets_of(courts: Sequence[int]) -> list[tuple[Preset, list[str]]]:
    """The presets of courts, each with the names of its units."""
    rows = (
        Preset.objects.filter(court_id__in=courts)
        .prefetch_related("members__unit")
        .order_by("court_id", "name")
    )
    return [(preset, [member.unit.name for member in preset.members.all()]) for preset in rows]


def policy_of(court_id: int) -> InquiryPolicy:
    """What a court has set; the usual where it has set nothing."""
    return InquiryPolicy.objects.filter(court_id=court_id).first() or InquiryPolicy(court_id=court_id)
