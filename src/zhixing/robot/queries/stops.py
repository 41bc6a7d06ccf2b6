"""What is stopped, by whom and why, and what a court allows within an hour: as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhixing.inquiries.models import Unit
from zhixing.robot.models import RobotPolicy, Stop

STOPS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class StopRow:
    """A stop, in force as long as `resumed_at` is empty. Of everything when it names neither procedure nor unit."""

    id: UUID
    court_id: int
    court_name: str
    procedure: str
    unit_id: UUID | None
    unit_name: str
    why: str
    stopped_by_name: str
    stopped_at: datetime
    resumed_by_name: str
    resumed_at: datetime | None


def stops_of(courts: Sequence[int], *, in_force: bool = True, limit: int = STOPS_SHOWN) -> list[StopRow]:
    """The stops in force, or those that were ended; the newest first."""
    rows = Stop.objects.filter(court_id__in=list(courts), resumed_at__isnull=in_force)
    return [
        StopRow(
            row.pk, row.court_id, row.court.name, row.procedure, row.unit_id, row.unit.name if row.unit else "", row.why,
            row.stopped_by_name, row.stopped_at, row.resumed_by_name, row.resumed_at,
        )
        for row in rows.select_related("court", "unit").order_by("-stopped_at", "-id")[:limit]
    ]  # fmt: skip


def policy_of(court_id: int) -> RobotPolicy:
    """The court's limits, the usual ones where it has set none."""
    return RobotPolicy.objects.filter(court_id=court_id).first() or RobotPolicy(court_id=court_id)


def units_of(court_id: int) -> list[tuple[UUID, str]]:
    """The units that acts may go to, by name."""
    rows = Unit.objects.filter(court_id=court_id).order_by("name", "id")
    return [(row[0], row[1]) for row in rows.values_list("id", "name")]
