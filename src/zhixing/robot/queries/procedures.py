"""Which procedures a court works by: the shipped ones, its own versions, what is switched off and what is stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from uuid import UUID

from zhixing.robot.actions import actions
from zhixing.robot.models import ProcedureVersion, RobotPolicy, Stop
from zhixing.robot.rules.limits import CourtBound, Hours, StopLine
from zhixing.robot.rules.procedures import Procedure
from zhixing.robot.rules.reading import Fault, ProcedureFaulty, read_procedure
from zhixing.robot.rules.states import VersionState


@dataclass(frozen=True, slots=True)
class Standing:
    """A procedure in a court. `origin` is shipped, own, or off; a faulty one does nothing until somebody mends it."""

    key: str
    origin: str
    procedure: Procedure | None
    number: int = 0
    effective_on: date | None = None
    faults: tuple[Fault, ...] = ()
    stopped_because: str = ""

    @property
    def works(self) -> bool:
        """Whether it may prepare tasks now."""
        return self.procedure is not None and not self.stopped_because


def shipped_texts() -> dict[str, str]:
    """The text of every shipped procedure by key, which is the name of its file."""
    folder = resources.files("zhixing.robot") / "procedures"
    return {
        file.name.removesuffix(".toml"): file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
        if file.name.endswith(".toml")
    }


@lru_cache(maxsize=512)
def parsed(text: str) -> tuple[Procedure | None, tuple[Fault, ...]]:
    """A text as a procedure, or its faults."""
    try:
        return read_procedure(text, actions=actions()), ()
    except ProcedureFaulty as problem:
        return None, problem.faults


def standings(court_id: int, on: date) -> list[Standing]:
    """Every procedure of a court on a day, by key. A court's own version in force beats the shipped one."""
    own: dict[str, ProcedureVersion] = {}
    rows = ProcedureVersion.objects.filter(
        court_id=court_id, state=VersionState.APPROVED.value, effective_on__lte=on
    )
    for row in rows.order_by("effective_on", "number"):
        own[row.key] = row
    stops = [stop for stop in stops_in_force(court_id) if stop.unit is None]
    found = []
    shipped = shipped_texts()
    for key in sorted({*shipped, *own}):
        stopped = next((stop.why for stop in stops if stop.covers(key, ())), "")
        version = own.get(key)
        if version and version.is_off:
            found.append(Standing(key, "off", None, version.number, version.effective_on))
            continue
        procedure, faults = parsed(version.text if version else shipped[key])
        found.append(
            Standing(
                key, "own" if version else "shipped", procedure, version.number if version else 0,
                version.effective_on if version else None, faults, stopped,
            )
        )  # fmt: skip
    return found


def procedures_in_force(court_id: int, on: date) -> dict[str, Procedure]:
    """The procedures of a court that are in force on a day and read without fault, stopped or not, by key."""
    return {one.key: one.procedure for one in standings(court_id, on) if one.procedure is not None}


def stops_in_force(court_id: int) -> list[StopLine]:
    """What is stopped in a court, the newest first."""
    rows = Stop.objects.filter(court_id=court_id, resumed_at=None).order_by("-stopped_at")
    return [StopLine(row.procedure, row.unit_id, row.why) for row in rows]


def bound_of(court_id: int) -> CourtBound:
    """The court's own bounds; the usual ones where it has set none."""
    policy = RobotPolicy.objects.filter(court_id=court_id).first() or RobotPolicy(court_id=court_id)
    return CourtBound(
        Hours(policy.opens_at, policy.closes_at, policy.working_days_only),
        policy.per_hour, policy.at_once, policy.unit_per_hour,
        {UUID(unit): bound for unit, bound in policy.units.items()},
    )  # fmt: skip


def versions(court_ids: Sequence[int], *, key: str = "", limit: int = 100) -> list[ProcedureVersion]:
    """Courts' own versions, the newest first."""
    rows = ProcedureVersion.objects.filter(court_id__in=court_ids)
    return list((rows.filter(key=key) if key else rows).order_by("-proposed_at", "-id")[:limit])
