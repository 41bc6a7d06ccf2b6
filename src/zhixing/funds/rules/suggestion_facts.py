"""What ranking knows of a line and of the cases it may be of: values without a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from zhixing.funds.rules.marking import Traces
from zhixing.funds.rules.remarks import Remark


class LinkKind(StrEnum):
    """What ties a line to a case from outside the line and the register."""

    SPOUSE = "spouse"
    PHONE = "phone"
    ACCOUNT = "account"
    DEBTOR_ACCOUNT = "debtor_account"
    PAYER = "payer"
    AMOUNT = "amount"
    DOUBTED = "doubted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Link:
    """A tie, and the sentence that says it."""

    kind: LinkKind
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """A party: the key for comparing, and the name as written."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A filed case as ranking needs it; money in fen. `sums` are exact amounts owed on the day, with their words."""

    id: UUID
    number: str
    sequence: int
    sub_accounts: tuple[str, ...]
    filed_on: date
    is_open: bool
    principal_fen: int
    applicants: tuple[Side, ...]
    debtors: tuple[Side, ...]
    received: tuple[tuple[date, int], ...] = ()
    sums: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """An unidentified line; whether the complete number and the sub-account it bears are those of filed cases."""

    payer: str
    payer_key: str
    fen: int
    on: date
    traces: Traces
    remark: Remark
    court_code: str
    number_is_filed: bool = False
    sub_account_is_filed: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case with its strength (0 to 99, in hundredths) and its reasons, the weightiest first."""

    case: CaseFacts
    points: int
    why: str
