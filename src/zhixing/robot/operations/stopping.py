"""Stopping the robot and letting it go on: all of it, one procedure, or everything that goes to one unit."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.inquiries.models import Unit
from zhixing.robot.models import Stop
from zhixing.robot.queries.procedures import standings

MAY_STOP = (Role.OFFICER, Role.CLERK, Role.DUTY_OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT, Role.IT)
"""Whoever sees something going wrong may stop it; only those who answer for the bureau let it go on."""
MAY_RESUME = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


class StopImpossible(ValueError):
    """There is nothing to stop or to resume, or no reason was given."""


def stop(
    *, court_id: int, why: str, now: datetime, actor: Actor, procedure: str = "", unit_id: UUID | None = None
) -> Stop:
    """Stop at once: no task is prepared and no act begins from now on. Stopped twice, the first stop stands.

    Raises StopImpossible for an unknown procedure or unit, or without a reason.
    """
    actor.require(court_id, *MAY_STOP)
    if not why.strip():
        raise StopImpossible("请写明停止的理由。")
    if procedure and procedure not in {one.key for one in standings(court_id, now.date())}:
        raise StopImpossible(f"没有名为“{procedure}”的流程。")
    if unit_id is not None and not Unit.objects.filter(pk=unit_id, court_id=court_id).exists():
        raise StopImpossible("本院没有登记这个单位。")
    with transaction.atomic():
        found, made = Stop.objects.get_or_create(
            **_named(court_id, procedure, unit_id),
            defaults={
                "why": why.strip()[:300], "stopped_by_id": actor.user_id, "stopped_by_name": actor.name, "stopped_at": now
            },
        )  # fmt: skip
        if made:
            record(
                court_id=court_id, subject=f"court:{court_id}", kind="robot.stopped", at=now, actor=actor,
                body={"procedure": procedure, "unit": str(unit_id or ""), "why": found.why},
            )  # fmt: skip
    return found


def resume(
    *, court_id: int, now: datetime, actor: Actor, procedure: str = "", unit_id: UUID | None = None
) -> Stop:
    """Let go on what was stopped under exactly this name. Raises StopImpossible when it is not stopped."""
    actor.require(court_id, *MAY_RESUME)
    with transaction.atomic():
        found = Stop.objects.select_for_update().filter(**_named(court_id, procedure, unit_id)).first()
        if found is None:
            raise StopImpossible("没有这一项停止，无须恢复。")
        found.resumed_at, found.resumed_by_id, found.resumed_by_name = now, actor.user_id, actor.name
        found.save(update_fields=["resumed_at", "resumed_by", "resumed_by_name"])
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="robot.resumed", at=now, actor=actor,
            body={"procedure": procedure, "unit": str(unit_id or "")},
        )  # fmt: skip
    return found


def _named(court_id: int, procedure: str, unit_id: UUID | None) -> dict[str, Any]:
    """The stop in force under exactly this name."""
    return {"court_id": court_id, "procedure": procedure, "unit_id": unit_id, "resumed_at": None}
