"""A case as conditions and actions see it: everything they may look at, read once for many cases, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PartyView:
    """A party. The ID number stays sealed; `id_masked` is for screens."""

    id: UUID
    role: str
    position: int
    name: str
    is_person: bool
    id_masked: str
    has_phone: bool
    address: str


@dataclass(frozen=True, slots=True)
class DebtView:
    """The debt at the end of a day, in fen. `owed_fen` goes to the applicants, `fee_left_fen` is the unpaid application fee."""

    on: date
    principal_fen: int
    costs_fen: int
    ordinary_fen: int
    doubled_fen: int
    owed_fen: int
    fee_left_fen: int
    recovered_fen: int
    refused: str = ""
    """Why the debt cannot be reckoned; the figures are zero then and prove nothing."""

    @property
    def owed_with_fee_fen(self) -> int:
        """Everything the debtors still have to pay."""
        return self.owed_fen + self.fee_left_fen


@dataclass(frozen=True, slots=True)
class ClockView:
    """A time limit of the case."""

    kind: str
    starts_on: date
    due_on: date
    done_on: date | None
    paused_since: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The latest issued document of a kind, and how many of it there are."""

    id: UUID
    kind: str
    number: str
    issued_on: date
    recipients: frozenset[UUID]
    count: int


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One document on its way to one recipient."""

    id: UUID
    document_id: UUID
    kind: str
    party_id: UUID | None
    state: str
    wants: str
    served_on: date | None


@dataclass(frozen=True, slots=True)
class InquiryView:
    """What was asked of units about the debtors. `under_way` neither answered nor ended."""

    asked: int = 0
    answered: int = 0
    silent: int = 0
    under_way: int = 0
    last_asked_at: datetime | None = None
    last_answered_at: datetime | None = None
    open_conflicts: int = 0
    empty_rounds: int = 0
    """Days since the case was concluded on which it was asked and every unit answered that there is nothing."""


@dataclass(frozen=True, slots=True)
class AssetView:
    """Assets that passed the identity gate and are still there; the value is what their holders state, in fen."""

    count: int = 0
    value_fen: int = 0
    of_unknown_value: int = 0
    newest_on: date | None = None
    """When the last of them was first seen."""


@dataclass(frozen=True, slots=True)
class MeasureView:
    """Control measures not yet released. `nearest_end` among those in force."""

    count: int = 0
    waiting: int = 0
    confirmed: int = 0
    value_fen: int = 0
    nearest_end: date | None = None
    renewals_drafted: int = 0
    releases_drafted: int = 0
    proposal: str = ""
    proposal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FundsView:
    """Money of the case that the court holds, and the plan open for it."""

    held_fen: int = 0
    open_plans: int = 0
    plans_to_approve: tuple[UUID, ...] = ()
    payments_under_way: int = 0


@dataclass(frozen=True, slots=True)
class RestrictionView:
    """A listing (失信), a restriction of consumption (限消) or a ban on leaving; `lift_due_on` once something ended it."""

    id: UUID
    party_id: UUID
    kind: str
    state: str
    since: date | None
    until: date | None
    lifted_on: date | None
    lift_due_on: date | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class EndingView:
    """The dossier of a 终本 that somebody has begun: `state` open, to_approve or ready, and what does not hold yet."""

    id: UUID
    kind: str
    state: str
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case on a day."""

    id: UUID
    court_id: int
    number: str
    state: str
    closing_kind: str
    filed_on: date
    concluded_on: date | None
    officer_id: int | None
    officer_name: str
    cause: str
    title_number: str
    parties: tuple[PartyView, ...]
    debt: DebtView
    clocks: Mapping[str, ClockView] = field(default_factory=dict)
    documents: Mapping[str, DocumentView] = field(default_factory=dict)
    deliveries: tuple[DeliveryView, ...] = ()
    inquiries: InquiryView = InquiryView()
    assets: AssetView = AssetView()
    measures: MeasureView = MeasureView()
    funds: FundsView = FundsView()
    restrictions: tuple[RestrictionView, ...] = ()
    ending: EndingView | None = None
    goes_on_as: str = ""
    """The number under which a closed case was resumed."""
    halted_by: str = ""
    """For a case that was resumed: the number of the ruling that ended the one before; empty where none is known."""
    resumed_because: str = ""
    open_leads: int = 0
    stated: Mapping[str, Mapping[UUID, str]] = field(default_factory=dict)
    """What persons stated of debtors and did not take back: by what it is about, the words for each debtor."""
    stayed: str = ""
    """What keeps the case standing still, in words; empty while it is enforced."""

    @property
    def is_open(self) -> bool:
        """Whether the case has not been concluded."""
        return self.state == "open"

    @property
    def applicants(self) -> tuple[PartyView, ...]:
        """The applicants, in the order of the register."""
        return tuple(party for party in self.parties if party.role == "applicant")

    @property
    def debtors(self) -> tuple[PartyView, ...]:
        """The debtors, in the order of the register."""
        return tuple(party for party in self.parties if party.role == "debtor")
