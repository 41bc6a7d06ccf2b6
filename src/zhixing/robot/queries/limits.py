"""How much of its bounds a court's robot has used within the hour."""

from datetime import datetime
from uuid import UUID

from zhixing.foundation.clock import SHANGHAI
from zhixing.robot.models import Act
from zhixing.robot.queries.procedures import bound_of, procedures_in_force, stops_in_force
from zhixing.robot.rules.limits import HOUR, Bound, HeldBack, Hours, Used, Wish, let_through


def used_within_the_hour(court_id: int, now: datetime) -> Used:
    """Acts of a court whose carrying out began within the last hour."""
    rows = Act.objects.filter(court_id=court_id, started_at__gt=now - HOUR).values_list("procedure", "units")
    procedures: dict[str, int] = {}
    units: dict[UUID, int] = {}
    total = 0
    for procedure, at in rows:
        total += 1
        procedures[procedure] = procedures.get(procedure, 0) + 1
        for unit in at:
            units[UUID(unit)] = units.get(UUID(unit), 0) + 1
    return Used(total, procedures, units)


def what_may_go(court_id: int, wishes: list[Wish], *, now: datetime) -> tuple[list[UUID], list[HeldBack]]:
    """Which acts may be carried out at this moment and why the others wait: stops, hours, bounds of an hour."""
    local = now.astimezone(SHANGHAI)
    bounds = {
        key: Bound(Hours(one.opens_at, one.closes_at, one.working_days_only), one.per_hour)
        for key, one in procedures_in_force(court_id, local.date()).items()
    }
    return let_through(
        wishes, bounds=bounds, court=bound_of(court_id), used=used_within_the_hour(court_id, now),
        stops=stops_in_force(court_id), local=local,
    )  # fmt: skip
