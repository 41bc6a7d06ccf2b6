"""Who takes part in a distribution: the cases of one debtor by exact number, and what each claims on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.cases.models import Case, Party, Recovery, Suspension, Title
from zhixing.cases.queries import terms_of_title
from zhixing.cases.rules.debt import RecoveryLine
from zhixing.cases.rules.kinds import CaseStatus, PartyRole
from zhixing.funds.models import PooledReceipt, Receipt, ReceiptState
from zhixing.funds.rules.distributions import LIVE, kind_of_cause
from zhixing.funds.rules.plan import standing
from zhixing.funds.rules.pools import ClaimOfCase, claim_of_case
from zhixing.law.distribution import ClaimKind
from zhixing.law.interest import Stop, StopKind


@dataclass(frozen=True, slots=True)
class Poolable:
    """A receipt of a case that may go into a pool."""

    id: UUID
    arrived_on: date
    fen: int
    payer: str


def poolable_receipts(case_id: UUID) -> list[Poolable]:
    """Marked money of a case that no plan and no other distribution holds."""
    rows = Receipt.objects.select_related("line").filter(case_id=case_id, state=ReceiptState.MARKED.value)
    taken = PooledReceipt.objects.filter(receipt__case_id=case_id, distribution__stage__in=LIVE)
    rows = rows.exclude(pk__in=taken.values("receipt_id")).order_by("arrived_on", "pk")
    return [Poolable(row.pk, row.arrived_on, row.fen, row.line.name) for row in rows]


def debtors_of(case_id: UUID) -> list[Party]:
    """The debtors of a case."""
    return list(Party.objects.filter(case_id=case_id, role=PartyRole.DEBTOR.value).order_by("position"))


def creditors_cases(debtor: Party, *, only_applicant: bytes | None = None) -> list[Case]:
    """The open cases of the debtor's court against the same identity number, never by name; the debtor's own first.

    `only_applicant` limits them to one creditor, by the index of their number.
    """
    same = Party.objects.filter(
        court_id=debtor.court_id, role=PartyRole.DEBTOR.value, id_index=debtor.id_index
    )
    rows = Case.objects.select_related("title").filter(
        pk__in=same.values("case_id"), court_id=debtor.court_id, status=CaseStatus.OPEN.value
    )
    if only_applicant is not None:
        applicants = Party.objects.filter(role=PartyRole.APPLICANT.value, id_index=only_applicant)
        rows = rows.filter(pk__in=applicants.values("case_id"))
    return sorted(rows, key=lambda case: (case.pk != debtor.case_id, case.filed_on, case.number))


@dataclass(frozen=True, slots=True)
class CaseInPool:
    """A case with its applicants and what it claims."""

    case: Case
    title: Title
    applicants: tuple[Party, ...]
    claim: ClaimOfCase
    kind: ClaimKind


def claims_of_cases(cases: Sequence[Case], *, pooled: frozenset[str], on: date) -> list[CaseInPool]:
    """What each case claims on the day, in a fixed number of queries. Raises what the interest rules raise."""
    ids = [case.pk for case in cases]
    money: dict[UUID, list[RecoveryLine]] = {}
    for row in Recovery.objects.filter(case_id__in=ids).order_by("on", "id"):
        money.setdefault(row.case_id, []).append(RecoveryLine(row.on, row.fen, row.source))
    stops: dict[UUID, list[Stop]] = {}
    for pause in Suspension.objects.filter(case_id__in=ids, interest_stops=True):
        stops.setdefault(pause.case_id, []).append(Stop(pause.starts_on, pause.ends_on, StopKind.RETRIAL))
    people: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(case_id__in=ids, role=PartyRole.APPLICANT.value).order_by("position"):
        people.setdefault(party.case_id, []).append(party)
    return [
        CaseInPool(
            case, case.title, tuple(people.get(case.pk, ())),
            claim_of_case(
                title=terms_of_title(case, case.title), recoveries=standing(money.get(case.pk, [])), pooled=pooled, on=on,
                stops=stops.get(case.pk, ()),
            ),
            kind_of_cause(case.cause),
        )
        for case in cases
    ]  # fmt: skip
