"""Proposals of control and findings of excess as pages and duties read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhixing.foundation.clock import local_date
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import (
    ActBatch,
    AssetEstimate,
    BatchState,
    ChoosingPolicy,
    ControlProposal,
    ExcessFinding,
    Measure,
    ProposalItem,
)
from zhixing.freezes.queries.people import courts_of_roles, people_of
from zhixing.freezes.rules.court_rules import RULES, ChoosingRules, RuleWords, rules_with
from zhixing.freezes.rules.proposal_states import ExcessState, ProposalState
from zhixing.freezes.rules.protection import Verdict
from zhixing.inquiries.models import Asset
from zhixing.inquiries.queries.assets import AssetLine, asset_lines
from zhixing.inquiries.rules.kinds import UnitAction
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import citation
from zhixing.law.explanation import Step

OPEN = (ProposalState.DRAFT.value, ProposalState.SUBMITTED.value)
OPEN_EXCESS = (ExcessState.OPEN.value, ExcessState.KEEP_ASKED.value)
LINES_MAX = 200
_APPROVERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


class ProposalNotFound(LookupError):
    """No such proposal, asset or finding, or it is in a court that may not be seen."""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in a list; the chosen assets are counted. Amounts in fen."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    officer_name: str
    state: ProposalState
    is_automatic: bool
    items: int
    need_fen: int
    controlled_fen: int
    chosen_fen: int
    gap_fen: int
    excess_fen: int
    needs_reason: bool
    excess_reason: str
    submitted_by: str
    proposed_at: datetime
    changed_at: datetime
    approved_at: datetime | None

    @property
    def chip(self) -> str:
        """Its colour; green stays for what a holder has confirmed."""
        return {"draft": "waiting", "submitted": "due", "approved": "sent", "discarded": "ended"}[
            self.state.value
        ]


def _line(row: ControlProposal, items: int) -> ProposalLine:
    return ProposalLine(
        row.pk, row.court_id, row.case_id, row.case.number, row.case.officer_name, ProposalState(row.state),
        row.is_automatic, items, row.need_fen, row.controlled_fen, row.chosen_fen, row.gap_fen, row.excess_fen,
        row.is_plain_excess and not row.is_excused, row.excess_reason, row.submitted_by_name, row.proposed_at,
        row.changed_at, row.approved_at,
    )  # fmt: skip


def _lines(rows: QuerySet[ControlProposal]) -> list[ProposalLine]:
    chosen = Count("items", filter=Q(items__is_chosen=True))
    return [_line(row, row.chosen) for row in rows.select_related("case").annotate(chosen=chosen)]


def list_proposals(
    *, courts: Sequence[int], state: ProposalState, limit: int = LINES_MAX
) -> list[ProposalLine]:
    """Proposals in a state: those that wait the longest first, those that are over the latest first."""
    rows = ControlProposal.objects.filter(court_id__in=courts, state=state.value)
    order = "changed_at" if state.value in OPEN else "-changed_at"
    return _lines(rows.order_by(order, "id")[:limit])


def count_proposals(*, courts: Sequence[int]) -> dict[ProposalState, int]:
    """How many proposals wait in each open state."""
    rows = ControlProposal.objects.filter(court_id__in=courts, state__in=OPEN)
    found = dict(rows.values_list("state").annotate(Count("id")).order_by("state"))
    return {state: found.get(state.value, 0) for state in (ProposalState.DRAFT, ProposalState.SUBMITTED)}


def proposals_of_case(case_id: UUID) -> list[ProposalLine]:
    """The proposals of a case, latest first."""
    rows = ControlProposal.objects.filter(case_id=case_id)
    return _lines(rows.order_by("-proposed_at", "-id")[:LINES_MAX])


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One asset of a proposal: beside the choice what the page shows of the asset itself."""

    id: UUID
    asset_id: UUID
    asset: AssetLine
    debtor: str
    unit: str
    act: str
    verdict: Verdict
    is_divisible: bool
    counted_fen: int
    amount_fen: int | None
    is_chosen: bool
    is_by_hand: bool
    hand_reason: str
    why: str
    steps: tuple[Step, ...]
    order_id: UUID | None
    order_number: str
    estimate_fen: int | None
    estimate_basis: str

    @property
    def may_choose(self) -> bool:
        """Whether a person may take it at all."""
        return self.verdict is not Verdict.NEVER

    @property
    def needs_reason(self) -> bool:
        """Whether taking it needs a reason."""
        return self.verdict is Verdict.PERSON

    @property
    def chip(self) -> str:
        """The colour of its verdict."""
        return {"free": "due", "uncounted": "waiting", "person": "sent", "never": "refused"}[
            self.verdict.value
        ]


@dataclass(frozen=True, slots=True)
class ProposalDetail:
    """A proposal with all its lines, chosen first, each group in the order of preference."""

    proposal: ControlProposal
    line: ProposalLine
    items: tuple[ItemLine, ...]
    steps: tuple[Step, ...]
    tolerance_fen: int

    @property
    def chosen(self) -> tuple[ItemLine, ...]:
        """What is taken."""
        return tuple(item for item in self.items if item.is_chosen)

    @property
    def left_out(self) -> tuple[ItemLine, ...]:
        """What is not."""
        return tuple(item for item in self.items if not item.is_chosen)

    @property
    def left_fen(self) -> int:
        """What the proposal has to cover."""
        return max(self.proposal.need_fen - self.proposal.controlled_fen, 0)


def steps_from(stored: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    """Steps as they were stored."""
    return tuple(Step(**one) for one in stored)


def proposal_detail(proposal_id: UUID, *, today: date) -> ProposalDetail:
    """One proposal, in a fixed number of queries. Raises ProposalNotFound."""
    row = ControlProposal.objects.select_related("case").filter(pk=proposal_id).first()
    if row is None:
        raise ProposalNotFound("没有这份控制方案，或者它不在您可以查看的法院。")
    items = list(ProposalItem.objects.filter(proposal=row).select_related("party", "unit"))
    ids = [item.asset_id for item in items]
    lines = {line.id: line for line in asset_lines(Asset.objects.filter(pk__in=ids), today=today)}
    latest: dict[UUID, AssetEstimate] = {}
    for one in AssetEstimate.objects.filter(asset_id__in=ids).order_by("id"):
        latest[one.asset_id] = one
    items.sort(
        key=lambda item: (
            not item.is_chosen,
            item.verdict == Verdict.NEVER,
            item.rank,
            -item.counted_fen,
            item.pk,
        )
    )
    found = tuple(_item(item, lines[item.asset_id], latest.get(item.asset_id)) for item in items)
    chosen = sum(item.is_chosen for item in items)
    return ProposalDetail(
        row, _line(row, chosen), found, steps_from(row.basis),
        court_rules(row.court_id).rules.tolerance_fen(row.need_fen),
    )  # fmt: skip


def _item(item: ProposalItem, line: AssetLine, estimate: AssetEstimate | None) -> ItemLine:
    return ItemLine(
        item.pk, item.asset_id, line, item.party.name, item.unit.name if item.unit else line.unit_name,
        UnitAction(item.action).label, Verdict(item.verdict), item.is_divisible, item.counted_fen, item.amount_fen,
        item.is_chosen, item.is_by_hand, item.hand_reason, item.why, steps_from(item.steps), item.order_id,
        item.order_number, estimate.fen if estimate else None, estimate.basis if estimate else "",
    )  # fmt: skip


# ---- the rules of a court ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what holds in the court."""

    rule: RuleWords
    value: int
    ground: str

    @property
    def is_changed(self) -> bool:
        """Whether the court has set it."""
        return self.value != self.rule.default


@dataclass(frozen=True, slots=True)
class CourtRules:
    """The rules of choosing of a court, and who set them last."""

    rules: ChoosingRules
    set_at: datetime | None
    set_by: str

    def lines(self, today: date) -> list[RuleLine]:
        """Every rule in the order of the page."""
        return [
            RuleLine(rule, int(getattr(self.rules, name)), citation(rule.subject, today))
            for name, rule in RULES.items()
        ]


def court_rules(court_id: int) -> CourtRules:
    """What holds in a court."""
    policy = ChoosingPolicy.objects.filter(pk=court_id).first()
    if policy is None:
        return CourtRules(ChoosingRules(), None, "")
    return CourtRules(rules_with(policy.changed), policy.set_at, policy.set_by_name)


# ---- excess ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One measure of a finding: what of it is to be lifted."""

    measure_id: UUID
    title: str
    holder: str
    fen: int
    is_whole: bool
    why: str


@dataclass(frozen=True, slots=True)
class ExcessLine:
    """Control beyond the need in a case. Amounts in fen."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    officer_name: str
    state: ExcessState
    found_at: datetime
    due_on: date
    need_fen: int
    held_fen: int
    tolerance_fen: int
    releases: tuple[ReleaseLine, ...]
    steps: tuple[Step, ...]
    batch_id: UUID | None
    keep_reason: str
    keep_asked_by_id: int | None
    keep_asked_by: str

    @property
    def release_fen(self) -> int:
        """Everything that is to be lifted."""
        return sum(one.fen for one in self.releases)

    @property
    def chip(self) -> str:
        """Its colour."""
        return {"open": "overdue", "keep_asked": "due", "kept": "ended", "over": "ended"}[self.state.value]


def _excess_lines(rows: Sequence[ExcessFinding]) -> list[ExcessLine]:
    ids = {UUID(one["measure"]) for row in rows for one in row.releases}
    measures = Measure.objects.in_bulk(ids)
    found = []
    for row in rows:
        releases = tuple(_release(one, measures.get(UUID(one["measure"]))) for one in row.releases)
        found.append(
            ExcessLine(
                row.pk, row.court_id, row.case_id, row.case.number, row.case.officer_name, ExcessState(row.state),
                row.found_at, row.due_on, row.need_fen, row.held_fen, row.tolerance_fen, releases,
                steps_from(row.basis), row.batch_id, row.keep_reason, row.keep_asked_by_id, row.keep_asked_by_name,
            )
        )  # fmt: skip
    return found


def _release(one: dict[str, Any], measure: Measure | None) -> ReleaseLine:
    title = (measure.description or measure.asset_kind) if measure else ""
    holder = measure.holder if measure else ""
    return ReleaseLine(UUID(one["measure"]), title, holder, one["fen"], one["whole"], one["why"])


def list_excess(*, courts: Sequence[int], is_open: bool = True, limit: int = LINES_MAX) -> list[ExcessLine]:
    """Findings that wait, the oldest first; or those that are over, the latest first."""
    rows = ExcessFinding.objects.filter(court_id__in=courts).select_related("case")
    if is_open:
        return _excess_lines(list(rows.filter(state__in=OPEN_EXCESS).order_by("due_on", "id")[:limit]))
    return _excess_lines(list(rows.exclude(state__in=OPEN_EXCESS).order_by("-ended_at", "-id")[:limit]))


def excess_by_id(finding_id: UUID) -> ExcessLine:
    """One finding. Raises ProposalNotFound."""
    row = ExcessFinding.objects.select_related("case").filter(pk=finding_id).first()
    if row is None:
        raise ProposalNotFound("没有这项超标的额记录，或者它不在您可以查看的法院。")
    return _excess_lines([row])[0]


# ---- duties -------------------------------------------------------------------------------------------------------------------


def _drafts(actor: Actor) -> QuerySet[ControlProposal]:
    """Drafts an officer has to look at: of the own cases; a chief sees those of cases without an officer."""
    chief = actor.courts_as(Role.BUREAU_CHIEF)
    mine = Q(case__officer_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    mine |= Q(court_id__in=chief, case__officer=None)
    return ControlProposal.objects.filter(mine, court_id__in=actor.courts, state=ProposalState.DRAFT.value)


def courts_approved_in_place_of(actor: Actor, away: Sequence[int]) -> frozenset[int]:
    """The courts in which an officer approves proposals today in place of these people."""
    mine = actor.courts_as(Role.OFFICER)
    return courts_of_roles(_APPROVERS, people=away, courts=mine)


def _to_approve(actor: Actor, in_place_of: frozenset[int]) -> QuerySet[ControlProposal]:
    courts = set(actor.courts_as(*_APPROVERS)) | in_place_of
    rows = ControlProposal.objects.filter(court_id__in=courts, state=ProposalState.SUBMITTED.value)
    return rows.exclude(submitted_by_id=actor.user_id)


def _excess(actor: Actor) -> QuerySet[ExcessFinding]:
    """Excess nobody is releasing, the officer's own or the chief's court; for chiefs also what others ask to be kept.

    Where a release is drafted or on its way, that batch is the duty.
    """
    releasing = ActBatch.objects.filter(state__in=[BatchState.DRAFTED.value, BatchState.APPROVED.value])
    chief = actor.courts_as(*_APPROVERS)
    mine = Q(case__officer_id=actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    to_do = Q(state=ExcessState.OPEN.value) & (mine | Q(court_id__in=chief))
    to_do &= Q(batch_id=None) | ~Q(batch_id__in=releasing.values("id"))
    to_agree = Q(state=ExcessState.KEEP_ASKED.value, court_id__in=chief) & ~Q(keep_asked_by_id=actor.user_id)
    return ExcessFinding.objects.filter(to_do | to_agree, court_id__in=actor.courts)


def duties_of_proposals(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Excess to release today, proposals to approve, drafts to look at: an asset moves faster than a file."""
    found = [
        Duty(
            room="freezes", loss=Loss.RIGHTS_OF_PARTIES, title="控制超标的额，应当解除" if row.state == "open" else "提请保留超标的额控制",
            subject=row.case.number, until=row.due_on,
            why=f"已控制 {yuan_text(row.held_fen, True)} 元，尚需 {yuan_text(row.need_fen, True)} 元",
            url=f"/freezes/excess/{row.pk}/", action="解除" if row.state == "open" else "复核",
        )
        for row in _excess(actor).select_related("case").order_by("due_on", "id")[:limit]
    ]  # fmt: skip
    also = courts_approved_in_place_of(actor, people_of(actor.user_id, today=today)[1:])
    for rows, title, action in (
        (_to_approve(actor, also), "控制方案待审批", "审批"),
        (_drafts(actor), "控制方案待核对", "核对并提交"),
    ):
        if len(found) < limit:
            chosen = _lines(rows.order_by("changed_at", "id")[: limit - len(found)])
            found += [_proposal_duty(line, title, action) for line in chosen]
    return found


def _proposal_duty(line: ProposalLine, title: str, action: str) -> Duty:
    on = local_date(line.changed_at)
    return Duty(
        room="freezes", loss=Loss.RIGHTS_OF_PARTIES, title=title, subject=line.case_number, until=on,
        why=f"{line.items} 项财产，{'已选足' if not line.gap_fen else '可计价的仍不足'}；未控制前财产可能被转移",
        url=f"/freezes/proposals/{line.id}/", action=action, fen=line.chosen_fen,
    )  # fmt: skip


def counted_proposals(actor: Actor, in_place_of: frozenset[int]) -> "list[QuerySet[Any]]":
    """The rows that are these duties; `in_place_of` as `courts_approved_in_place_of` says."""
    return [_excess(actor), _to_approve(actor, in_place_of), _drafts(actor)]
