"""From what was found to what is proposed: made by itself when an answer comes, put right by the officer, put forward.

One proposal of a case is open at a time. What an officer has edited, the house does not touch; what was put forward only
the officer's withdrawal or the approver changes.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Case, CaseStatus
from zhixing.cases.queries import CaseNotFound
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import AssetEstimate, ControlProposal, ProposalItem
from zhixing.freezes.queries.choosing import CasePosition, action_for, position_of
from zhixing.freezes.queries.proposals import OPEN, ProposalNotFound
from zhixing.freezes.rules.choosing import (
    Choice,
    Chosen,
    LeftOut,
    Option,
    SetRefused,
    choose,
    choose_by_hand,
    options_of,
)
from zhixing.freezes.rules.excess import ExcessCheck, check_set
from zhixing.freezes.rules.proposal_states import ProposalState
from zhixing.inquiries.models import Asset
from zhixing.law.explanation import to_json

PROPOSERS = (Role.OFFICER, Role.BUREAU_CHIEF)
REASON_MIN, REASON_MAX = 4, 300


class ProposalRefused(ValueError):
    """The act cannot be done on the proposal; the message says why and what to do."""


def reason_of(text: str, words: str) -> str:
    """A reason a reader can judge. Raises ProposalRefused for less than four characters."""
    reason = text.strip()[:REASON_MAX]
    if len(reason) < REASON_MIN:
        raise ProposalRefused(f"{words}（至少四个字）。")
    return reason


def person_of(actor: Actor) -> int:
    """The person who acts. Raises NotAllowed for a part of the system."""
    if actor.user_id is None:
        raise NotAllowed("此操作须由本院人员办理。")
    return actor.user_id


def locked(proposal_id: UUID) -> ControlProposal:
    """The proposal, locked for the transaction, with its case. Raises ProposalNotFound."""
    rows = ControlProposal.objects.select_for_update(of=("self",)).select_related("case", "court")
    proposal = rows.filter(pk=proposal_id).first()
    if proposal is None:
        raise ProposalNotFound("没有这份控制方案，或者它不在您可以查看的法院。")
    return proposal


# ---- made -------------------------------------------------------------------------------------------------------------------


def propose(*, case_id: UUID, now: datetime, actor: Actor) -> ControlProposal | None:
    """The open proposal of a case, made or brought up to date; None where nothing is to be controlled.

    A person gets a draft even when nothing can be chosen by itself, with the reasons. Raises CaseNotFound,
    ProposalRefused for a case that is closed, NotAllowed.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
        if case is None:
            raise CaseNotFound("没有这个案件，或者它不在您可以查看的法院。")
        actor.require(case.court_id, *PROPOSERS)
        if case.status != CaseStatus.OPEN.value:
            if actor.is_system:
                return None
            raise ProposalRefused(f"{case.number}已经结案，不得再采取控制措施。")
        proposal = ControlProposal.objects.filter(case=case, state__in=OPEN).first()
        if proposal is not None and (
            proposal.state != ProposalState.DRAFT or (proposal.is_edited and actor.is_system)
        ):
            return proposal
        position = position_of(case_id, today=local_date(now))
        choice = choose(
            position.judged, need_fen=position.need_fen, controlled_fen=position.controlled_fen,
            uncounted_controlled=position.uncounted, rules=position.rules, on=position.on,
        )  # fmt: skip
        if not choice.chosen and actor.is_system:
            if proposal is not None:
                _discard(proposal, "没有需要或者可以控制的财产", now, actor)
            return None
        is_new = proposal is None
        if proposal is None:
            proposal = ControlProposal(
                court_id=case.court_id, case=case, is_automatic=actor.is_system, proposed_at=now,
                proposed_by_name=actor.name[:60],
            )  # fmt: skip
        proposal.is_edited = False
        _store(proposal, position, choice, {}, now, is_by_hand=False)
        if is_new:
            _tell(
                proposal,
                "control.proposed",
                now,
                actor,
                {"items": len(choice.chosen), "fen": proposal.chosen_fen},
            )
    return proposal


# ---- kept -------------------------------------------------------------------------------------------------------------------


def check_of(choice: Choice, position: CasePosition) -> ExcessCheck:
    """The guard's word on a set, held against everything else that could be taken."""
    chosen = [_option(one) for one in choice.chosen if one.judged.counted_fen > 0]
    known = {option.key for option in chosen}
    others = [option for option in options_of(position.judged) if option.key not in known]
    return check_set(
        chosen=chosen, all_options=[*chosen, *others],
        uncounted=sum(one.judged.counted_fen == 0 for one in choice.chosen), need_fen=choice.left_to_cover_fen,
        tolerance_fen=position.rules.tolerance_fen(choice.need_fen), on=position.on,
    )  # fmt: skip


def _option(one: Chosen) -> Option:
    holding = one.judged.holding
    return Option(one.key, one.judged.counted_fen, holding.is_divisible, holding.rank)


def _store(
    proposal: ControlProposal,
    position: CasePosition,
    choice: Choice,
    reasons: Mapping[str, str],
    now: datetime,
    *,
    is_by_hand: bool,
) -> None:
    """The proposal with the figures of the day and a line for every asset; lines keep their keys."""
    check = check_of(choice, position)
    proposal.debt_on, proposal.changed_at = position.on, now
    proposal.need_fen, proposal.controlled_fen = choice.need_fen, choice.controlled_fen
    proposal.chosen_fen = sum(
        one.judged.counted_fen if one.amount_fen is None else one.counted_fen for one in choice.chosen
    )
    proposal.gap_fen, proposal.excess_fen = choice.gap_fen, check.excess_fen
    proposal.is_plain_excess, proposal.is_excused = check.is_plain, check.is_excused
    proposal.excess_words = check.words[:300]
    proposal.basis = to_json((*choice.steps, *(check.steps if check.is_plain else ())))
    proposal.save()
    known = {str(item.asset_id): item for item in ProposalItem.objects.filter(proposal=proposal)}
    every: list[Chosen | LeftOut] = [*choice.chosen, *choice.left_out]
    rows = [_item(proposal, position, one, known, reasons, is_by_hand) for one in every]
    fresh = [row for row in rows if str(row.asset_id) not in known]
    ProposalItem.objects.bulk_create(fresh)
    kept = [row for row in rows if str(row.asset_id) in known]
    fields = ["unit", "action", "verdict", "rank", "is_divisible", "counted_fen", "amount_fen", "is_chosen",
              "is_by_hand", "hand_reason", "why", "steps"]  # fmt: skip
    ProposalItem.objects.bulk_update(kept, fields)


def _item(
    proposal: ControlProposal,
    position: CasePosition,
    one: Chosen | LeftOut,
    known: Mapping[str, ProposalItem],
    reasons: Mapping[str, str],
    is_by_hand: bool,
) -> ProposalItem:
    holding, asset = one.judged.holding, position.assets[one.key]
    is_chosen = isinstance(one, Chosen)
    item = known.get(one.key) or ProposalItem(
        court_id=proposal.court_id, proposal=proposal, asset=asset, party=position.party_of(asset)
    )
    item.unit = position.units.get(asset.unit_code)
    item.action = action_for(holding.kind, waits=bool(holding.priors)).value
    item.verdict, item.rank, item.is_divisible = one.judged.verdict.value, holding.rank, holding.is_divisible
    item.counted_fen = one.judged.counted_fen
    item.amount_fen = one.amount_fen if isinstance(one, Chosen) else None
    item.is_chosen, item.is_by_hand = is_chosen, is_by_hand and is_chosen
    item.hand_reason = reasons.get(one.key, "").strip()[:REASON_MAX] if is_chosen else ""
    item.why, item.steps = one.why[:400], to_json(one.judged.steps)
    return item


# ---- put right --------------------------------------------------------------------------------------------------------------


def choose_items(
    *, proposal_id: UUID, asset_ids: Iterable[UUID], reasons: Mapping[UUID, str], now: datetime, actor: Actor
) -> ControlProposal:
    """Take exactly these assets instead, with reasons for those that need a person's judgement; figures are of today.

    Raises ProposalRefused with the asset and why it cannot be taken, ProposalNotFound, NotAllowed.
    """
    with transaction.atomic():
        proposal = locked(proposal_id)
        actor.require(proposal.court_id, *PROPOSERS)
        person_of(actor)
        _must_be(proposal, ProposalState.DRAFT)
        position = position_of(proposal.case_id, today=local_date(now))
        keys = {str(asset_id) for asset_id in asset_ids}
        if strange := keys - position.assets.keys():
            raise ProposalRefused(f"有 {len(strange)} 项财产不属于本案被执行人，不能选取。")
        texts = {str(asset_id): text for asset_id, text in reasons.items()}
        choice = chosen_by_hand(position, keys, texts)
        proposal.is_edited = True
        _store(proposal, position, choice, texts, now, is_by_hand=True)
        body = {"items": len(choice.chosen), "fen": proposal.chosen_fen}
        _tell(proposal, "proposal.edited", now, actor, body)
    return proposal


def chosen_by_hand(position: CasePosition, keys: Iterable[str], reasons: Mapping[str, str]) -> Choice:
    """A person's set in the position of today. Raises ProposalRefused."""
    try:
        return choose_by_hand(
            position.judged, keys=keys, reasons=reasons, need_fen=position.need_fen,
            controlled_fen=position.controlled_fen, rules=position.rules, on=position.on,
        )  # fmt: skip
    except SetRefused as refused:
        raise ProposalRefused(str(refused)) from None


def estimate(*, asset_id: UUID, fen: int, basis: str, now: datetime, actor: Actor) -> AssetEstimate:
    """Put in what an asset is worth, whole and unburdened, and on what ground; the latest estimate counts.

    Raises ProposalRefused for no amount or no ground, ProposalNotFound, NotAllowed.
    """
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None:
        raise ProposalNotFound("没有这项财产，或者它不在您可以查看的法院。")
    actor.require(asset.court_id, *PROPOSERS)
    if fen <= 0:
        raise ProposalRefused("估值须大于零。")
    ground = reason_of(basis, "请写明估值的依据，例如“2022-11 网络询价”")[:200]
    made = AssetEstimate.objects.create(
        court_id=asset.court_id, asset=asset, fen=fen, basis=ground, at=now, by_id=person_of(actor),
        by_name=actor.name[:60],
    )  # fmt: skip
    record(
        court_id=asset.court_id, subject=f"asset:{asset.pk}", kind="asset.estimated", at=now, actor=actor,
        body={"fen": fen, "basis": ground},
    )  # fmt: skip
    return made


# ---- put forward ----------------------------------------------------------------------------------------------------------------


def submit(*, proposal_id: UUID, excess_reason: str = "", now: datetime, actor: Actor) -> ControlProposal:
    """Put a draft forward for approval, with the figures of today. A set plainly beyond the need takes a reason.

    Raises ProposalRefused, ProposalNotFound, NotAllowed.
    """
    with transaction.atomic():
        proposal = locked(proposal_id)
        actor.require(proposal.court_id, *PROPOSERS)
        person = person_of(actor)
        _must_be(proposal, ProposalState.DRAFT)
        position = position_of(proposal.case_id, today=local_date(now))
        chosen = list(ProposalItem.objects.filter(proposal=proposal, is_chosen=True))
        if not chosen:
            raise ProposalRefused("没有选取任何财产，不能提交。")
        if position.left_fen == 0:
            raise ProposalRefused(covered_words(position))
        reasons = {str(item.asset_id): item.hand_reason for item in chosen}
        choice = chosen_by_hand(position, reasons, reasons)
        if check_of(choice, position).needs_reason:
            words = check_of(choice, position).words
            proposal.excess_reason = reason_of(excess_reason, f"{words}。确需如此的，请写明理由")
        else:
            proposal.excess_reason = ""
        proposal.state, proposal.submitted_by_id = ProposalState.SUBMITTED.value, person
        proposal.submitted_by_name, proposal.submitted_at = actor.name[:60], now
        proposal.returned_because = ""
        by_hand = any(item.is_by_hand for item in chosen)
        _store(proposal, position, choice, reasons, now, is_by_hand=by_hand)
        body = {"items": len(chosen), "fen": proposal.chosen_fen, "reason": proposal.excess_reason}
        _tell(proposal, "proposal.submitted", now, actor, body)
    return proposal


def covered_words(position: CasePosition) -> str:
    """Why nothing more may be controlled."""
    if position.need_fen == 0:
        return "债务已经清偿，不得再采取控制措施。"
    return "已控制和正在办理的财产足以清偿，不得再采取控制措施。"


def take_back(*, proposal_id: UUID, reason: str, now: datetime, actor: Actor) -> ControlProposal:
    """Send a proposal that was put forward back to the officer, with what is to be changed.

    Raises ProposalRefused, ProposalNotFound, NotAllowed.
    """
    with transaction.atomic():
        proposal = locked(proposal_id)
        actor.require(proposal.court_id, Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
        _must_be(proposal, ProposalState.SUBMITTED)
        proposal.returned_because = reason_of(reason, "请写明退回的理由")
        proposal.state, proposal.submitted_by_id, proposal.submitted_at = (
            ProposalState.DRAFT.value,
            None,
            None,
        )
        proposal.submitted_by_name, proposal.changed_at, proposal.is_edited = "", now, True
        proposal.save()
        _tell(proposal, "proposal.returned", now, actor, {"reason": proposal.returned_because})
    return proposal


def discard(*, proposal_id: UUID, reason: str, now: datetime, actor: Actor) -> ControlProposal:
    """Give a draft up. What comes later is proposed anew. Raises ProposalRefused, ProposalNotFound, NotAllowed."""
    with transaction.atomic():
        proposal = locked(proposal_id)
        actor.require(proposal.court_id, *PROPOSERS)
        _must_be(proposal, ProposalState.DRAFT)
        _discard(proposal, reason_of(reason, "请写明作废的理由"), now, actor)
    return proposal


def _discard(proposal: ControlProposal, reason: str, now: datetime, actor: Actor) -> None:
    proposal.state, proposal.discarded_because, proposal.changed_at = (
        ProposalState.DISCARDED.value,
        reason,
        now,
    )
    proposal.save(update_fields=["state", "discarded_because", "changed_at"])
    _tell(proposal, "proposal.discarded", now, actor, {"reason": reason})


def _must_be(proposal: ControlProposal, *states: ProposalState) -> None:
    state = ProposalState(proposal.state)
    if state not in states:
        raise ProposalRefused(f"这份控制方案{state.label}，请刷新后查看。")


def _tell(
    proposal: ControlProposal,
    kind: str,
    now: datetime,
    actor: Actor,
    body: Mapping[str, object],
) -> None:
    record(
        court_id=proposal.court_id, subject=f"case:{proposal.case_id}", kind=kind, at=now, actor=actor,
        body={"proposal": str(proposal.pk), **body},
    )  # fmt: skip
