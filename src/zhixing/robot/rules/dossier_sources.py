"""What the house knows of a case that bears on its 终本, and what proves or is still asked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.cases.rules.findings import About, FindingLine, Findings
from zhixing.cases.rules.restrictions import RestrictionKind, RestrictionLine
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.inquiries.rules.kinds import AssetKind

OTHER_ASSETS = frozenset({AssetKind.HOUSING_FUND.value, AssetKind.SECURITY.value, AssetKind.INSURANCE.value})
"""What must be asked beside the network's classes: provident fund (persons only), wealth products, insurance, dividends."""
PUNISHMENTS = (DocumentKind.FINE_DECISION.value, DocumentKind.DETENTION_DECISION.value)
FIELD_PAPERS = (
    DocumentKind.SEAL_RECORD.value,
    DocumentKind.SEARCH_WARRANT.value,
    DocumentKind.REWARD_NOTICE.value,
)
NOTICE, REPORT_ORDER = DocumentKind.ENFORCEMENT_NOTICE.value, DocumentKind.PROPERTY_REPORT_ORDER.value
RULING, INTERVIEW = DocumentKind.SUSPENSION_RULING.value, DocumentKind.SUSPENSION_INTERVIEW.value


@dataclass(frozen=True, slots=True)
class DebtorSource:
    """A debtor of the case; `lost` says that their whereabouts were noted as unknown."""

    id: UUID
    name: str
    is_person: bool
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued document and whether it was served."""

    id: UUID
    kind: str
    number: str
    issued_on: date
    recipient_id: UUID | None
    served_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """The latest question to a unit about a debtor; `on` is the day of the answer, None where there is none."""

    party_id: UUID
    unit: str
    kinds: frozenset[str]
    on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class AssetSource:
    """An asset of a debtor that is still there, as its holder states it."""

    id: UUID
    debtor: str
    name: str
    kind: str
    value_fen: int | None
    unit: str
    as_of: date
    controlled_until: date | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the house knows of a case that bears on its 终本."""

    case_id: UUID
    court_id: int
    number: str
    filed_on: date
    officer_name: str
    claim_fen: int
    owed_fen: int
    held_fen: int
    debtors: tuple[DebtorSource, ...]
    papers: tuple[Paper, ...]
    answers: tuple[AnsweredQuestion, ...]
    kinds_open: frozenset[str]
    assets: tuple[AssetSource, ...]
    restrictions: tuple[RestrictionLine, ...]
    findings: Findings

    def of_kind(self, *kinds: str) -> list[Paper]:
        """The documents of some kinds, oldest first."""
        return [paper for paper in self.papers if paper.kind in kinds]

    def stated(self, about: About, party_id: UUID | None = None) -> FindingLine | None:
        """What a person stated about the case or a debtor."""
        return self.findings.one(about, party_id=party_id)

    def restriction(self, party_id: UUID, kind: RestrictionKind) -> RestrictionLine | None:
        """The latest restriction of a debtor of a kind; a standing one before a lifted one."""
        name = next((debtor.name for debtor in self.debtors if debtor.id == party_id), "")
        rows = [
            one
            for one in self.restrictions
            if one.kind is kind and (one.party_id == party_id or one.party == name)
        ]
        return max(rows, key=lambda one: (one.is_standing, one.decided_on), default=None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves a condition: a document, an answer, a statement; with its day and its address."""

    what: str
    on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Todo:
    """What somebody must still do, and where."""

    who: str
    what: str
    url: str = ""
