"""Money that an earlier plan put aside leaves it: a deposit is released, a refund is paid, a stranger's money goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from zhixing.cases.models import Party
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import Holder, LineKind, Plan, PlanLine, PlanState, Receipt, ReceiptState
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.payees import policy_of
from zhixing.funds.rules.payments import approver_of
from zhixing.law.amounts import yuan_text
from zhixing.law.explanation import Step, to_json

PUTS_ASIDE = {Holder.DEPOSIT: LineKind.DEPOSIT, Holder.REFUND_PAYABLE: LineKind.REFUND}
RELEASERS = (Role.OFFICER, Role.FUND_ACCOUNTANT)


class ReleaseRefused(ValueError):
    """The money is not there, is being released already, or has nobody to go to; the message says which."""


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A part of what is released, above zero. With a sealed account it is a transfer; `party` is whose account it is."""

    kind: LineKind
    fen: int
    article: str
    reason: str
    payee_name: str = ""
    payee_bank: str = ""
    account_sealed: bytes | None = None
    account_masked: str = ""
    party: Party | None = None

    @classmethod
    def to_party(cls, party: Party, kind: LineKind, fen: int, *, article: str, reason: str) -> "ReleaseLine":
        """A transfer to the account of a party that is in force."""
        if party.account_sealed is None:
            raise ReleaseRefused(f"{party.name}没有登记收款账户。")
        return cls(
            kind, fen, article, reason, party.name, party.bank_name, bytes(party.account_sealed), party.account_masked,
            party,
        )  # fmt: skip


def held_of(*, receipt: Receipt, source: Holder) -> int:
    """What of a receipt still lies with a holder, in fen, releases under way taken off."""
    if source is Holder.UNIDENTIFIED:
        return receipt.fen if receipt.state == ReceiptState.UNIDENTIFIED.value else 0
    approved = Plan.objects.filter(receipt=receipt, state=PlanState.APPROVED.value)
    put = PlanLine.objects.filter(
        plan__in=approved, kind=PUTS_ASIDE[source].value, payee_account_sealed=None
    ).aggregate(Sum("fen"))["fen__sum"]
    gone = approved.filter(source=source.value).aggregate(Sum("pool_fen"))["pool_fen__sum"]
    return int(put or 0) - int(gone or 0)


def propose_release(
    *,
    receipt_id: UUID,
    source: Holder,
    lines: Sequence[ReleaseLine],
    now: datetime,
    actor: Actor,
    steps: Sequence[Step] = (),
) -> Plan:
    """Propose that money put aside leave its holder by these lines; it needs approval like any plan.

    Raises ReleaseRefused when the lines take more than is held, nothing, or another release waits for approval.
    """
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        actor.require(receipt.court_id, *RELEASERS)
        pool, held = sum(line.fen for line in lines), held_of(receipt=receipt, source=source)
        if not lines or any(line.fen <= 0 for line in lines):
            raise ReleaseRefused("没有可以发放的款项。")
        if pool > held:
            raise ReleaseRefused(
                f"{source.label}现有 {yuan_text(held, True)} 元，不足 {yuan_text(pool, True)} 元。"
            )
        if any(PUTS_ASIDE.get(source) is line.kind and line.account_sealed is None for line in lines):
            raise ReleaseRefused("款项已经在该处，须指明收款账户。")
        live = Plan.objects.filter(receipt=receipt, source=source.value, state=PlanState.PROPOSED.value)
        if live.exists():
            raise ReleaseRefused("该笔款项已提出发放，正待审批，请勿重复。")
        case_id = None if source is Holder.UNIDENTIFIED else receipt.case_id
        plan = Plan.objects.create(
            court_id=receipt.court_id, case_id=case_id, receipt=receipt, source=source.value, pool_fen=pool,
            approver_role=approver_of(pool, chief_up_to_fen=policy_of(receipt.court_id).chief_up_to_fen).value,
            explanation=to_json(steps), proposed_at=now, proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
        )  # fmt: skip
        PlanLine.objects.bulk_create(
            PlanLine(
                court_id=plan.court_id, plan=plan, place=place, kind=line.kind.value, fen=line.fen, party=line.party,
                payee_name=line.payee_name[:200], payee_bank=line.payee_bank[:80],
                payee_account_sealed=line.account_sealed, payee_account_masked=line.account_masked,
                article=line.article[:200], reason=line.reason[:300],
            )
            for place, line in enumerate(lines, start=1)
        )  # fmt: skip
        record(
            court_id=plan.court_id, subject=plan.subject, kind="plan.proposed", at=now, actor=actor,
            body={"plan": str(plan.id), "receipt": str(receipt.pk), "fen": pool, "source": source.value,
                  "tier": plan.approver_role},
        )  # fmt: skip
        return plan
