"""When money of a case is taken away, plans that counted on it are withdrawn and made anew."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from zhixing.foundation.identity.actors import Actor
from zhixing.funds.models import Holder, Plan, PlanLine, PlanState, Receipt, ReceiptState
from zhixing.funds.operations.actors import key_of


def lock_with_cases(receipt_ids: Iterable[UUID]) -> dict[UUID, Receipt]:
    """The receipts and all others of their cases, locked in order of key and as they stand."""
    wanted = list(receipt_ids)
    cases = Receipt.objects.filter(pk__in=wanted, case__isnull=False).values_list("case_id", flat=True)
    found = Receipt.objects.select_for_update(of=("self",)).filter(
        Q(pk__in=wanted) | Q(case_id__in=list(cases))
    )
    return {receipt.pk: receipt for receipt in found.select_related("line").order_by("pk")}


def withdraw_proposed(
    *, receipts: Iterable[Receipt], reason: str, now: datetime, actor: Actor, only_party: UUID | None = None
) -> set[UUID]:
    """Withdraw the proposed plans of locked receipts, which wait for a new plan again; those whose plan is approved.

    A plan of one receipt reckons with the money before it, so it falls with that money. `only_party` limits this to
    plans that pay that party.
    """
    mine = {receipt.pk: receipt for receipt in receipts}
    live = Plan.objects.select_for_update().filter(
        receipt_id__in=list(mine), repairs=None, source__in=[Holder.CASE.value, Holder.UNIDENTIFIED.value]
    )
    if only_party is not None:
        live = live.filter(pk__in=PlanLine.objects.filter(party_id=only_party).values("plan_id"))
    live = live.order_by("id")
    approved = {
        plan.receipt_id
        for plan in live
        if plan.state == PlanState.APPROVED.value and plan.source == Holder.CASE.value
    }
    approved |= {pk for pk, receipt in mine.items() if receipt.state == ReceiptState.RETURNED.value}
    proposed = [plan for plan in live if plan.state == PlanState.PROPOSED.value]
    Plan.objects.filter(pk__in=[plan.pk for plan in proposed]).update(
        state=PlanState.WITHDRAWN.value, reason=reason[:300], decided_at=now, decided_by=key_of(actor),
        decided_by_name=actor.name[:60],
    )  # fmt: skip
    of_case = [plan.receipt_id for plan in proposed if plan.source == Holder.CASE.value]
    for receipt_id in of_case:
        mine[receipt_id].state = ReceiptState.MARKED.value
    Receipt.objects.filter(pk__in=of_case).update(
        state=ReceiptState.MARKED.value,
        blocked_by="",
        blocked_text="",
        changed_at=now,
        changed_by=actor.name[:60],
    )
    return approved
