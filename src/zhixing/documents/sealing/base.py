"""The port to whatever holds a court's seal: a key in a file, a security module, or the court's seal server."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class SealingFailed(RuntimeError):
    """The seal could not be set; nothing was issued. The message says what to do."""


class SealUse(StrEnum):
    """Which of a court's seals: its own (院印), or the one for its case funds (案款专用章). Each has a key of its own."""

    COURT = "court"
    FUNDS = "funds"

    @property
    def label(self) -> str:
        """What the seal is called."""
        return {"court": "院印", "funds": "执行案款专用章"}[self.value]


@dataclass(frozen=True, slots=True)
class SealOf:
    """Whose seal: the court's key in the database and its name, which the certificate bears, and which of its seals."""

    court_id: int
    court_name: str
    use: SealUse = SealUse.COURT


@dataclass(frozen=True, slots=True)
class SealKey:
    """A seal that the house holds, for the operator: whose, its certificate, until when, and whether it is in use."""

    court_id: int
    use: SealUse
    subject: str
    issuer: str
    sha256: str
    valid_from: datetime
    valid_until: datetime
    is_in_use: bool
    problem: str = ""
    court_name: str = ""
    """The court as the settings name it, where they do."""


@dataclass(frozen=True, slots=True)
class PreparedPdf:
    """A PDF that carries everything of its signature but the signature: the time and the signed envelope are filled in.

    The unsigned bytes stand unchanged at its beginning. `dated_at` is where the 15 signs of the time stand, `hole` where
    the signature goes, its brackets included.
    """

    pdf: bytes
    unsigned_size: int
    dated_at: int
    hole: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """A signed PDF: the unsigned bytes stand unchanged at its beginning. `certificate_sha256` in hex."""

    pdf: bytes
    unsigned_size: int
    provider: str
    level: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What a check of a signed PDF found; `ok` when it is whole, unchanged and signed with a seal of this court."""

    is_intact: bool
    is_trusted: bool
    covers_whole_file: bool
    certificate_sha256: str = ""
    signer: str = ""

    @property
    def ok(self) -> bool:
        """Whether all three hold."""
        return self.is_intact and self.is_trusted and self.covers_whole_file


class SealProvider(Protocol):
    """Signs a court's documents. Safe to use from any thread."""

    name: str
    title: str
    """What holds the keys, in words for the operator."""

    def check_config(self) -> list[str]:
        """What is missing or wrong, in words for the operator; empty when documents can be sealed."""
        ...

    def held_keys(self) -> list[SealKey]:
        """The seals that are held, those of earlier days among them, in the order of courts."""
        ...

    def sign(self, pdf: bytes, *, seal: SealOf) -> SealedPdf:
        """Sign the whole file, dated by the machine. Raises SealingFailed."""
        ...

    def prepare(self, pdf: bytes, *, seal: SealOf) -> PreparedPdf:
        """The file with an empty signature, which `fill` signs later. Needs no key. Raises SealingFailed."""
        ...

    def fill(self, prepared: PreparedPdf, *, seal: SealOf) -> SealedPdf:
        """Sign a prepared file, dated by the machine at this moment. Raises SealingFailed."""
        ...

    def check(self, pdf: bytes, *, seal: SealOf) -> SealCheck:
        """Check a signed file against the seals that this court has or had."""
        ...
