"""Money: plans that the room of funds has drafted are approved, under that room's own four eyes and tiers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhixing.cases.models import Recovery
from zhixing.cases.personal import keys
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.personal_data import Purpose, SealedValueUnreadable, unseal
from zhixing.funds.models import Holder, LineKind, Payment, Plan, PlanLine, PlanState
from zhixing.funds.models.payouts import PaymentState
from zhixing.funds.operations import deciding
from zhixing.funds.operations.deciding import PlanNotOpen, PlanOutdated
from zhixing.law.amounts import yuan_text
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import DONE, FAILED, REFUSALS, WAITING, Family, NotReversible, Views
from zhixing.robot.queries.sources import REGISTER, case_checks, proofs_of_parties
from zhixing.robot.rules.checks import Check, all_of, checked, said_account, said_fen, said_name
from zhixing.robot.rules.plans import Line, Outcome, Planned

MONEY_REFUSALS = (*REFUSALS, PlanNotOpen, PlanOutdated)


@dataclass(frozen=True, slots=True)
class Paying(Family):
    """Approve the plans of a case that wait for approval."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each plan: what goes where, held against the statement, the register and the debt."""
        wanted = [plan_id for view in views.values() for plan_id in view.funds.plans_to_approve]
        plans = Plan.objects.select_related("receipt__line", "repairs").in_bulk(wanted)
        lines: dict[UUID, list[PlanLine]] = defaultdict(list)
        rows = (
            PlanLine.objects.filter(plan_id__in=wanted).select_related("party").order_by("plan_id", "place")
        )
        for row in rows:
            lines[row.plan_id].append(row)
        proofs = proofs_of_parties([row.party_id for many in lines.values() for row in many if row.party_id])
        booked = _booked(list(views))
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in views.items():
            acts = []
            for plan_id in view.funds.plans_to_approve:
                plan = plans[plan_id]
                checks = [*case_checks(view), *_money_checks(plan, lines[plan_id], booked)]
                for party_id in dict.fromkeys(row.party_id for row in lines[plan_id] if row.party_id):
                    checks += proofs[party_id].checks
                acts.append(
                    Planned(
                        self.key, key, f"{self.key}:{plan_id}", f"发放案款 {yuan_text(plan.pool_fen, True)} 元",
                        tuple(_line(row) for row in lines[plan_id]), tuple(checks),
                        {"plan": str(plan_id), "fen": plan.pool_fen}, (), plan.receipt.pay_by,
                    )
                )  # fmt: skip
            if acts:
                found[key] = tuple(acts)
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each plan by its own room: tier, proposer, account and balance are its to judge."""
        done = {}
        for act in acts:
            payments = deciding.approve(plan_id=UUID(act.params["plan"]), now=now, actor=actor)
            ref = f"plan:{act.params['plan']}"
            if payments:
                done[act.id] = Outcome(WAITING, ref, f"已批准，付款 {len(payments)} 笔交付银行。")
            else:
                done[act.id] = Outcome(DONE, ref, "已批准，款项留在本院账内。")
        return done

    def settle(self, acts: Sequence[Act], *, now: datetime) -> dict[UUID, Outcome]:
        """Done when the bank has paid, failed when it has not; unknown goes on waiting."""
        states: dict[str, list[str]] = defaultdict(list)
        plans = {act.params["plan"] for act in acts}
        rows = Payment.objects.filter(plan_line__plan_id__in=[UUID(plan) for plan in plans])
        for plan_id, state in rows.values_list("plan_line__plan_id", "state"):
            states[str(plan_id)].append(state)
        found = {}
        for act in acts:
            mine = states[act.params["plan"]]
            if mine and set(mine) <= {PaymentState.DONE.value, PaymentState.FAILED.value}:
                failed = mine.count(PaymentState.FAILED.value)
                found[act.id] = (
                    Outcome(FAILED, act.ref, f"{failed} 笔付款被银行退回，由案款室另行修改重付。") if failed
                    else Outcome(DONE, act.ref, f"银行已付款 {len(mine)} 笔。")
                )  # fmt: skip
        return found

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Only a plan that is still proposed can be taken back; money on its way goes back only as the bank's return."""
        plan = Plan.objects.get(pk=UUID(act.params["plan"]))
        if plan.state == PlanState.PROPOSED.value:
            deciding.withdraw(plan_id=plan.pk, reason=reason, now=now, actor=actor)
            return "发放方案已撤回。"
        raise NotReversible(
            "发放已批准，款项已离开案款账户，不能撤回；发放有误的，依法责令领款人退还，必要时执行回转。"
        )


def _line(row: PlanLine) -> Line:
    to = f"{row.payee_name} {row.payee_account_masked}".strip()
    return Line(f"{LineKind(row.kind).label} {to}".strip()[:80], "", f"{yuan_text(row.fen, True)} 元")


def _booked(case_ids: Sequence[UUID]) -> dict[str, int]:
    """What each receipt counts for in the debt of its case, by the reference that the debt knows."""
    return dict(Recovery.objects.filter(case_id__in=case_ids, fen__gt=0).values_list("source", "fen"))


def _sum_check(plan: Plan, lines: Sequence[PlanLine], booked: Mapping[str, int]) -> Check | None:
    """The sum against what it was: the whole receipt, or the payment that came back. What is left of a deposit or a refund
    only the books know, so its sum has one source."""
    planned = said_fen("发放方案", sum(row.fen for row in lines))
    if plan.repairs is not None:
        return checked("发放金额", planned, said_fen("被退回的付款", plan.repairs.fen))
    if plan.source != Holder.CASE.value:
        return checked("发放金额", planned)
    receipt = plan.receipt
    counted = next((fen for source, fen in booked.items() if str(receipt.pk) in source), None)
    return checked(
        "发放金额", planned, said_fen("银行流水", receipt.line.fen), said_fen("债务清偿记录", counted)
    )


def _money_checks(plan: Plan, lines: Sequence[PlanLine], booked: Mapping[str, int]) -> tuple[Check, ...]:
    """The sum against the bank's statement, each payee against the register of the parties."""
    found = [_sum_check(plan, lines, booked)]
    for row in lines:
        if row.payee_account_sealed is None:
            continue
        party = row.party
        found += [
            checked(
                f"{LineKind(row.kind).label}·收款人", said_name("发放方案", row.payee_name),
                said_name(REGISTER, party.name) if party else None,
            ),
            checked(
                f"{LineKind(row.kind).label}·收款账号", said_account("发放方案", _account(row.payee_account_sealed)),
                said_account(REGISTER, _account(party.account_sealed)) if party and party.account_sealed else None,
            ),
        ]  # fmt: skip
    return all_of(found)


def _account(sealed: bytes | memoryview) -> str:
    """The number for comparing only: it is shown under its mask. One that does not open is compared as such."""
    try:
        return unseal(keys(), sealed, purpose=Purpose.ACCOUNT)
    except SealedValueUnreadable:
        return ""


register(
    Paying(
        "funds.approve_plan", "批准案款发放", "approve a distribution plan",
        "未批准的撤回；已批准的不能撤回，只能依法追回", refusals=MONEY_REFUSALS,
    )
)  # fmt: skip
