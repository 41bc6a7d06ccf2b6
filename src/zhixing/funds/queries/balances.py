"""What each holder holds, over time or for one case."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from zhixing.funds.models import ASSETS, Holder, Posting


@dataclass(frozen=True, slots=True)
class Balance:
    """A holder's money in a court, in fen; of the bank account what it has."""

    holder: Holder
    fen: int


def balances(*, court_id: int, on: date | None = None) -> list[Balance]:
    """The balances of a court at the end of a day (none: now), the bank account first."""
    rows = Posting.objects.filter(court_id=court_id)
    if on is not None:
        rows = rows.filter(journal__booked_on__lte=on)
    sums = dict(rows.values_list("account__holder").annotate(Sum("fen")).order_by())
    return [
        Balance(holder, int(sums[holder.value]) * (1 if holder in ASSETS else -1))
        for holder in Holder
        if holder.value in sums
    ]


def held_for_case(case_id: UUID) -> int:
    """What the sub-account of a case holds now, in fen."""
    total = Posting.objects.filter(account__case_id=case_id, account__holder=Holder.CASE.value).aggregate(
        Sum("fen")
    )
    return -int(total["fen__sum"] or 0)
