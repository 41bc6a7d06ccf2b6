"""Proposing distribution plans, approving and rejecting them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, Party, PartyRole, Recovery, Suspension, Title
from zhixing.cases.queries import terms_of_title
from zhixing.cases.rules.debt import RecoveryLine, TitleTerms
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import (
    FundsPolicy,
    Holder,
    LineKind,
    PayeeAccount,
    Payment,
    PaymentState,
    PayoutRule,
    Plan,
    PlanLine,
    PlanState,
    PooledReceipt,
    Receipt,
    ReceiptState,
    ThirdPartyPayee,
    ThirdState,
)
from zhixing.funds.models.deposits import DEPOSIT_NOTICE_DAYS, Deposit
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.crediting import credit_creditors
from zhixing.funds.operations.hand_receipts import lines_in_hand
from zhixing.funds.operations.payees import adopt_bank_name
from zhixing.funds.operations.posting import AccountKey, Leg, NewJournal, Overdrawn, accounts, post
from zhixing.funds.operations.receiving_money import recovery_source
from zhixing.funds.operations.settling import clear_receipts, satisfy
from zhixing.funds.queries.deferrals import deferred_now
from zhixing.funds.queries.payees import blockers, change_text, open_changes, third_payees, third_text
from zhixing.funds.rules.distributions import LIVE
from zhixing.funds.rules.payments import approver_of, may_approve, purpose_text, reference_of
from zhixing.funds.rules.plan import Block, Planned, plan_receipt, standing
from zhixing.law.case_funds import Approver
from zhixing.law.explanation import Step, to_json
from zhixing.law.interest import Stop, StopKind
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable


class PlanNotOpen(ValueError):
    """The plan was decided or withdrawn meanwhile."""


class SelfApproval(NotAllowed):
    """Whoever proposed a plan may not approve it."""


class PlanBlocked(PlanNotOpen):
    """Something stands against paying this now: an account that is being changed, a payee not yet allowed."""


class PlanOutdated(ValueError):
    """The money of the plan is no longer there; it must be withdrawn and made anew."""


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
    body = {"plan": str(plan.id), "receipt": str(receipt.pk), "fen": plan.pool_fen, "tier": plan.approver_role}
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
        )
    except (UnreadableRate, RateBeforeTable, TermsUnclear) as error:
        return Block.DEBT_UNCLEAR, f"{Block.DEBT_UNCLEAR.label}：{error}", None
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


def _lines(
    plan: Plan, planned: Planned, applicant: Party, third: ThirdPartyPayee | None
) -> list[PlanLine]:
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


def open_plan(plan_id: UUID) -> Plan:
    """The plan with its receipt locked first: money taken back and money approved never cross."""
    receipt_id = Plan.objects.values_list("receipt_id", flat=True).get(pk=plan_id)
    Receipt.objects.select_for_update().get(pk=receipt_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("receipt", "case").get(pk=plan_id)
    if plan.state != PlanState.PROPOSED.value:
        raise PlanNotOpen(f"方案{PlanState(plan.state).label}（{plan.decided_by_name}），不能再办理。")
    return plan


def approve(*, plan_id: UUID, now: datetime, actor: Actor) -> list[Payment]:
    """Approve a plan: the money leaves the sub-account and payments are made ready. The payments.

    Raises PlanNotOpen when it was decided already, SelfApproval for the proposer, NotAllowed below the tier and for
    parts of the system, PlanOutdated when the money is no longer there.
    """
    with transaction.atomic():
        plan = open_plan(plan_id)
        if plan.source == Holder.CASE.value and plan.repairs_id is None and deferred_now([plan.receipt_id]):
            raise PlanOutdated("该笔款项正在延缓发放，事由消失后重新制作方案。")
        if actor.user_id is None:
            raise NotAllowed("发放须由有审批权限的人员批准。")
        actor.require(
            plan.court_id, *(Role(tier.value) for tier in may_approve(Approver(plan.approver_role)))
        )
        if key_of(actor) == plan.proposed_by:
            raise SelfApproval("经办人不能审批自己提出的方案。")
        return _carry_out(plan, now, actor)


def approve_by_rule(*, plan: Plan, rule: PayoutRule, now: datetime, actor: Actor) -> list[Payment]:
    """Approve a locked plan on the authority of the rule its giver gave beforehand; the caller has checked the rule."""
    plan.authorisation = rule
    return _carry_out(plan, now, actor)


def _carry_out(plan: Plan, now: datetime, actor: Actor) -> list[Payment]:
    """The money of a locked plan leaves its source, unless something stands against it."""
    lines = list(PlanLine.objects.filter(plan=plan).order_by("place"))
    parties = sorted({line.party_id for line in lines if line.party_id})
    # A change of account locks the party as well: it is either seen here or comes after the approval.
    list(Party.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=parties).order_by("pk"))
    if found := blockers(plan, lines):
        raise PlanBlocked("；".join(found) + "。")
    _release(plan, lines, now, actor)
    payments = [_payment(plan, line, now) for line in lines if line.payee_account_sealed is not None]
    Payment.objects.bulk_create(payments)
    _decide_plan(plan, PlanState.APPROVED, "", now, actor)
    _after_approval(plan, lines, now, actor)
    clear_receipts({plan.receipt_id}, now, actor)
    creditors = credit_creditors(plan=plan, lines=lines, now=now) if plan.distribution_id else set()
    if not payments and plan.case_id:
        for case_id in sorted({plan.case_id, *creditors}):
            satisfy(case_id, local_date(now), now)
    return payments


def _after_approval(plan: Plan, lines: Sequence[PlanLine], now: datetime, actor: Actor) -> None:
    """What else an approval changes: a stranger's money leaves the tray, a deposit is told, a bank's name corrected."""
    if plan.source == Holder.UNIDENTIFIED.value:
        Receipt.objects.filter(pk=plan.receipt_id).update(
            state=ReceiptState.RETURNED.value, blocked_by="", blocked_text="", changed_at=now, changed_by=actor.name[:60]
        )
    Deposit.objects.filter(plan=plan, notice_due_on=None).update(
        notice_due_on=local_date(now) + timedelta(days=DEPOSIT_NOTICE_DAYS)
    )
    for line in lines:
        if plan.repairs_id is not None and line.party is not None and line.party.bank_name != line.payee_bank:
            adopt_bank_name(plan=plan, line=line, now=now, actor=actor)


def _release(plan: Plan, lines: Sequence[PlanLine], now: datetime, actor: Actor) -> None:
    """One journal takes the whole pool from its source; the source's balance is checked with its account locked."""
    source = AccountKey(Holder(plan.source), plan.case_id)
    takers = [_taker(plan, line) for line in lines]
    book = accounts(
        court_id=plan.court_id, bank_account_id=plan.receipt.bank_account_id, keys=[source, *takers]
    )
    legs = (
        Leg(book[source], plan.pool_fen),
        *(Leg(book[taker], -line.fen) for taker, line in zip(takers, lines, strict=True)),
    )
    journal = NewJournal(f"plan:{plan.id}", "distribution", local_date(now), legs, plan.number)
    try:
        post(court_id=plan.court_id, journals=[journal], at=now, actor_name=actor.name)
    except Overdrawn as error:
        raise PlanOutdated("子账户余额不足以发放本方案（款项可能已被冲正），请撤回后重新制作。") from error


def _taker(plan: Plan, line: PlanLine) -> AccountKey:
    """Who holds the money of a line from its approval on: the bank's way to the payee, or a holder in the books."""
    if line.payee_account_sealed is not None:
        return AccountKey(Holder.IN_TRANSIT)
    if line.kind == LineKind.APPLICATION_FEE.value:
        return AccountKey(Holder.FEE_INCOME)
    holder = Holder.DEPOSIT if line.kind == LineKind.DEPOSIT.value else Holder.REFUND_PAYABLE
    return AccountKey(holder, plan.case_id)


def _payment(plan: Plan, line: PlanLine, now: datetime) -> Payment:
    key = uuid7()
    return Payment(
        id=key, court_id=plan.court_id, bank_account_id=plan.receipt.bank_account_id, case_id=plan.case_id,
        plan_line=line, reference=reference_of(key), fen=line.fen, payee_name=line.payee_name,
        payee_bank=line.payee_bank, payee_account_sealed=line.payee_account_sealed,
        payee_account_masked=line.payee_account_masked, purpose=purpose_text(plan.number, line.kind),
        state=PaymentState.READY.value, made_at=now,
    )  # fmt: skip


def reject(*, plan_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Send a plan back with a reason; the receipt waits for a new one. Raises PlanNotOpen, NotAllowed, ValueError."""
    if len(reason.strip()) < 2:
        raise ValueError("请写明退回的理由。")
    with transaction.atomic():
        plan = open_plan(plan_id)
        actor.require(plan.court_id, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        _decide_plan(plan, PlanState.REJECTED, reason.strip(), now, actor)
        _give_back(plan, reason.strip(), now, actor)


def withdraw(*, plan_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Take a proposed plan back, by whoever keeps the money. Raises PlanNotOpen, NotAllowed."""
    with transaction.atomic():
        plan = open_plan(plan_id)
        actor.require(plan.court_id, Role.FUND_ACCOUNTANT, Role.OFFICER)
        _decide_plan(plan, PlanState.WITHDRAWN, reason.strip(), now, actor)
        _give_back(plan, "", now, actor)


def _give_back(plan: Plan, reason: str, now: datetime, actor: Actor) -> None:
    """A rejected plan is not made again by itself: the reason stays on the receipt until a person has acted on it."""
    if plan.source == Holder.UNIDENTIFIED.value:
        Receipt.objects.filter(pk=plan.receipt_id, state=ReceiptState.UNIDENTIFIED.value).update(
            blocked_by="", blocked_text="", changed_at=now, changed_by=actor.name[:60]
        )
    elif plan.repairs_id is None and plan.source == Holder.CASE.value:
        Receipt.objects.filter(pk=plan.receipt_id, state=ReceiptState.PLANNED.value).update(
            state=ReceiptState.MARKED.value, blocked_by="rejected" if reason else "withdrawn",
            blocked_text=reason[:200], changed_at=now, changed_by=actor.name[:60],
        )  # fmt: skip


def _decide_plan(plan: Plan, state: PlanState, reason: str, now: datetime, actor: Actor) -> None:
    plan.state, plan.reason = state.value, reason[:300]
    plan.decided_at, plan.decided_by, plan.decided_by_name = now, key_of(actor), actor.name[:60]
    if plan.authorisation is not None:
        plan.decided_by = plan.authorisation.given_by
        plan.decided_by_name = f"{plan.authorisation.given_by_name}（依预先授权）"[:60]
    plan.save(
        update_fields=["state", "reason", "decided_at", "decided_by", "decided_by_name", "authorisation"]
    )
    record(
        court_id=plan.court_id, subject=plan.subject, kind=f"plan.{state.value}", at=now, actor=actor,
        body={"plan": str(plan.id), "fen": plan.pool_fen, "reason": plan.reason,
              **({"rule": str(plan.authorisation_id)} if plan.authorisation_id else {})},
    )  # fmt: skip
