"""Proposing distribution plans."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from zhixing.cases.models import Case, Party, PartyRole, Recovery, Suspension, Title
from zhixing.cases.queries import terms_of_title
from zhixing.cases.rules.debt import RecoveryLine, TitleTerms
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import (
    Claimant,
    FundsPolicy,
    LineKind,
    PayeeAccount,
    Plan,
    PlanLine,
    PlanState,
    PooledReceipt,
    Receipt,
    ReceiptState,
    ThirdPartyPayee,
    ThirdState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.deciding import PlanNotOpen
from zhixing.funds.operations.hand_receipts import lines_in_hand
from zhixing.funds.operations.receiving_money import recovery_source
from zhixing.funds.queries.deferrals import deferred_now
from zhixing.funds.queries.payees import change_text, open_changes, third_payees, third_text
from zhixing.funds.rules.distributions import LIVE
from zhixing.funds.rules.payments import approver_of
from zhixing.funds.rules.plan import Block, Planned, Share, plan_receipt, standing
from zhixing.law.explanation import Step, to_json
from zhixing.law.interest import Stop, StopKind
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable


@dataclass(slots=True)
class _Knowledge:
    """What planning knows about the cases at hand, read in a fixed number of queries."""

    titles: dict[UUID, TitleTerms] = field(default_factory=dict)
    applicants: dict[UUID, list[Party]] = field(default_factory=dict)
    recoveries: dict[UUID, list[RecoveryLine]] = field(default_factory=dict)
    stops: dict[UUID, list[Stop]] = field(default_factory=dict)
    waiting: dict[UUID, list[Receipt]] = field(default_factory=dict)
    changes: dict[UUID, PayeeAccount] = field(default_factory=dict)
    thirds: dict[UUID, ThirdPartyPayee] = field(default_factory=dict)
    deferred: dict[UUID, str] = field(default_factory=dict)
    tiers: dict[int, int] = field(default_factory=dict)
    pooled: set[UUID] = field(default_factory=set)
    in_hand: set[UUID] = field(default_factory=set)
    fees: dict[UUID, int] = field(default_factory=dict)


def plan_distribution(*, case_id: UUID, now: datetime, actor: Actor) -> list[Plan]:
    """Propose a plan for each receipt of the case that waits for one; those that cannot be planned get their reason."""
    with transaction.atomic():
        case = Case.objects.get(pk=case_id)
        actor.require(case.court_id, Role.OFFICER, Role.FUND_ACCOUNTANT, Role.CLERK)
        waiting = Receipt.objects.select_for_update().filter(case=case, state=ReceiptState.MARKED.value)
        return plan_receipts(receipts=list(waiting.order_by("pk")), now=now, actor=actor)


def plan_receipts(*, receipts: Sequence[Receipt], now: datetime, actor: Actor) -> list[Plan]:
    """Propose plans for marked receipts, locked by the caller, in the order the money came."""
    known = _know(
        {receipt.case_id for receipt in receipts if receipt.case_id}, {r.court_id for r in receipts}
    )
    plans, lines, facts = [], [], []
    for receipt in sorted(receipts, key=lambda one: (one.arrived_on, one.pk)):
        case_id = receipt.case_id
        if case_id is None:
            raise PlanNotOpen("款项尚未标记到案件，不能制作分配方案。")
        block, detail, planned = _decide(receipt, case_id, known)
        receipt.changed_at, receipt.changed_by = now, actor.name[:60]
        if planned is None:
            receipt.blocked_by, receipt.blocked_text = (block or Block.DEBT_UNCLEAR).value, detail[:200]
            continue
        receipt.state, receipt.blocked_by, receipt.blocked_text = ReceiptState.PLANNED.value, "", ""
        plan = _plan(receipt, case_id, planned, known, now, actor)
        plans.append(plan)
        applicant = known.applicants[case_id][0]
        lines += _lines(plan, planned, applicant, known.thirds.get(applicant.pk))
        facts.append(
            NewFact(plan.court_id, f"case:{plan.case_id}", "plan.proposed",
                    {"plan": str(plan.id), "receipt": str(receipt.pk), "fen": plan.pool_fen, "tier": plan.approver_role})
        )  # fmt: skip
    Plan.objects.bulk_create(plans, batch_size=1000)
    PlanLine.objects.bulk_create(lines, batch_size=1000)
    Receipt.objects.bulk_update(
        receipts, ["state", "blocked_by", "blocked_text", "changed_at", "changed_by"], batch_size=1000
    )
    if facts:
        record_many(facts=facts, at=now, actor=actor)
    return plans


def plan_apart(
    *,
    receipt: Receipt,
    kind: LineKind,
    article: str,
    reason: str,
    steps: Sequence[Step],
    now: datetime,
    actor: Actor,
) -> tuple[Plan, Party]:
    """Propose a plan of a locked receipt whose applicant's part stays in the books as `kind`; the plan and applicant.

    Unlike an ordinary plan it waits for no account. Raises PlanNotOpen with several applicants or an unclear debt.
    """
    if receipt.case_id is None:
        raise PlanNotOpen("款项尚未标记到案件，不能制作分配方案。")
    known = _know({receipt.case_id}, {receipt.court_id})
    applicants = known.applicants.get(receipt.case_id, [])
    if len(applicants) != 1:
        raise PlanNotOpen(f"{Block.SEVERAL_APPLICANTS.label}。")
    _, trouble, planned = _split(receipt, receipt.case_id, known)
    if planned is None:
        raise PlanNotOpen(trouble)
    plan = _plan(receipt, receipt.case_id, planned, known, now, actor)
    plan.explanation = [*plan.explanation, *to_json(steps)]
    plan.save(force_insert=True)
    lines = _lines(plan, planned, applicants[0], None)
    for line in lines:
        if line.kind == LineKind.APPLICANT.value:
            line.kind, line.article, line.reason = kind.value, article[:200], reason[:300]
            line.payee_account_sealed, line.payee_account_masked, line.payee_bank = None, "", ""
    PlanLine.objects.bulk_create(lines)
    receipt.state, receipt.blocked_by, receipt.blocked_text = ReceiptState.PLANNED.value, "", ""
    receipt.changed_at, receipt.changed_by = now, actor.name[:60]
    receipt.save(update_fields=["state", "blocked_by", "blocked_text", "changed_at", "changed_by"])
    body = {
        "plan": str(plan.id),
        "receipt": str(receipt.pk),
        "fen": plan.pool_fen,
        "tier": plan.approver_role,
    }
    record(court_id=plan.court_id, subject=plan.subject, kind="plan.proposed", at=now, actor=actor, body=body)
    return plan, applicants[0]


def _know(case_ids: set[UUID], court_ids: set[int]) -> _Knowledge:
    known = _Knowledge(tiers=dict(FundsPolicy.objects.values_list("court_id", "chief_up_to_fen")))
    for title in Title.objects.select_related("case").filter(pk__in=case_ids):
        known.titles[title.pk] = terms_of_title(title.case, title)
    for party in Party.objects.filter(case_id__in=case_ids, role=PartyRole.APPLICANT.value).order_by(
        "position"
    ):
        known.applicants.setdefault(party.case_id, []).append(party)
    pooled = PooledReceipt.objects.filter(receipt__case_id__in=case_ids, distribution__stage__in=LIVE)
    known.pooled = set(pooled.values_list("receipt_id", flat=True))
    parties = [party.pk for people in known.applicants.values() for party in people]
    known.changes, known.thirds = open_changes(parties), third_payees(parties)
    known.in_hand = lines_in_hand(case_ids)
    known.fees = _fees_planned(case_ids)
    for row in Recovery.objects.filter(case_id__in=case_ids).order_by("on", "id"):
        known.recoveries.setdefault(row.case_id, []).append(RecoveryLine(row.on, row.fen, row.source))
    for pause in Suspension.objects.filter(case_id__in=case_ids, interest_stops=True):
        known.stops.setdefault(pause.case_id, []).append(
            Stop(pause.starts_on, pause.ends_on, StopKind.RETRIAL)
        )
    for receipt in Receipt.objects.filter(case_id__in=case_ids, state=ReceiptState.MARKED.value):
        if receipt.case_id:
            known.waiting.setdefault(receipt.case_id, []).append(receipt)
    known.deferred = deferred_now(one.pk for waiting in known.waiting.values() for one in waiting)
    return known


def _fees_planned(case_ids: set[UUID]) -> dict[UUID, int]:
    """The application fee that live plans take of each case, in fen; cases of distributions are left to their own sums."""
    live = PlanLine.objects.filter(
        plan__case_id__in=case_ids, kind=LineKind.APPLICATION_FEE.value, plan__distribution=None,
        plan__state__in=[PlanState.PROPOSED.value, PlanState.APPROVED.value],
    )  # fmt: skip
    divided = set(Claimant.objects.filter(case_id__in=case_ids).values_list("case_id", flat=True))
    sums = {row[0]: int(row[1]) for row in live.values_list("plan__case_id").annotate(Sum("fen")).order_by()}
    return {case_id: sums.get(case_id, 0) for case_id in case_ids - divided}


def _decide(receipt: Receipt, case_id: UUID, known: _Knowledge) -> tuple[Block | None, str, Planned | None]:
    if receipt.pk in known.pooled:
        return Block.DISTRIBUTION, Block.DISTRIBUTION.label, None
    if stop := _stop(receipt, known.applicants.get(case_id, []), known):
        return *stop, None
    return _split(receipt, case_id, known)


def _split(receipt: Receipt, case_id: UUID, known: _Knowledge) -> tuple[Block | None, str, Planned | None]:
    """The statutory split of the receipt by what it changes in the debt, after all that counts before it."""
    source = recovery_source(receipt.pk, receipt.turns)
    waiting = known.waiting[case_id] = [
        other for other in known.waiting.get(case_id, []) if other.pk != receipt.pk
    ]
    later = {recovery_source(other.pk, other.turns) for other in waiting if _order(other) > _order(receipt)}
    lines = standing(known.recoveries.get(case_id, []))
    prior = [line for line in lines if line.source != source and line.source not in later]
    try:
        planned = plan_receipt(
            title=known.titles[case_id],
            prior=prior,
            receipt=RecoveryLine(receipt.arrived_on, receipt.fen, source),
            stops=known.stops.get(case_id, []),
            fee_taken_fen=known.fees.get(case_id),
        )
    except (UnreadableRate, RateBeforeTable, TermsUnclear) as error:
        return Block.DEBT_UNCLEAR, f"{Block.DEBT_UNCLEAR.label}：{error}", None
    if case_id in known.fees:
        known.fees[case_id] += planned.of(Share.APPLICATION_FEE)
    return None, "", planned


def _stop(receipt: Receipt, applicants: Sequence[Party], known: _Knowledge) -> tuple[Block, str] | None:
    """What the money waits for before anything is reckoned, in words."""
    if receipt.pk in known.deferred:
        return Block.DEFERRED, known.deferred[receipt.pk]
    if receipt.pk in known.in_hand or len(applicants) != 1:
        block = Block.NOT_BANKED if receipt.pk in known.in_hand else Block.SEVERAL_APPLICANTS
        return block, block.label
    change, third = known.changes.get(applicants[0].pk), known.thirds.get(applicants[0].pk)
    if third is not None:
        return None if third.state == ThirdState.ALLOWED.value else (Block.THIRD_PARTY, third_text(third))
    if change is not None:
        return Block.PAYEE_CHANGE, change_text(change)
    nowhere = applicants[0].account_sealed is None
    return (Block.NO_PAYEE_ACCOUNT, Block.NO_PAYEE_ACCOUNT.label) if nowhere else None


def _order(receipt: Receipt) -> tuple[object, ...]:
    return receipt.arrived_on, receipt.pk


def _plan(
    receipt: Receipt, case_id: UUID, planned: Planned, known: _Knowledge, now: datetime, actor: Actor
) -> Plan:
    tier = known.tiers.get(receipt.court_id, FundsPolicy.chief_up_to_fen.field.default)
    return Plan(
        id=uuid7(), court_id=receipt.court_id, case_id=case_id, receipt=receipt, pool_fen=receipt.fen,
        approver_role=approver_of(receipt.fen, chief_up_to_fen=tier).value, explanation=to_json(planned.explanation),
        proposed_at=now, proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
    )  # fmt: skip


def _lines(plan: Plan, planned: Planned, applicant: Party, third: ThirdPartyPayee | None) -> list[PlanLine]:
    rows = []
    for place, share in enumerate(planned.shares, start=1):
        row = PlanLine(
            court_id=plan.court_id, plan=plan, place=place, kind=share.share.value, fen=share.fen,
            article=share.article[:200], reason=share.reason[:300],
        )  # fmt: skip
        if row.kind == LineKind.APPLICANT.value and third is not None:
            _to_third(row, third)
        elif row.kind == LineKind.APPLICANT.value:
            row.party = applicant
            row.payee_name, row.payee_bank = applicant.name, applicant.bank_name
            row.payee_account_sealed, row.payee_account_masked = (
                applicant.account_sealed,
                applicant.account_masked,
            )
        rows.append(row)
    return rows


def _to_third(row: PlanLine, third: ThirdPartyPayee) -> None:
    """What is due to an applicant goes to the payee announced and allowed in their place."""
    row.kind, row.third_party = LineKind.THIRD_PARTY.value, third
    row.payee_name, row.payee_bank = third.name, third.bank_name
    row.payee_account_sealed, row.payee_account_masked = third.account_sealed, third.account_masked
    row.reason = f"{row.reason}代{third.instead_of.name}收取：{third.authority}"[:300]
