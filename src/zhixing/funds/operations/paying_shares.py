"""A final distribution becomes plans, one for each receipt; what is in suit is deposited and released afterwards."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import (
    Claimant,
    Distribution,
    FundsPolicy,
    Holder,
    LineKind,
    Plan,
    PlanLine,
    PlanState,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.distributing import (
    DRAFTERS,
    DistributionRefused,
    must_be_there,
    open_distribution,
)
from zhixing.funds.queries.distributions import DistributionView, compute, distribution_view
from zhixing.funds.rules.distributions import Stage
from zhixing.funds.rules.payments import approver_of
from zhixing.funds.rules.pools import PoolPlan, Share, deposits_of
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import citation
from zhixing.law.distribution import Bankruptcy, ClaimKind
from zhixing.law.distribution_objections import set_aside

_LIVE = (PlanState.PROPOSED.value, PlanState.APPROVED.value)


def pay_distribution(*, distribution_id: UUID, now: datetime, actor: Actor) -> list[Plan]:
    """Propose a plan for each receipt of a final distribution; approved like any plan, with four eyes.

    While a suit runs the undisputed part goes out and the disputed part is deposited. Called again, it proposes anew
    what was rejected or withdrawn. Raises DistributionRefused.
    """
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.APPROVED, Stage.PAYING])
        actor.require(row.court_id, *DRAFTERS)
        view = distribution_view(distribution_id)
        _may_be_paid(view, now)
        found = compute(view)
        _as_decided(view, found)
        planned = set(
            Plan.objects.filter(
                distribution=row, state__in=_LIVE, repairs=None, source=Holder.CASE.value
            ).values_list("receipt_id", flat=True)
        )
        waiting = [money for money in view.receipts if money.id not in planned]
        if not waiting:
            raise DistributionRefused("本方案的款项都已提出发放，请到分配审批办理。")
        for money in waiting:
            if not money.is_there or money.state is not ReceiptState.MARKED:
                raise DistributionRefused(f"流水 {money.serial} 已{money.state.label}，不能按本方案发放。")
        claimants = {
            str(one.pk): one for one in Claimant.objects.select_related("party").filter(distribution=row)
        }
        _must_have_accounts(found.shares, claimants)
        deposits = _deposits(view, found, now)
        plans = [_plan(row, money.id, money.fen, found, claimants, deposits, now, actor) for money in waiting]
        row.stage = Stage.PAYING.value
        row.save(update_fields=["stage"])
        return plans


def _may_be_paid(view: DistributionView, now: datetime) -> None:
    progress = view.progress(local_date(now))
    if progress is None or not (progress.may_pay_all or progress.may_pay_undisputed):
        raise DistributionRefused(progress.todo if progress else "分配方案尚未批准。")
    if view.terms.bankruptcy in (Bankruptcy.TRANSFERRED, Bankruptcy.ACCEPTED):
        raise DistributionRefused("已移送破产审查或者已受理破产申请，执行程序中止，不予发放。")
    if view.stage is Stage.APPROVED:
        must_be_there(view=view)


def _as_decided(view: DistributionView, found: PoolPlan) -> None:
    """What is computed now must be what was approved, line by line."""
    now = {line.key: line.paid_fen for line in found.distribution.lines}
    then = {str(line.claimant_id): line.paid_fen for line in view.lines}
    if now != then:
        raise DistributionRefused("按现在的设定计算，结果与批准的方案不一致，请撤回后重新拟定。")


def _must_have_accounts(shares: Sequence[Share], claimants: Mapping[str, Claimant]) -> None:
    missing = [
        claimant.creditor
        for key in dict.fromkeys(share.claim for share in shares if share.claim)
        if not (claimant := claimants[key]).is_fee and _account(claimant) is None
    ]
    if missing:
        raise DistributionRefused(f"{'、'.join(missing)}没有登记收款账户，补充登记后再发放。")


def _account(claimant: Claimant) -> tuple[str, str, bytes, str] | None:
    """Name, bank, sealed and masked account: what was entered for this plan, or the party's confirmed account."""
    if claimant.payee_account_sealed is not None:
        return (
            claimant.payee_name or claimant.creditor, claimant.payee_bank, bytes(claimant.payee_account_sealed),
            claimant.payee_account_masked,
        )  # fmt: skip
    party = claimant.party
    if party is None or party.account_sealed is None:
        return None
    return party.name, party.bank_name, bytes(party.account_sealed), party.account_masked


def _deposits(view: DistributionView, found: PoolPlan, now: datetime) -> dict[Share, int]:
    disputed = view.disputed(local_date(now))
    if not disputed:
        return {}
    aside = {one.key: one.deposit_fen for one in set_aside(found.distribution, disputed)}
    return deposits_of(found.shares, aside)


def _plan(
    row: Distribution,
    receipt_id: UUID,
    fen: int,
    found: PoolPlan,
    claimants: Mapping[str, Claimant],
    deposits: Mapping[Share, int],
    now: datetime,
    actor: Actor,
) -> Plan:
    plan = _new_plan(row, receipt_id, fen, Holder.CASE, now, actor)
    lines: list[PlanLine] = []
    reasons = {line.key: line for line in found.distribution.lines}
    for share in found.shares:
        if share.receipt != str(receipt_id):
            continue
        if not share.claim:
            words = citation("distribution.excess", row.on), "超出全部债权和执行费用的部分，退还被执行人。"
            lines.append(_line(plan, LineKind.REFUND, share.fen, words, None))
            continue
        claimant, line = claimants[share.claim], reasons[share.claim]
        aside = deposits.get(share, 0)
        words = line.article, f"{line.band}：债权 {yuan_text(line.claim_fen, True)}，{line.reason}"
        if share.fen > aside:
            lines.append(_line(plan, _kind(row, claimant), share.fen - aside, words, claimant))
        if aside:
            words = citation("distribution.objection", row.on), f"{claimant.creditor}：诉讼期间提存争议部分。"
            lines.append(_line(plan, LineKind.DEPOSIT, aside, words, claimant))
    _save(plan, lines, now, actor)
    Receipt.objects.filter(pk=receipt_id).update(
        state=ReceiptState.PLANNED.value,
        blocked_by="",
        blocked_text="",
        changed_at=now,
        changed_by=actor.name[:60],
    )
    return plan


def _new_plan(
    row: Distribution, receipt_id: UUID, fen: int, source: Holder, now: datetime, actor: Actor
) -> Plan:
    policy = FundsPolicy.objects.filter(court_id=row.court_id).first() or FundsPolicy()
    return Plan(
        id=uuid7(), court_id=row.court_id, case_id=row.case_id, receipt_id=receipt_id, distribution=row,
        source=source.value, pool_fen=fen, explanation=row.explanation,
        approver_role=approver_of(fen, chief_up_to_fen=policy.chief_up_to_fen).value, proposed_at=now,
        proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
    )  # fmt: skip


def _kind(row: Distribution, claimant: Claimant) -> LineKind:
    if claimant.is_fee:
        return LineKind.APPLICATION_FEE
    if claimant.kind == ClaimKind.COSTS.value:
        return LineKind.COSTS
    mine = claimant.case_id == row.case_id and claimant.party_id is not None
    return LineKind.APPLICANT if mine else LineKind.CREDITOR


def _line(
    plan: Plan, kind: LineKind, fen: int, words: tuple[str, str], claimant: Claimant | None
) -> PlanLine:
    line = PlanLine(
        court_id=plan.court_id, plan=plan, kind=kind.value, fen=fen, article=words[0][:200], reason=words[1][:300],
        claimant=claimant,
    )  # fmt: skip
    account = _account(claimant) if claimant is not None else None
    if account is not None and kind in (LineKind.APPLICANT, LineKind.CREDITOR, LineKind.COSTS):
        line.payee_name, line.payee_bank, line.payee_account_sealed, line.payee_account_masked = account
        if claimant is not None and claimant.payee_account_sealed is None:
            line.party = claimant.party
    return line


def _save(plan: Plan, lines: Sequence[PlanLine], now: datetime, actor: Actor) -> None:
    plan.save(force_insert=True)
    for place, line in enumerate(lines, start=1):
        line.place = place
    PlanLine.objects.bulk_create(lines)
    record(
        court_id=plan.court_id, subject=f"case:{plan.case_id}", kind="plan.proposed", at=now, actor=actor,
        body={
            "plan": str(plan.id), "receipt": str(plan.receipt_id), "fen": plan.pool_fen, "tier": plan.approver_role,
            "distribution": str(plan.distribution_id), "source": plan.source,
        },
    )  # fmt: skip


def release_deposits(
    *, distribution_id: UUID, given_fen: Mapping[UUID, int], reason: str, now: datetime, actor: Actor
) -> list[Plan]:
    """Propose to give away what was set aside during a suit, once it has ended: `given_fen` by claim, in fen.

    It must give away everything that was set aside; what no creditor gets goes back to the debtor under the key of
    nobody, which is the rest. One plan for each receipt. Raises DistributionRefused.
    """
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.PAYING])
        actor.require(row.court_id, *DRAFTERS)
        view = distribution_view(distribution_id)
        if view.disputed(local_date(now)):
            raise DistributionRefused("诉讼尚未终结，提存款不能发放。")
        if len(reason.strip()) < 4:
            raise DistributionRefused("请写明依据（裁判文书文号，或者撤诉裁定）。")
        held = deposits_held(distribution_id=distribution_id)
        claimants = {one.pk: one for one in Claimant.objects.select_related("party").filter(distribution=row)}
        left = {key: fen for key, fen in given_fen.items() if fen}
        if not held or any(key not in claimants or fen < 0 for key, fen in left.items()):
            raise DistributionRefused("没有可以发放的提存款，或者收款的债权不在本方案内。")
        if sum(left.values()) > sum(held.values()):
            raise DistributionRefused(f"发放总额超过提存款 {yuan_text(sum(held.values()), True)} 元。")
        _must_have_accounts(
            [Share("", str(key), fen) for key, fen in left.items()], {str(k): v for k, v in claimants.items()}
        )
        return [
            _released(row, receipt_id, fen, left, claimants, reason.strip(), now, actor)
            for receipt_id, fen in held.items()
        ]


def _released(
    row: Distribution, receipt_id: UUID, fen: int, left: dict[UUID, int], claimants: Mapping[UUID, Claimant],
    reason: str, now: datetime, actor: Actor,
) -> Plan:  # fmt: skip
    """A plan that gives a receipt's deposit away: `left` shrinks by what it gives; the rest goes back to the debtor."""
    plan = _new_plan(row, receipt_id, fen, Holder.DEPOSIT, now, actor)
    room, lines = fen, []
    article = citation("distribution.objection", local_date(now))
    for key in list(left):
        taken = min(room, left[key])
        if taken:
            words = article, f"{claimants[key].creditor}：诉讼终结，发放提存款。{reason}"
            lines.append(_line(plan, _kind(row, claimants[key]), taken, words, claimants[key]))
            room, left[key] = room - taken, left[key] - taken
    if room:
        lines.append(_line(plan, LineKind.REFUND, room, (article, f"诉讼终结，退还被执行人。{reason}"), None))
    _save(plan, lines, now, actor)
    return plan


def deposits_held(*, distribution_id: UUID) -> dict[UUID, int]:
    """What of each receipt is still set aside: deposited by an approved plan, not yet proposed for release. In fen."""
    mine = PlanLine.objects.filter(
        plan__distribution_id=distribution_id, plan__state=PlanState.APPROVED.value, plan__source=Holder.CASE.value,
        kind=LineKind.DEPOSIT.value,
    )  # fmt: skip
    released = set(
        Plan.objects.filter(
            distribution_id=distribution_id, source=Holder.DEPOSIT.value, state__in=_LIVE
        ).values_list("receipt_id", flat=True)
    )
    held: dict[UUID, int] = {}
    for receipt_id, fen in mine.order_by("plan__receipt__arrived_on", "plan_id").values_list(
        "plan__receipt_id", "fen"
    ):
        if receipt_id not in released:
            held[receipt_id] = held.get(receipt_id, 0) + fen
    return held
