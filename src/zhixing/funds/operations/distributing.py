"""Drafting a distribution among several creditors, deciding on it with four eyes, and issuing it as a document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.cases.personal import sealed_account
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import (
    Claimant,
    Distribution,
    DistributionLine,
    FundsPolicy,
    PooledReceipt,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.receiving_money import recovery_source
from zhixing.funds.queries.claimants import CaseInPool, claims_of_cases, creditors_cases
from zhixing.funds.queries.distributions import ClaimView, DistributionView, Terms, compute, distribution_view
from zhixing.funds.rules.distributions import LIVE, Basis, Stage
from zhixing.funds.rules.payments import approver_of, may_approve
from zhixing.funds.rules.plan import Block
from zhixing.funds.rules.pools import split_parts
from zhixing.law.amounts import ResidualTo
from zhixing.law.case_funds import Approver
from zhixing.law.distribution import ClaimKind, DebtorKind, DistributionImpossible
from zhixing.law.explanation import to_json
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable

DRAFTERS = (Role.OFFICER, Role.CLERK, Role.FUND_ACCOUNTANT)
COURT_FEE = "申请执行费"


class DistributionRefused(ValueError):
    """The act does not fit where the distribution stands, or something is missing; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """A claim as a person has it in the table. `account` is a new account number, empty to keep what there is."""

    view: ClaimView
    account: str = ""


def lock_receipts(*, receipt_ids: Sequence[UUID]) -> list[Receipt]:
    """The receipts, locked in order of key before anything else of a distribution is."""
    rows = Receipt.objects.select_for_update(of=("self",)).filter(pk__in=list(receipt_ids))
    return sorted(rows.order_by("pk"), key=lambda one: (one.arrived_on, one.pk))


def open_distribution(*, distribution_id: UUID, stages: Sequence[Stage]) -> Distribution:
    """The distribution with its receipts locked first. Raises DistributionRefused when it is in no such stage."""
    pooled = PooledReceipt.objects.filter(distribution_id=distribution_id).values_list(
        "receipt_id", flat=True
    )
    lock_receipts(receipt_ids=list(pooled))
    row = Distribution.objects.select_for_update(of=("self",)).select_related("case").get(pk=distribution_id)
    if Stage(row.stage) not in stages:
        raise DistributionRefused(f"分配方案{Stage(row.stage).label}，不能再这样办理，请刷新。")
    return row


def draft_distribution(
    *,
    case_id: UUID,
    receipt_ids: Sequence[UUID],
    debtor_id: UUID,
    debtor_kind: DebtorKind,
    basis: Basis,
    now: datetime,
    actor: Actor,
) -> Distribution:
    """Draft a distribution of receipts of a case, with the debtor's open cases of this court as proposed claimants.

    They are found by the exact identity number, never by a name alone. Claims are reckoned to the day the last of the
    money came. Raises DistributionRefused.
    """
    with transaction.atomic():
        receipts = lock_receipts(receipt_ids=receipt_ids)
        case = Case.objects.select_related("title").get(pk=case_id)
        actor.require(case.court_id, *DRAFTERS)
        debtor = Party.objects.filter(pk=debtor_id, case=case, role=PartyRole.DEBTOR.value).first()
        if debtor is None:
            raise DistributionRefused("请选定本案的被执行人。")
        if not receipts or any(
            one.case_id != case.pk or one.state != ReceiptState.MARKED.value for one in receipts
        ):
            raise DistributionRefused("请选定本案已标记、尚未列入其他方案的到账款。")
        taken = PooledReceipt.objects.filter(receipt__in=receipts, distribution__stage__in=LIVE)
        if taken.exists():
            raise DistributionRefused("有到账款已经列入另一分配方案，请先撤回该方案。")
        policy = FundsPolicy.objects.filter(court_id=case.court_id).first() or FundsPolicy()
        pool = sum(one.fen for one in receipts)
        row = Distribution.objects.create(
            id=uuid7(), court_id=case.court_id, case=case, debtor=debtor, debtor_kind=debtor_kind.value, basis=basis.value,
            on=max(one.arrived_on for one in receipts), pool_fen=pool, provincial_priority=policy.provincial_priority,
            first_measure_bonus=policy.first_measure_bonus, residual_to=policy.residual_to,
            approver_role=approver_of(pool, chief_up_to_fen=policy.chief_up_to_fen).value, drafted_at=now,
            drafted_by=key_of(actor), drafted_by_name=actor.name[:60],
        )  # fmt: skip
        _pool(row, receipts, now, actor)
        cases = _cases_of(basis, case, debtor)
        _note(
            row, "distribution.drafted", {"fen": pool, "basis": basis.value, "cases": len(cases)}, now, actor
        )
        _claim_for(row, cases, receipts)
        return row


def _pool(row: Distribution, receipts: Sequence[Receipt], now: datetime, actor: Actor) -> None:
    PooledReceipt.objects.bulk_create(
        PooledReceipt(
            court_id=row.court_id, distribution=row, receipt=one, place=place, turn=one.turns, fen=one.fen
        )
        for place, one in enumerate(receipts, start=1)
    )
    Receipt.objects.filter(pk__in=[one.pk for one in receipts]).update(
        blocked_by=Block.DISTRIBUTION.value, blocked_text=Block.DISTRIBUTION.label, changed_at=now,
        changed_by=actor.name[:60],
    )  # fmt: skip


def _cases_of(basis: Basis, case: Case, debtor: Party) -> list[Case]:
    if basis is Basis.ONE_TITLE:
        return [case]
    if basis is not Basis.ONE_CREDITOR:
        return creditors_cases(debtor)
    applicants = list(Party.objects.filter(case=case, role=PartyRole.APPLICANT.value).order_by("position"))
    if len(applicants) != 1:
        raise DistributionRefused("本案有多名申请执行人，不是同一债权人的多个案件。")
    return creditors_cases(debtor, only_applicant=bytes(applicants[0].id_index))


def _claim_for(row: Distribution, cases: Sequence[Case], receipts: Sequence[Receipt]) -> None:
    """The proposed claims: of each case its unpaid application fee and its debt, shared equally among its applicants."""
    pooled = frozenset(recovery_source(one.pk, one.turns) for one in receipts)
    try:
        found = claims_of_cases(cases, pooled=pooled, on=row.on)
    except (UnreadableRate, RateBeforeTable, TermsUnclear) as unclear:
        raise DistributionRefused(f"有案件的债务金额无法计算，请先核对执行依据：{unclear}") from unclear
    rows: list[Claimant] = []
    for one in found:
        if one.claim.fee_fen:
            rows.append(_fee(row, one))
        rows += _debts(row, one)
    for place, claimant in enumerate(rows, start=1):
        claimant.place = place
    Claimant.objects.bulk_create(rows)


def _fee(row: Distribution, one: CaseInPool) -> Claimant:
    return Claimant(
        court_id=row.court_id, distribution=row, creditor=f"{COURT_FEE}（{one.case.type_code}{one.case.sequence}号）", case=one.case,
        case_number=one.case.number, kind=ClaimKind.COSTS.value, is_fee=True, title_number=one.title.number,
        principal_fen=one.claim.fee_fen, explanation=to_json(one.claim.explanation),
    )  # fmt: skip


def _debts(row: Distribution, one: CaseInPool) -> list[Claimant]:
    if not one.claim.parts.fen or not one.applicants:
        return []
    shares = split_parts(one.claim.parts, [1] * len(one.applicants), ResidualTo(row.residual_to))
    return [
        Claimant(
            court_id=row.court_id, distribution=row, creditor=party.name, party=party, case=one.case,
            case_number=one.case.number, kind=one.kind.value, title_number=one.title.number,
            principal_fen=share.principal_fen, costs_fen=share.costs_fen, general_fen=share.general_fen,
            doubled_fen=share.doubled_fen, due_on=one.title.performance_ends_on or one.title.effective_on,
            applied_on=one.case.filed_on, explanation=to_json(one.claim.explanation),
        )
        for party, share in zip(one.applicants, shares, strict=True)
        if share.fen
    ]  # fmt: skip


def _note(row: Distribution, kind: str, body: dict[str, object], now: datetime, actor: Actor) -> None:
    record(
        court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor,
        body={"distribution": str(row.pk), **body},
    )  # fmt: skip


# ---- the table ---------------------------------------------------------------------------------------------------------


def revise_distribution(
    *,
    distribution_id: UUID,
    terms: Terms,
    entries: Sequence[ClaimEntry],
    by_shares: bool,
    now: datetime,
    actor: Actor,
) -> Distribution:
    """Replace the claims of a draft with the table as a person has it, and its settings.

    With `by_shares` (one title only) the debt is split anew in proportion to the stated shares. Cases and parties of
    claims stay as they were found. Raises DistributionRefused, DistributionImpossible.
    """
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.DRAFT])
        actor.require(row.court_id, *DRAFTERS)
        if by_shares:
            entries = _shared_out(row, entries)
        _set_terms(row, terms)
        before = {one.pk: one for one in Claimant.objects.filter(distribution=row)}
        kept = [entry.view.id for entry in entries]
        DistributionLine.objects.filter(claimant__in=[key for key in before if key not in kept]).update(
            claimant=None
        )
        Claimant.objects.filter(distribution=row).exclude(pk__in=kept).delete()
        for place, entry in enumerate(entries, start=1):
            old = before.get(entry.view.id)
            claimant = old or Claimant(id=entry.view.id, court_id=row.court_id, distribution=row)
            _fill(claimant, entry, place)
            claimant.save(force_insert=old is None)
        _note(row, "distribution.revised", {"claims": len(entries), "on": row.on.isoformat()}, now, actor)
        return row


def _shared_out(row: Distribution, entries: Sequence[ClaimEntry]) -> list[ClaimEntry]:
    if row.basis != Basis.ONE_TITLE.value:
        raise DistributionRefused("按份额计算只用于同一执行依据的多名债权人。")
    mine = [entry for entry in entries if entry.view.kind is not ClaimKind.COSTS]
    receipts = Receipt.objects.filter(distributions__distribution=row)
    pooled = frozenset(recovery_source(one.pk, one.turns) for one in receipts)
    case = Case.objects.select_related("title").get(pk=row.case_id)
    (found,) = claims_of_cases([case], pooled=pooled, on=row.on)
    parts = split_parts(found.claim.parts, [entry.view.weight for entry in mine], ResidualTo(row.residual_to))
    shares = {entry.view.id: share for entry, share in zip(mine, parts, strict=True)}
    return [
        replace(
            entry,
            view=replace(
                entry.view, principal_fen=share.principal_fen, costs_fen=share.costs_fen,
                general_fen=share.general_fen, doubled_fen=share.doubled_fen,
            ),
        )
        if (share := shares.get(entry.view.id))
        else entry
        for entry in entries
    ]  # fmt: skip


def _set_terms(row: Distribution, terms: Terms) -> None:
    row.debtor_kind, row.on, row.facts_text = terms.debtor_kind.value, terms.on, terms.facts_text[:1000]
    row.basis = terms.basis.value
    row.provincial_priority = sorted(kind.value for kind in terms.provincial_priority)
    row.first_measure_bonus, row.residual_to = terms.first_measure_bonus, terms.residual_to.value
    row.ended_on, row.agreed_order = terms.ended_on, terms.agreed_order
    row.save()


def _fill(claimant: Claimant, entry: ClaimEntry, place: int) -> None:
    view = entry.view
    if not view.creditor.strip():
        raise DistributionRefused(f"第 {place} 行没有写明债权人。")
    claimant.place, claimant.creditor, claimant.kind = place, view.creditor.strip()[:200], view.kind.value
    claimant.title_number, claimant.has_title = view.title_number[:80], view.has_title
    claimant.principal_fen, claimant.costs_fen = view.principal_fen, view.costs_fen
    claimant.general_fen, claimant.doubled_fen = view.general_fen, view.doubled_fen
    claimant.weight, claimant.priority_rank = view.weight, view.priority_rank
    claimant.priority_limit_fen, claimant.measured_on = view.priority_limit_fen, view.measured_on
    claimant.measure_rank, claimant.applied_on, claimant.due_on = (
        view.measure_rank,
        view.applied_on,
        view.due_on,
    )
    if claimant.case_id is None:
        claimant.case_number = view.case_number[:60]
    if claimant.party_id is not None or claimant.is_fee:
        return
    claimant.payee_name, claimant.payee_bank = view.payee_name[:200], view.payee_bank[:80]
    if entry.account.strip():
        try:
            number = read_account(entry.account).number
        except BadIdentifier as error:
            raise DistributionRefused(f"{claimant.creditor}：{error}") from error
        claimant.payee_account_sealed, _, claimant.payee_account_masked = sealed_account(number)


# ---- deciding ----------------------------------------------------------------------------------------------------------


def propose_distribution(*, distribution_id: UUID, now: datetime, actor: Actor) -> Distribution:
    """Compute the draft once more, fix it as a round of lines, and hand it to the approver of its tier."""
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.DRAFT])
        actor.require(row.court_id, *DRAFTERS)
        view = distribution_view(distribution_id)
        found = compute(view)
        if found.held:
            raise DistributionImpossible(found.distribution.suggestions[0])
        must_be_there(view=view)
        row.round += 1
        names = {str(claim.id): claim.id for claim in view.claims}
        DistributionLine.objects.bulk_create(
            DistributionLine(
                court_id=row.court_id, distribution=row, round=row.round, place=place, claimant_id=names[line.key],
                creditor=line.creditor, kind=line.kind.value, claim_fen=line.claim_fen, paid_fen=line.paid_fen,
                left_fen=line.left_fen, band=line.band, article=line.article[:200], reason=line.reason[:300],
            )
            for place, line in enumerate(found.distribution.lines, start=1)
        )  # fmt: skip
        row.stage, row.explanation = Stage.PROPOSED.value, to_json(found.distribution.explanation)
        row.drafted_by, row.drafted_by_name, row.drafted_at = key_of(actor), actor.name[:60], now
        row.decided_at, row.decided_by, row.decided_by_name, row.reason = None, None, "", ""
        row.save()
        _note(row, "distribution.proposed", {"fen": row.pool_fen, "tier": row.approver_role}, now, actor)
        return row


def must_be_there(*, view: DistributionView) -> None:
    """Raise DistributionRefused when money of the pool was reversed, taken back or planned otherwise meanwhile."""
    for money in view.receipts:
        if not money.is_there or money.state is not ReceiptState.MARKED:
            raise DistributionRefused(
                f"流水 {money.serial} 已{money.state.label}或者撤回标记，不能再按本方案分配，请撤回后重新起草。"
            )


def approve_distribution(*, distribution_id: UUID, now: datetime, actor: Actor) -> Distribution:
    """Approve a proposed distribution by its tier; never by whoever drafted it. Nothing is paid by this."""
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.PROPOSED])
        if actor.user_id is None:
            raise NotAllowed("分配方案须由有审批权限的人员批准。")
        actor.require(row.court_id, *(Role(tier.value) for tier in may_approve(Approver(row.approver_role))))
        if key_of(actor) == row.drafted_by:
            raise NotAllowed("经办人不能审批自己提出的分配方案。")
        must_be_there(view=distribution_view(distribution_id))
        _decide(row, Stage.APPROVED, "", now, actor)
        _note(row, "distribution.approved", {"fen": row.pool_fen}, now, actor)
        return row


def reject_distribution(*, distribution_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Send a proposal back to its drafter with a reason; it is a draft again."""
    if len(reason.strip()) < 2:
        raise DistributionRefused("请写明退回的理由。")
    with transaction.atomic():
        row = open_distribution(distribution_id=distribution_id, stages=[Stage.PROPOSED])
        actor.require(row.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        _decide(row, Stage.DRAFT, reason.strip(), now, actor)
        _note(row, "distribution.refused", {"reason": row.reason}, now, actor)


def withdraw_distribution(*, distribution_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Give a distribution up before any of its money was planned for payment; its receipts wait for a new plan."""
    if len(reason.strip()) < 2:
        raise DistributionRefused("请写明撤回的理由。")
    with transaction.atomic():
        row = open_distribution(
            distribution_id=distribution_id, stages=[Stage.DRAFT, Stage.PROPOSED, Stage.APPROVED]
        )
        actor.require(row.court_id, *DRAFTERS, Role.BUREAU_CHIEF)
        _decide(row, Stage.WITHDRAWN, reason.strip(), now, actor)
        free_receipts(row=row, now=now, actor=actor)
        _note(row, "distribution.withdrawn", {"reason": row.reason}, now, actor)


def free_receipts(*, row: Distribution, now: datetime, actor: Actor) -> None:
    """The receipts of a distribution that is given up wait for a person, who decides on another plan."""
    Receipt.objects.filter(
        distributions__distribution=row, state=ReceiptState.MARKED.value, blocked_by=Block.DISTRIBUTION.value
    ).update(blocked_by="withdrawn", blocked_text="", changed_at=now, changed_by=actor.name[:60])


def _decide(row: Distribution, stage: Stage, reason: str, now: datetime, actor: Actor) -> None:
    row.stage, row.reason = stage.value, reason[:300]
    row.decided_at, row.decided_by, row.decided_by_name = now, key_of(actor), actor.name[:60]
    row.save(update_fields=["stage", "reason", "decided_at", "decided_by", "decided_by_name"])


def day_of_pool(*, distribution_id: UUID) -> date:
    """The day the last of the pool's money came."""
    days = PooledReceipt.objects.filter(distribution_id=distribution_id).values_list(
        "receipt__arrived_on", flat=True
    )
    return max(days)
