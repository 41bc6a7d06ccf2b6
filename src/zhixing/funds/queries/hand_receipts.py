"""Cash and instruments that officers took: lists, one receipt, whom it waits for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from zhixing.cases.models import PartyRole
from zhixing.cases.queries import CaseNotFound, case_by_number
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import BankLayout, HandReceipt, HandState
from zhixing.funds.queries.paging import ReceiptNotFound

SHOWN = 200


def hand_receipts(*, open_only: bool, limit: int = SHOWN) -> list[HandReceipt]:
    """Receipts with their case and debtor: those that are not handed over by their clock, or all, latest first."""
    rows = HandReceipt.objects.select_related("case", "debtor", "deposit_line")
    if open_only:
        waiting = [HandState.ENTERED.value, HandState.CONFIRMED.value]
        return list(rows.filter(state__in=waiting).order_by("hand_over_by", "id")[:limit])
    return list(rows.order_by("-received_at", "-id")[:limit])


def hand_receipt(number: str) -> HandReceipt:
    """One receipt by its number. Raises ReceiptNotFound."""
    found = HandReceipt.objects.select_related("case__court", "debtor", "deposit_line").filter(number=number).first()
    if found is None:
        raise ReceiptNotFound("没有这张收据，或者它不在您可以查看的法院。")
    return found


def waiting_in_hand(actor: Actor, today: date) -> QuerySet[HandReceipt]:
    """What is not handed over in the courts where the person takes part: as officer, clerk or fund accountant."""
    courts = [
        court
        for court in actor.courts
        if actor.has(court, Role.OFFICER, Role.CLERK, Role.FUND_ACCOUNTANT)
    ]  # fmt: skip
    return HandReceipt.objects.filter(
        court_id__in=courts, state__in=[HandState.ENTERED.value, HandState.CONFIRMED.value]
    )


@dataclass(frozen=True, slots=True)
class CaseToTakeFor:
    """A case for the form: its debtors by key and name."""

    id: UUID
    number: str
    court_id: int
    debtors: tuple[tuple[UUID, str], ...]


def case_to_take_for(number: str) -> CaseToTakeFor | None:
    """The case of a number, however it is written, with its debtors; None when it is not in sight."""
    try:
        case = case_by_number(number)
    except CaseNotFound:
        return None
    debtors = case.parties.filter(role=PartyRole.DEBTOR.value).order_by("position")
    return CaseToTakeFor(
        case.pk, case.number, case.court_id, tuple((party.pk, party.name) for party in debtors)
    )


def taught_layouts() -> list[BankLayout]:
    """The layouts courts in sight have taught."""
    return list(BankLayout.objects.filter(replaced_at=None).select_related("court").order_by("court_id", "-taught_at"))
