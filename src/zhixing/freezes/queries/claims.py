"""Measures of the ledger and on paper that a claim of a wrongly controlled person may mean. Those ordered stand in the claim."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace

from zhixing.cases.models import Party
from zhixing.cases.personal import keys
from zhixing.foundation.names import comparing_key
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.freezes.models import Measure
from zhixing.freezes.queries.measures import MeasureLine, lines_of
from zhixing.inquiries.models import WrongPersonClaim
from zhixing.inquiries.rules.controls import ClaimState

MEASURES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ClaimedMeasure:
    """A measure, and whether the account itself is written there or only the name of its debtor agrees."""

    line: MeasureLine
    by_account: bool


@dataclass(frozen=True, slots=True)
class MeasuresOfClaim:
    """What was found for a claim; `is_agreed` says that two people have agreed to release."""

    claim_id: UUID
    court_id: int
    reason: str
    is_agreed: bool
    measures: tuple[ClaimedMeasure, ...]


def measures_of_claim(claim_id: UUID, *, today: date) -> MeasuresOfClaim | None:
    """Standing measures without an order whose text names the account or thing, then those of debtors of the same name.

    None when there is no such claim among those that may be seen.
    """
    claim = WrongPersonClaim.objects.filter(pk=claim_id).first()
    if claim is None:
        return None
    account = _bare(unseal(keys(), claim.account_sealed, purpose=Purpose.ACCOUNT))
    standing = Measure.objects.filter(court_id=claim.court_id, order_number="").exclude(state="released")
    text = standing.annotate(written=Replace("description", Value(" "), Value("")))
    named = _first(text.filter(written__icontains=account))
    debtors = Party.objects.filter(
        court_id=claim.court_id, role="debtor", name_key=comparing_key(claim.claimant_name)
    )
    same = standing.filter(
        Q(debtor__in=debtors.values("pk")) | Q(case__in=debtors.values("case_id"), debtor=None)
    )
    known = {measure.pk for measure in named}
    others = [measure for measure in _first(same) if measure.pk not in known]
    lines = lines_of([*named, *others], today)
    return MeasuresOfClaim(
        claim.pk, claim.court_id, claim.reason,
        bool(claim.releases) and claim.state in (ClaimState.RELEASING.value, ClaimState.RELEASED.value),
        tuple(ClaimedMeasure(line, line.id in known) for line in lines),
    )  # fmt: skip


def _first(rows: "QuerySet[Measure]") -> list[Measure]:
    return list(rows.select_related("case", "court", "debtor").order_by("ends_on", "id")[:MEASURES_SHOWN])


def _bare(text: str) -> str:
    return "".join(text.split())
