"""The port to whatever holds a court's seal. The local provider stands behind it here; an accredited seal server may."""

from dataclasses import dataclass
from typing import Protocol


class SealingFailed(RuntimeError):
    """The seal could not be set; nothing was issued. The message says what to do."""


@dataclass(frozen=True, slots=True)
class SealOf:
    """Whose seal: the court's key in the database and its name, which the certificate bears."""

    court_id: int
    court_name: str


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

    def check_config(self) -> list[str]:
        """What is missing or wrong, in words for the operator; empty when documents can be sealed."""
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
