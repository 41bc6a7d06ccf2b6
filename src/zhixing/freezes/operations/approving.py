"""A second person approves a proposal: the documents are issued and the orders leave, once however often it is pressed.

Before that everything is held against today: the debt, what is under control meanwhile, each asset. What no longer holds
is refused in words and goes back to the officer; nothing is quietly changed under a signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.documents.operations import ControlAct, IssuedAct, issue_control_documents
from zhixing.documents.rules.control_rulings import RulingAction, RulingAsset
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import ControlProposal, ProposalItem
from zhixing.freezes.operations.proposing import (
    ProposalRefused,
    check_of,
    chosen_by_hand,
    covered_words,
    locked,
    person_of,
)
from zhixing.freezes.queries.choosing import CasePosition, position_of, rules_of
from zhixing.freezes.queries.people import courts_as
from zhixing.freezes.rules.asset_classes import class_of, measure_kind_of, special_of
from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.freezes.rules.proposal_states import ProposalState
from zhixing.inquiries.operations.controls import ControlRefused, NewControl, Ordered, order_controls
from zhixing.inquiries.queries.assets import control_reference
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Action
from zhixing.law.amounts import yuan_text
from zhixing.law.measure_terms import end_of_term

APPROVERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


@dataclass(frozen=True, slots=True)
class Approval:
    """What came of an approval. `is_new` is False when the proposal had been approved before."""

    proposal: ControlProposal
    orders: tuple[UUID, ...]
    is_new: bool


def may_approve(proposal: ControlProposal, actor: Actor, *, today: date) -> bool:
    """Whether this person's approval counts: a chief's, a deputy's while the chief is away, or by the court's rule a
    colleague's up to an amount.
    """
    if actor.user_id is None or actor.user_id == proposal.submitted_by_id:
        return False
    if actor.has(proposal.court_id, *APPROVERS) or is_deputy(proposal.court_id, actor, today=today):
        return True
    bound = rules_of(proposal.court_id).colleague_approves_up_to_fen
    within = not proposal.is_plain_excess and proposal.chosen_fen <= bound
    return bool(bound) and within and actor.has(proposal.court_id, Role.OFFICER)


def is_deputy(court_id: int, actor: Actor, *, today: date) -> bool:
    """Whether the person, an officer, stands in today for an approver who is away."""
    deputised = courts_as(APPROVERS, user_id=actor.user_id, courts=[court_id], today=today)
    return actor.has(court_id, Role.OFFICER) and court_id in deputised


def approve(*, proposal_id: UUID, now: datetime, actor: Actor) -> Approval:
    """Approve a proposal that was put forward, issue its rulings and notices and send its orders, all or nothing.

    Approved twice it is approved once. Raises ProposalRefused (the debt is paid meanwhile, an asset may no longer be
    controlled, the figures have moved too far, the same person), ProposalNotFound, NotAllowed.
    """
    with transaction.atomic():
        proposal = locked(proposal_id)
        actor.require(proposal.court_id, Role.OFFICER, *APPROVERS)
        is_for_another = not actor.has(proposal.court_id, *APPROVERS) and is_deputy(
            proposal.court_id, actor, today=local_date(now)
        )
        person = person_of(actor)
        items = list(
            ProposalItem.objects.filter(proposal=proposal, is_chosen=True)
            .select_related("asset", "party", "unit").order_by("rank", "id")
        )  # fmt: skip
        if proposal.state == ProposalState.APPROVED:
            return Approval(proposal, tuple(item.order_id for item in items if item.order_id), False)
        if proposal.state != ProposalState.SUBMITTED:
            raise ProposalRefused("这份控制方案还没有提交，或者已经退回。")
        if proposal.submitted_by_id == person:
            raise ProposalRefused("控制方案须由提交人以外的人批准。")
        if not may_approve(proposal, actor, today=local_date(now)):
            raise ProposalRefused("这份控制方案须由执行局局长或者分管副院长批准。")
        position = position_of(proposal.case_id, today=local_date(now))
        _still_holds(proposal, items, position)
        try:
            ordered = _send(proposal, items, position, now, actor)
        except (DocumentRefused, ControlRefused) as refused:
            raise ProposalRefused(str(refused)) from None
        proposal.state, proposal.approved_by_id = ProposalState.APPROVED.value, person
        proposal.approved_by_name, proposal.approved_at, proposal.changed_at = actor.name[:60], now, now
        proposal.save()
        record(
            court_id=proposal.court_id, subject=f"case:{proposal.case_id}", kind="proposal.approved", at=now, actor=actor,
            body={"proposal": str(proposal.pk), "orders": len(ordered), "fen": proposal.chosen_fen,
                  "reason": proposal.excess_reason, "as_deputy": is_for_another},
        )  # fmt: skip
        return Approval(proposal, tuple(one.order_id for one in ordered), True)


def _still_holds(proposal: ControlProposal, items: Sequence[ProposalItem], position: CasePosition) -> None:
    """Raise ProposalRefused where what was put forward is not true any more."""
    if position.left_fen == 0:
        raise ProposalRefused(covered_words(position))
    reasons = {str(item.asset_id): item.hand_reason for item in items}
    choice = chosen_by_hand(position, reasons, reasons)
    check = check_of(choice, position)
    if check.needs_reason and not proposal.excess_reason:
        raise ProposalRefused(f"提交以后情况有变：{check.words}。请退回承办人重新核对。")
    ordered = sum(
        item.counted_fen if item.amount_fen is None else min(item.amount_fen, item.counted_fen)
        for item in items
    )
    over = ordered - position.left_fen
    if over > position.rules.tolerance_fen(position.need_fen) and not (
        check.is_excused or proposal.excess_reason
    ):
        left = yuan_text(position.left_fen, True)
        raise ProposalRefused(f"提交以后债务已减少，尚需控制 {left} 元，方案超出过多。请退回承办人重新核对。")


def _send(
    proposal: ControlProposal,
    items: Sequence[ProposalItem],
    position: CasePosition,
    now: datetime,
    actor: Actor,
) -> list[Ordered]:
    today = local_date(now)
    groups: dict[RulingAction, list[ProposalItem]] = {}
    for item in items:
        item.starts_on, item.ends_on = today, _term_end(item, today)
        groups.setdefault(_ruling_action(item), []).append(item)
    acts = [
        ControlAct(
            proposal.case_id,
            action,
            tuple(_ruling_asset(item, action) for item in group),
            _reason(proposal, position),
        )
        for action, group in groups.items()
    ]
    issued = issue_control_documents(acts=acts, now=now, actor=actor)
    papers = {item.pk: act for act, group in zip(issued, groups.values(), strict=True) for item in group}
    ordered = order_controls(
        court_id=proposal.court_id,
        orders=[_order(item, papers[item.pk]) for item in items],
        now=now,
        actor=actor,
    )
    for item, order in zip(items, ordered, strict=True):
        item.order_id, item.order_number = order.order_id, order.number
    ProposalItem.objects.bulk_update(items, ["order_id", "order_number", "starts_on", "ends_on"])
    return ordered


def _term_end(item: ProposalItem, today: date) -> date:
    kind = item.asset.kind
    return end_of_term(class_of(kind), today, special=special_of(kind)).last_day


def _ruling_action(item: ProposalItem) -> RulingAction:
    if item.action == Action.WAIT.value:
        return RulingAction.WAIT
    is_thing = measure_kind_of(class_of(item.asset.kind)) is MeasureKind.SEAL
    return RulingAction.SEAL if is_thing else RulingAction.FREEZE


def _ruling_asset(item: ProposalItem, action: RulingAction) -> RulingAsset:
    asset = item.asset
    starts, ends = (item.starts_on, item.ends_on) if action.has_term else (None, None)
    return RulingAsset(
        unit_name=_unit_name(item), debtor_name=item.party.name, kind_label=AssetKind(asset.kind).label,
        identifier=control_reference(asset.pk).identifier or asset.identifier or asset.title,
        amount_fen=item.amount_fen, starts_on=starts, ends_on=ends,
    )  # fmt: skip


def _unit_name(item: ProposalItem) -> str:
    if item.unit is None:
        raise ProposalRefused(f"{item.asset.unit_name}没有登记为协助单位，请用纸质办理。")
    return item.unit.name


def _reason(proposal: ControlProposal, position: CasePosition) -> str:
    need = yuan_text(position.need_fen, True)
    done = yuan_text(position.controlled_fen, True)
    excess = f"{proposal.excess_words}。" if proposal.is_plain_excess else ""
    controlled = f"，已控制财产{done}元" if position.controlled_fen else ""
    return (
        f"被执行人未履行生效法律文书确定的义务。截至{position.on:%Y年%-m月%-d日}，"
        f"尚应清偿债务、利息和执行费用共{need}元{controlled}。{excess}"
    )


def _order(item: ProposalItem, papers: IssuedAct) -> NewControl:
    name = _unit_name(item)
    assert item.unit is not None
    return NewControl(
        key=f"proposal:{item.pk}", action=Action(item.action), case_id=item.proposal.case_id, party_id=item.party_id,
        unit_id=item.unit.pk, asset_kind=AssetKind(item.asset.kind), identifier="", asset_id=item.asset_id,
        amount_fen=item.amount_fen, starts_on=item.starts_on, ends_on=item.ends_on, ruling_id=papers.ruling.id,
        notice_id=papers.notices[name].id,
    )  # fmt: skip
