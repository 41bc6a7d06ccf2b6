"""What a file shows when its suspension for want of assets is examined: facts only, no decisions."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class DossierDebtor:
    """One debtor as the file shows them."""

    name: str
    restriction_order_on: date | None = None
    restriction_lifted_on: date | None = None
    qualifies_for_list: bool = False
    listed: bool = False
    minor: bool = False
    deceased: bool = False
    missing: bool = False
    searched_for: bool = False
    other_assets_investigated: bool = False
    """Provident fund (persons), wealth products, savings-type insurance, dividends."""


@dataclass(frozen=True, slots=True)
class DossierAsset:
    """One asset found. `cannot_dispose_because` is the recorded reason, empty when there is none."""

    name: str
    value_fen: int
    is_deposit: bool = False
    disposed: bool = False
    cannot_dispose_because: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The file of one case. Sums in fen; days None and flags False where the file shows nothing."""

    filed_on: date
    claim_fen: int
    unpaid_fen: int
    debtors: tuple[DossierDebtor, ...]
    notice_on: date | None = None
    report_order_on: date | None = None
    report_verified: bool = False
    report_breached: bool = False
    breach_punished: bool = False
    report_recorded: bool = False
    leads_open: int = 0
    network_query_on: date | None = None
    query_classes_open: frozenset[str] = field(default_factory=frozenset)
    """Asset classes the query system offers this court: banks, securities, internet banks, vehicles, immovables …"""
    query_classes_answered: frozenset[str] = field(default_factory=frozenset)
    local_search_done: bool = False
    books_hidden: bool = False
    searched: bool = False
    audit_requested: bool = False
    audit_answered: bool = False
    field_records: int = 0
    """How many records of investigation, search, reward notice or audit the file holds."""
    assets: tuple[DossierAsset, ...] = ()
    obstruction: bool = False
    obstruction_punished: bool = False
    crime_suspected: bool = False
    prosecution_started: bool = False
    interview_on: date | None = None
    creditor_answer: str = ""
    interview_exempt_because: str = ""
    """The creditor asked for the suspension, the creditor is a court, or another listed cause."""
    creditor_signed: bool = False
    panel_reviewed: bool = False
    president_approved: bool = False
    ruling_exists: bool = False
    conduct_only: bool = False

    @property
    def living(self) -> tuple[DossierDebtor, ...]:
        """The debtors who are not dead: measures against the person concern only them."""
        return tuple(debtor for debtor in self.debtors if not debtor.deceased)
