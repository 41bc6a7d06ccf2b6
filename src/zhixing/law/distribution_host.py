"""Which court hosts a distribution, and when a maximum mortgage stops growing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Step


@dataclass(frozen=True, slots=True)
class Seizure:
    """One court's measure on the asset. `tried`: for a preservation, whether that court's case has been tried."""

    court: str
    effective_at: datetime
    preservation: bool = False
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """The hosting court, and whether it may distribute already."""

    court: str
    may_distribute: bool
    explanation: tuple[Step, ...]


@rule("distribution.host")
def hosting_court(seizures: Sequence[Seizure]) -> Host | None:
    """The court that seized first hosts; when that was a preservation, only after its case is tried. None without any."""
    first = min(seizures, key=lambda seizure: seizure.effective_at, default=None)
    if first is None:
        return None
    ready = first.tried or not first.preservation
    text = f"由首先控制财产的{first.court}主持分配。" + (
        "" if ready else "首先控制系财产保全，应当在该案审理终结后进行。"
    )
    return Host(first.court, ready, (step("distribution.host", first.effective_at.date(), text),))


@rule("distribution.maximum_mortgage")
def mortgage_growth_stops(*, notified_at: datetime | None, knew_at: datetime | None) -> datetime | None:
    """When the claim under a maximum mortgage stops growing: the court's notice, or knowledge of the seizure if earlier.

    None while the mortgagee neither was told nor knew.
    """
    return min((at for at in (notified_at, knew_at) if at), default=None)
