"""Cash and instruments that officers took: lists, one receipt, whom it waits for."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from zhixing.cases.models import PartyRole
from zhixing.cases.queries import CaseNotFound, case_by_number
from zhixing.foundation.duties import Duty, Loss
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


def hand_receipt(receipt_id: UUID) -> HandReceipt:
    """One receipt by its key, or that of its line in the cash book. Raises ReceiptNotFound."""
    rows = HandReceipt.objects.select_related("case__court", "debtor", "deposit_line")
    found = rows.filter(Q(pk=receipt_id) | Q(line_id=receipt_id)).first()
    if found is None:
        raise ReceiptNotFound("没有这张收据，或者它不在您可以查看的法院。")
    return found


def waiting_in_hand(actor: Actor) -> QuerySet[HandReceipt]:
    """What waits for the person: to be confirmed as second officer, or to be handed over (whoever takes part)."""
    takers = actor.courts_as(Role.OFFICER, Role.CLERK)
    watchers = actor.courts_as(Role.FUND_ACCOUNTANT)
    confirmed = Q(state=HandState.CONFIRMED.value, court_id__in=[*takers, *watchers])
    entered = Q(state=HandState.ENTERED.value, court_id__in=takers) & ~Q(entered_by=f"user:{actor.user_id}")
    return HandReceipt.objects.filter(confirmed | entered)


def duties_in_hand(rows: QuerySet[HandReceipt], limit: int) -> list[Duty]:
    """Confirming and handing over, each by the day it must be done."""
    return [
        Duty("funds", Loss.MONEY_OVERDUE,
             "确认现金票据收款" if row.state == HandState.ENTERED.value else "交存现金票据", row.case.number, row.hand_over_by,
             f"收据 {row.number}，{row.entered_by_name}登记，交款人 {row.payer}", f"/funds/hand/{row.id}/",
             "确认" if row.state == HandState.ENTERED.value else "交存", row.fen)
        for row in rows.select_related("case").order_by("hand_over_by", "id")[:limit]
    ]  # fmt: skip


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
    return list(
        BankLayout.objects.filter(replaced_at=None).select_related("court").order_by("court_id", "-taught_at")
    )
