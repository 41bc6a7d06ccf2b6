"""A court's own procedures: proposed by one person, approved by another, in force from a day on; and its limits."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from zhixing.foundation.clock import SHANGHAI
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.roles import Role
from zhixing.inquiries.models import Unit
from zhixing.robot.actions import actions
from zhixing.robot.models import ProcedureVersion, RobotPolicy
from zhixing.robot.queries.procedures import shipped_texts
from zhixing.robot.rules.reading import read_procedure
from zhixing.robot.rules.states import VersionState

MAY_PROPOSE = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
MAY_APPROVE = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


class VersionImpossible(ValueError):
    """A version cannot be proposed, approved or withdrawn; the words say what to do."""


def propose_version(
    *, court_id: int, text: str, why: str, effective_on: date, now: datetime, actor: Actor
) -> ProcedureVersion:
    """Put forward a court's own version of a procedure, or a procedure of its own.

    Raises ProcedureFaulty with every fault of the text, VersionImpossible without a reason, for a day gone by, or while
    another version of the procedure waits.
    """
    procedure = read_procedure(text, actions=actions())
    return _propose(court_id, procedure.key, text, why, effective_on, now, actor)


def propose_switching_off(
    *, court_id: int, key: str, why: str, effective_on: date, now: datetime, actor: Actor
) -> ProcedureVersion:
    """Put forward that a procedure no longer runs in the court, from a day on. Raises VersionImpossible."""
    own = ProcedureVersion.objects.filter(court_id=court_id, key=key)
    if key not in shipped_texts() and not own.exists():
        raise VersionImpossible(f"没有名为“{key}”的流程。")
    return _propose(court_id, key, "", why, effective_on, now, actor)


def _propose(
    court_id: int, key: str, text: str, why: str, effective_on: date, now: datetime, actor: Actor
) -> ProcedureVersion:
    actor.require(court_id, *MAY_PROPOSE)
    if actor.user_id is None:
        raise NotAllowed("流程须由本院人员提出。")
    if not why.strip():
        raise VersionImpossible("请写明修改的理由。")
    if effective_on < now.astimezone(SHANGHAI).date():
        raise VersionImpossible("施行日期不能早于今天。")
    with transaction.atomic():
        rows = ProcedureVersion.objects.select_for_update().filter(court_id=court_id, key=key)
        if any(row.state == VersionState.PROPOSED.value for row in rows):
            raise VersionImpossible("该流程已有一个版本待批准，请先批准或者撤回。")
        number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1 if rows else 1
        row = ProcedureVersion.objects.create(
            court_id=court_id, key=key, number=number, is_off=not text, text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(), why=why.strip()[:300], proposed_by_id=actor.user_id,
            proposed_by_name=actor.name, proposed_at=now, effective_on=effective_on,
        )  # fmt: skip
        _say(row, "proposed", now, actor)
    return row


def approve_version(*, version_id: UUID, now: datetime, actor: Actor) -> ProcedureVersion:
    """Approve a proposed version. Never by who proposed it; a day that has gone by meanwhile becomes today.

    Raises NotAllowed, VersionImpossible, or ProcedureFaulty when the text no longer reads.
    """
    with transaction.atomic():
        row = _proposed(version_id)
        actor.require(row.court_id, *MAY_APPROVE)
        if actor.user_id is None or actor.user_id == row.proposed_by_id:
            raise NotAllowed("流程须由提出人以外的人批准。")
        if row.text:
            read_procedure(row.text, actions=actions())
        row.effective_on = max(row.effective_on, now.astimezone(SHANGHAI).date())
        return _decide(row, VersionState.APPROVED, now, actor)


def withdraw_version(*, version_id: UUID, now: datetime, actor: Actor) -> ProcedureVersion:
    """Withdraw a proposed version, or send it back. Raises NotAllowed or VersionImpossible."""
    with transaction.atomic():
        row = _proposed(version_id)
        if actor.user_id != row.proposed_by_id:
            actor.require(row.court_id, *MAY_APPROVE)
        return _decide(row, VersionState.WITHDRAWN, now, actor)


def _proposed(version_id: UUID) -> ProcedureVersion:
    row = ProcedureVersion.objects.select_for_update().filter(pk=version_id).first()
    if row is None or row.state != VersionState.PROPOSED.value:
        raise VersionImpossible("这个版本已经处理，请刷新。")
    return row


def _decide(row: ProcedureVersion, state: VersionState, now: datetime, actor: Actor) -> ProcedureVersion:
    row.state, row.decided_at, row.decided_by_id, row.decided_by_name = (
        state.value,
        now,
        actor.user_id,
        actor.name,
    )
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "effective_on"])
    _say(row, state.value, now, actor)
    return row


def _say(row: ProcedureVersion, what: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=row.court_id, subject=f"court:{row.court_id}", kind="procedure.changed", at=now, actor=actor,
        body={
            "procedure": row.key, "number": row.number, "what": what, "off": row.is_off, "sha256": row.sha256,
            "effective_on": row.effective_on.isoformat(), "why": row.why,
        },
    )  # fmt: skip


def set_policy(
    *,
    court_id: int,
    per_hour: int,
    at_once: int,
    unit_per_hour: int,
    units: Mapping[UUID, int],
    opens_at: time,
    closes_at: time,
    working_days_only: bool,
    samples_percent: int,
    now: datetime,
    actor: Actor,
) -> RobotPolicy:
    """Set the court's limits over all procedures. Raises VersionImpossible for a unit it does not know or odd hours."""
    actor.require(court_id, *MAY_APPROVE)
    if opens_at >= closes_at:
        raise VersionImpossible("工作时间的开始须早于结束。")
    bounds = (per_hour, unit_per_hour, *units.values())
    if at_once < 1 or min(bounds) < 0 or max(*bounds, at_once) > 1_000_000 or not 1 <= samples_percent <= 100:
        raise VersionImpossible("件数须在 0 至 1000000 之间，抽查比例须在 1 至 100 之间。")
    known = set(Unit.objects.filter(court_id=court_id, pk__in=units).values_list("pk", flat=True))
    if known != set(units):
        raise VersionImpossible("有的单位不在本院登记之列，请重新选择。")
    values = {
        "per_hour": per_hour, "at_once": at_once, "unit_per_hour": unit_per_hour,
        "units": {str(unit): bound for unit, bound in units.items()}, "working_days_only": working_days_only,
        "samples_percent": samples_percent,
    }  # fmt: skip
    with transaction.atomic():
        row, _ = RobotPolicy.objects.update_or_create(
            court_id=court_id,
            defaults={
                **values,
                "opens_at": opens_at,
                "closes_at": closes_at,
                "set_at": now,
                "set_by_name": actor.name,
            },
        )
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="robot.limits_set", at=now, actor=actor,
            body={**values, "hours": f"{opens_at:%H:%M}-{closes_at:%H:%M}"},
        )  # fmt: skip
    return row
