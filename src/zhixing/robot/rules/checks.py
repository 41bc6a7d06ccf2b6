"""Checking a planned act against independent sources."""

from dataclasses import dataclass
from enum import StrEnum


class Proof(StrEnum):
    """What two sources say of a value together. `unproved`: there is only one source."""

    AGREES = "agrees"
    UNPROVED = "unproved"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Check:
    """A name, number, amount, account or date of an act, and what each source says of it (name of the source, value)."""

    field: str
    value: str
    sources: tuple[tuple[str, str], ...]
    proof: Proof

    @property
    def is_red(self) -> bool:
        """Whether the sources differ: no bulk approval."""
        return self.proof is Proof.DIFFERS
