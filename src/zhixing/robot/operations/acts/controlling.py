"""Control: proposals, renewals and releases that the room of freezes has drafted are adopted, under that room's own four eyes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.models import (
    ActKind,
    ActState,
    BatchState,
    ControlProposal,
    EventKind,
    Ground,
    Measure,
    MeasureAct,
    MeasureState,
    Pending,
    ProposalItem,
)
from zhixing.freezes.operations import approving, drafting, proposing
from zhixing.freezes.operations.drafting import BatchRefused, NewRelease, NothingToDo
from zhixing.freezes.operations.proposing import ProposalRefused
from zhixing.freezes.rules.proposal_states import ProposalState
from zhixing.freezes.rules.renewing import plan_renewal, renewable_of
from zhixing.inquiries.operations import ControlRefused
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.amounts import yuan_text
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import (
    DONE,
    FAILED,
    REFUSALS,
    WAITING,
    Family,
    NotReversible,
    Views,
    ids,
)
from zhixing.robot.queries.parts import debts
from zhixing.robot.queries.sources import REGISTER, case_checks, proofs_of_parties
from zhixing.robot.rules.checks import (
    Check,
    all_of,
    checked,
    said_day,
    said_fen,
    said_index,
    said_name,
)
from zhixing.robot.rules.params import whole
from zhixing.robot.rules.plans import Line, Outcome, Planned

ROBOT = Actor.system("智能辅助")
CONTROL_REFUSALS = (*REFUSALS, BatchRefused, ControlRefused, NothingToDo, ProposalRefused)
SOON_DAYS = 30
_NOT_SENT = (ActState.DRAFTED.value, ActState.APPROVED.value)
_OUT = (ActState.SENT, ActState.BY_HAND, ActState.DELIVERED, ActState.CONFIRMED, ActState.PARTLY)


@dataclass(frozen=True, slots=True)
class Proposals(Family):
    """Put a drafted set forward, or approve one that another person has put forward."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each open proposal with something chosen."""
        wanted = [view.measures.proposal_id for view in views.values() if view.measures.proposal_id]
        proposals = {row.case_id: row for row in ControlProposal.objects.filter(pk__in=wanted)}
        items: dict[UUID, list[ProposalItem]] = defaultdict(list)
        rows = ProposalItem.objects.filter(proposal_id__in=wanted, is_chosen=True)
        for item in rows.select_related("asset", "party", "unit").order_by("rank", "id"):
            items[item.proposal_id].append(item)
        owed = _owed_on(proposals.values())
        proofs = proofs_of_parties([item.party_id for many in items.values() for item in many])
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in views.items():
            proposal = proposals.get(key)
            if proposal is None or not items[proposal.pk]:
                continue
            mine = items[proposal.pk]
            checks = [*case_checks(view), *_checks_of(proposal, mine, owed)]
            for party_id in dict.fromkeys(item.party_id for item in mine):
                checks += proofs[party_id].checks
            step = "submit" if proposal.state == ProposalState.DRAFT else "approve"
            verb = "提交" if step == "submit" else "批准"
            found[key] = (
                Planned(
                    self.key, key, f"{self.key}:{proposal.pk}:{step}:{proposal.changed_at:%Y%m%d%H%M%S%f}",
                    f"{verb}控制方案（{len(mine)} 项）", tuple(_line(item) for item in mine), tuple(checks),
                    {"proposal": str(proposal.pk), "step": step},
                    tuple(sorted({item.unit_id for item in mine if item.unit_id})) if step == "approve" else (),
                ),
            )  # fmt: skip
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each proposal by its own room, which holds it against today once more."""
        return {act.id: self._one(act, now, actor) for act in acts}

    def _one(self, act: Act, now: datetime, actor: Actor) -> Outcome:
        proposal_id = UUID(act.params["proposal"])
        ref = f"proposal:{proposal_id}"
        if act.params["step"] == "submit":
            proposing.submit(proposal_id=proposal_id, now=now, actor=actor)
            return Outcome(WAITING, ref, "已提交，须由另一人批准。")
        made = approving.approve(proposal_id=proposal_id, now=now, actor=actor)
        return Outcome(
            DONE, ref, f"已批准，裁定和协助执行通知书已用印，控制请求 {len(made.orders)} 项交付发送。"
        )

    def settle(self, acts: Sequence[Act], *, now: datetime) -> dict[UUID, Outcome]:
        """What was put forward is done when it was approved, and failed when it was sent back."""
        proposals = ControlProposal.objects.in_bulk([UUID(act.params["proposal"]) for act in acts])
        found: dict[UUID, Outcome] = {}
        for act in acts:
            row = proposals.get(UUID(act.params["proposal"]))
            if row is None or row.state == ProposalState.SUBMITTED:
                continue
            if row.state == ProposalState.APPROVED:
                found[act.id] = Outcome(DONE, act.ref, f"已由{row.approved_by_name}批准。")
            else:
                why = row.returned_because or row.discarded_because
                found[act.id] = Outcome(FAILED, act.ref, f"被退回：{why}")
        return found

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Take back what was put forward; of what was approved, draft the release for a second person."""
        proposal = ControlProposal.objects.get(pk=UUID(act.params["proposal"]))
        if proposal.state == ProposalState.SUBMITTED:
            proposing.take_back(proposal_id=proposal.pk, reason=reason, now=now, actor=actor)
            return "控制方案已退回承办人。"
        if proposal.state != ProposalState.APPROVED:
            raise NotReversible(f"控制方案{ProposalState(proposal.state).label}，没有可以撤回的内容。")
        numbers = ProposalItem.objects.filter(proposal=proposal).exclude(order_number="")
        measures = Measure.objects.filter(
            case_id=act.case_id, order_number__in=numbers.values_list("order_number", flat=True)
        ).exclude(state=MeasureState.RELEASED.value)
        standing = list(measures.values_list("pk", flat=True))
        if not standing:
            raise NotReversible("控制请求已经发出，尚无生效的控制；收到协助单位回执后，再撤回即办理解除。")
        made = drafting.draft_releases(
            court_id=act.court_id, releases=[NewRelease(one) for one in standing], ground=Ground.OTHER,
            token=f"robot-undo:{act.pk}", reason=reason, case_id=act.case_id, now=now, actor=actor,
        )  # fmt: skip
        return f"已拟定解除 {made.taken} 项控制，由另一人批准后发出解除裁定。"


def _line(item: ProposalItem) -> Line:
    unit = item.unit.name if item.unit else item.asset.unit_name
    amount = "" if item.amount_fen is None else f" {yuan_text(item.amount_fen, True)} 元"
    return Line(
        f"{unit} {item.asset.title}"[:80],
        "未控制",
        f"{item.party.name} {AssetKind(item.asset.kind).label}{amount}",
    )


def _owed_on(proposals: "Any") -> dict[UUID, int]:
    """What the law room's one pass over many says is owed on the day of each proposal."""
    by_day: dict[date, list[UUID]] = defaultdict(list)
    for proposal in proposals:
        by_day[proposal.debt_on].append(proposal.case_id)
    return {
        case_id: debt.owed_with_fee_fen
        for day, cases in by_day.items()
        for case_id, debt in debts(cases, day).items()
        if not debt.refused
    }


def _checks_of(
    proposal: ControlProposal, items: Sequence[ProposalItem], owed: Mapping[UUID, int]
) -> tuple[Check, ...]:
    on = f"{proposal.debt_on:%Y-%m-%d}"
    found = [
        checked(
            f"应清偿金额（{on}）", said_fen("控制方案", proposal.need_fen),
            said_fen("债务总账复核", owed.get(proposal.case_id)),
        )
    ]  # fmt: skip
    for place, item in enumerate(items, start=1):
        unit = f"{item.asset.unit_name}回执"
        found += [
            checked(f"第{place}项·权利人", said_name(REGISTER, item.party.name), said_name(unit, item.asset.debtor_name)),
            checked(
                f"第{place}项·权利人证件号码", said_index(REGISTER, item.party.id_index, item.party.id_masked),
                said_index(unit, item.asset.person_index, item.party.id_masked),
            ),
        ]  # fmt: skip
    return all_of(found)


@dataclass(frozen=True, slots=True)
class Batches(Family):
    """Renewals or releases of a case: drafted batches of this case alone are approved by the person who presses."""

    kind: ActKind = ActKind.RELEASE

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each drafted batch that belongs to one case alone."""
        rows = MeasureAct.objects.filter(
            case_id__in=list(views), kind=self.kind.value, state=ActState.DRAFTED.value,
            batch__state=BatchState.DRAFTED.value,
        ).select_related("measure__debtor", "batch")  # fmt: skip
        batches: dict[UUID, list[MeasureAct]] = defaultdict(list)
        for row in rows.order_by("batch_id", "id"):
            batches[row.batch_id].append(row)
        wider = set(
            MeasureAct.objects.filter(batch_id__in=list(batches))
            .exclude(case_id__in=list(views)).values_list("batch_id", flat=True)
        )  # fmt: skip
        found: dict[UUID, list[Planned]] = defaultdict(list)
        for batch_id, acts in batches.items():
            if batch_id not in wider and len({act.case_id for act in acts}) == 1:
                found[acts[0].case_id].append(self._adopted(views, batch_id, acts))
        return {key: tuple(many) for key, many in found.items()}

    def _adopted(self, views: Views, batch_id: UUID, acts: Sequence[MeasureAct]) -> Planned:
        case_id = acts[0].case_id
        lines = tuple(
            Line(
                _named(act.measure), _until(act.previous_end), _until(act.ends_on) if act.ends_on else "解除"
            )
            for act in acts
        )
        checks = [*case_checks(views[case_id])]
        for act in acts:
            checks += measure_checks(act.measure, act.previous_end)
        return Planned(
            self.key, case_id, f"{self.key}:{batch_id}", f"{self.name_zh} {len(acts)} 项", lines, tuple(checks),
            {"batch": str(batch_id), "measures": [str(act.measure_id) for act in acts]},
            tuple(sorted({act.measure.unit_id for act in acts if act.measure.unit_id})),
            acts[0].batch.due_on,
        )  # fmt: skip

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Approve each batch; its documents are made and sent by the room's own sweep."""
        done = {}
        for act in acts:
            batch = drafting.approve(batch_id=UUID(act.params["batch"]), now=now, actor=actor)
            done[act.id] = Outcome(WAITING, f"batch:{batch.pk}", "已批准，文书制作后发往协助单位。")
        return done

    def settle(self, acts: Sequence[Act], *, now: datetime) -> dict[UUID, Outcome]:
        """Done when everything left the house; failed when something of it could not."""
        batches = {act.id: UUID(act.ref.removeprefix("batch:")) for act in acts}
        states: dict[tuple[UUID, UUID], tuple[str, str]] = {
            (batch, measure): (state, why)
            for batch, measure, state, why in MeasureAct.objects.filter(
                batch_id__in=set(batches.values())
            ).values_list("batch_id", "measure_id", "state", "why")
        }
        found: dict[UUID, Outcome] = {}
        for act in acts:
            mine = [states.get((batches[act.id], one), ("", "")) for one in ids(act.params["measures"])]
            if any(state == ActState.APPROVED.value for state, _ in mine):
                continue
            lost = [why for state, why in mine if state not in {one.value for one in _OUT}]
            words = "；".join(dict.fromkeys(filter(None, lost))) or "未能发出"
            found[act.id] = (
                Outcome(FAILED, act.ref, f"{len(lost)} 项未办成：{words}") if lost
                else Outcome(DONE, act.ref, f"{len(mine)} 项已发往协助单位。")
            )  # fmt: skip
        return found

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Take back what was not sent; what a unit has is undone only by the opposite act."""
        measures = list(
            Measure.objects.select_for_update(of=("self",))
            .filter(pk__in=ids(act.params["measures"])).order_by("id")
        )  # fmt: skip
        waiting = MeasureAct.objects.filter(
            batch_id=UUID(act.ref.removeprefix("batch:")), measure__in=measures, state__in=_NOT_SENT
        )
        open_ids = set(waiting.values_list("measure_id", flat=True))
        if not open_ids:
            raise NotReversible(
                "续行已发往协助单位，不能撤回；不再需要控制的，请办理解除。" if self.kind is ActKind.RENEW
                else "解除已发往协助单位，不能撤回；需要再次控制的，须重新作出裁定。"
            )  # fmt: skip
        waiting.update(state=ActState.WITHDRAWN.value, why=reason[:400])
        mine = [one for one in measures if one.pk in open_ids]
        drafting.mark(mine, self.kind, Pending.NONE, local_date(now))
        happened = EventKind.RENEWAL_WITHDRAWN if self.kind is ActKind.RENEW else EventKind.RELEASE_WITHDRAWN
        drafting.note(
            mine, happened, {one.pk: {"reason": reason[:200]} for one in mine}, now=now, actor=actor
        )
        return f"已撤回尚未发出的{self.name_zh} {len(mine)} 项，措施保持原状。"


@dataclass(frozen=True, slots=True)
class Renewals(Batches):
    """Besides what is drafted: what ends soon and nobody has drafted yet; the robot drafts, the person approves."""

    kind: ActKind = ActKind.RENEW

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """Drafted batches, and one act for what ends within the days given and the law lets go on."""
        drafted = Batches.plan(self, views, params, on=on)
        until = on + timedelta(days=int(params.get("within_days", SOON_DAYS)))
        rows = Measure.objects.filter(
            case_id__in=list(views), state=MeasureState.WATCHED.value, ends_on__lte=until, ends_on__gte=on
        ).select_related("case", "debtor")  # fmt: skip
        due: dict[UUID, list[tuple[Measure, date]]] = defaultdict(list)
        for measure in rows.order_by("case_id", "ends_on", "id"):
            plan = plan_renewal(renewable_of(measure, measure.case.closing_kind), today=on)
            if plan.can_be and plan.ends_on:
                due[measure.case_id].append((measure, plan.ends_on))
        fresh = {key: self._fresh(views, key, many) for key, many in due.items()}
        return {
            key: (*drafted.get(key, ()), *((fresh[key],) if key in fresh else ()))
            for key in drafted.keys() | fresh.keys()
        }

    def _fresh(self, views: Views, case_id: UUID, due: Sequence[tuple[Measure, date]]) -> Planned:
        lines = tuple(Line(_named(one), _until(one.ends_on), _until(end)) for one, end in due)
        checks = [*case_checks(views[case_id])]
        for one, _ in due:
            checks += measure_checks(one, one.ends_on)
        named = "+".join(f"{one.pk.hex[-8:]}{one.ends_on:%y%m%d}" for one, _ in due)
        return Planned(
            self.key, case_id, f"{self.key}:{case_id}:{named}"[:200], f"续行 {len(due)} 项（{_until(due[0][0].ends_on)}）",
            lines, tuple(checks), {"batch": "", "measures": [str(one.pk) for one, _ in due]},
            tuple(sorted({one.unit_id for one, _ in due if one.unit_id})), due[0][0].ends_on,
        )  # fmt: skip

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Approve what is drafted; draft what is not, in the robot's name, and approve it in the person's."""
        old = [act for act in acts if act.params["batch"]]
        done = Batches.do(self, old, now=now, actor=actor)
        for act in acts:
            if act.params["batch"]:
                continue
            made = drafting.draft_renewals(
                court_id=act.court_id,
                measure_ids=ids(act.params["measures"]),
                token=f"robot:{act.pk}",
                now=now,
                actor=ROBOT,
            )
            if not made.is_approved:
                drafting.approve(batch_id=made.batch_id, now=now, actor=actor)
            done[act.id] = Outcome(WAITING, f"batch:{made.batch_id}", "已批准，文书制作后发往协助单位。")
        return done


def _named(measure: Measure) -> str:
    return f"{measure.holder} {measure.asset_kind or '财产'}"[:80]


def _until(day: date | None) -> str:
    return f"至 {day}" if day else "无届满日"


def measure_checks(measure: Measure, end: date | None) -> tuple[Check, ...]:
    """The debtor's name in the ledger and in the register; the end in the books and in the unit's receipt."""
    what = _named(measure)
    name = measure.debtor.name if measure.debtor else ""
    return all_of(
        [
            checked(f"{what}·权利人", said_name("控制台账", measure.debtor_written), said_name(REGISTER, name)),
            checked(
                f"{what}·届满日", said_day("控制台账", end),
                said_day("协助单位回执", measure.confirmed_until or measure.stated_on),
            ),
        ]
    )  # fmt: skip


register(
    Proposals(
        "freezes.approve_proposal", "办理控制方案", "put forward or approve a control proposal",
        "已提交的退回；已批准的拟定解除，由另一人批准", refusals=CONTROL_REFUSALS,
    )
)  # fmt: skip
register(
    Renewals(
        "freezes.renew", "续行控制", "renew measures", "撤回尚未发出的续行；已发出的不能撤回",
        wanted={"within_days": whole("多少日内届满", 1, 90, required=False)}, refusals=CONTROL_REFUSALS,
    )
)  # fmt: skip
register(
    Batches(
        "freezes.release", "解除控制", "release measures", "撤回尚未发出的解除；已发出的须重新裁定",
        refusals=CONTROL_REFUSALS,
    )
)  # fmt: skip
