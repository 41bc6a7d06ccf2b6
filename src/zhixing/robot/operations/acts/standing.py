"""The case's own state: restrictions taken and lifted, the case concluded or ended for want of assets, a mark left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from zhixing.cases.models import Case, CaseStatus, Restriction
from zhixing.cases.operations import (
    CaseNotOpen,
    RestrictionRefused,
    conclude,
    lift,
    reopen,
    restrict,
)
from zhixing.cases.rules.endings import CannotEnd
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.cases.rules.restrictions import CauseDoesNotFit, EndCause, RestrictionKind
from zhixing.documents.models import Awaiting, AwaitingState, Document
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import User
from zhixing.foundation.identity.queries import actor_for
from zhixing.law.sanctions import Ground, SanctionNotAllowed
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import (
    DONE,
    FAILED,
    REFUSALS,
    WAITING,
    ActRefused,
    Family,
    NotReversible,
    Views,
    by_halves,
)
from zhixing.robot.queries.sources import case_checks, debt_checks, proofs_of_parties, reckoned
from zhixing.robot.rules.listing import ANY_TERM, LISTED, STATED, to_list
from zhixing.robot.rules.paper_facts import UNPERFORMED
from zhixing.robot.rules.params import one_of, some_of, text
from zhixing.robot.rules.plans import Line, Outcome, Planned
from zhixing.robot.rules.views import CaseView, PartyView, RestrictionView

CASE_REFUSALS = (*REFUSALS, CannotEnd, CaseNotOpen, CauseDoesNotFit, RestrictionRefused, SanctionNotAllowed)
PAPER_OF = {
    RestrictionKind.CONSUMPTION: (DocumentKind.CONSUMPTION_ORDER, DocumentKind.CONSUMPTION_LIFT),
    RestrictionKind.DEFAULTER: (DocumentKind.DEFAULTER_DECISION, DocumentKind.DEFAULTER_REMOVAL),
    RestrictionKind.EXIT: (DocumentKind.EXIT_DECISION, None),
}
PERFORM_WITHIN_DAYS = 5
UNSIGNED = "unsigned:"
"""Before the key of a draft that waits for the president: the act waits for it."""


@dataclass(frozen=True, slots=True)
class Restricting(Family):
    """Restrict the debtors on whom nothing of the kind stands."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each debtor; the day on which the notice's period ended is part of it."""
        kind = RestrictionKind(params["kind"])
        wanted = {key: _free(view, kind, str(params.get("stated", ""))) for key, view in views.items()}
        proofs = proofs_of_parties([party.id for many in wanted.values() for party in many])
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, many in wanted.items():
            acts = []
            for party in many:
                ended = period_ended_on(views[key], party)
                nth = sum(
                    one.party_id == party.id and one.kind == kind.value for one in views[key].restrictions
                )
                checks = [*case_checks(views[key]), *(proofs[party.id].checks if party.id in proofs else ())]
                lines = [Line(kind.label, "未采取", f"对 {party.name} 采取")]
                if ended:
                    lines.append(Line("履行期间届满", "", str(ended)))
                words = to_list(views[key], params["stated"])[party.id] if params.get("stated") else ""
                said = {
                    "kind": kind.value, "party": str(party.id), "reason": params.get("reason") or words or UNPERFORMED,
                    "grounds": list(params.get("grounds", ())), "period_ended_on": str(ended) if ended else "",
                }  # fmt: skip
                acts.append(
                    Planned(
                        self.key, key, f"{self.key}:{party.id}:{kind.value}:{nth + 1}",
                        f"{kind.label}（{party.name}）"[:200], tuple(lines), tuple(checks), said,
                    )
                )  # fmt: skip
            if acts:
                found[key] = tuple(acts)
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each by the room of cases, which asks the law; the latest paper of the kind is named in it."""
        return {act.id: self._one(act, now, actor) for act in acts}

    def _one(self, act: Act, now: datetime, actor: Actor) -> Outcome:
        said, on = act.params, local_date(now)
        kind = RestrictionKind(said["kind"])
        if unsigned := _before_president(act, PAPER_OF[kind][0]):
            return unsigned
        paper = _paper(act.case_id, UUID(said["party"]), PAPER_OF[kind][0])
        if paper is None:
            raise ActRefused(f"还没有签发{PAPER_OF[kind][0].document_name}，不能登记{kind.label}。")
        ended = date.fromisoformat(said["period_ended_on"]) if said["period_ended_on"] else None
        row = restrict(
            case_id=act.case_id, party_id=UUID(said["party"]), kind=kind, reason=said["reason"], on=on, now=now,
            actor=actor, grounds=[Ground[name.upper()] for name in said["grounds"]], notice_period_ended_on=ended,
            document_id=paper.pk, document_number=paper.number,
        )  # fmt: skip
        return Outcome(DONE, f"restriction:{row.pk}", f"已采取{kind.label}措施。")

    def settle(self, acts: Sequence[Act], *, now: datetime) -> dict[UUID, Outcome]:
        """What became of those that waited for a signature."""
        return _settled(self, acts, now)

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """A restriction that should not have been taken is lifted as a wrong one."""
        if act.ref.startswith(UNSIGNED):
            return "文书尚未签发，不再登记；签发中的文书请另行撤回。"
        row = Restriction.objects.get(pk=UUID(act.ref.removeprefix("restriction:")))
        if row.lifted_on is not None:
            raise NotReversible(f"该措施已于 {row.lifted_on} 解除。")
        lift(
            restriction_id=row.pk, on=local_date(now), now=now, actor=actor, cause=EndCause.WRONG_ENTRY, words=reason
        )  # fmt: skip
        return f"已解除{RestrictionKind(row.kind).label}措施。"


def _free(view: CaseView, kind: RestrictionKind, stated: str = "") -> list[PartyView]:
    held = {one.party_id for one in view.restrictions if one.kind == kind.value and one.lifted_on is None}
    chosen = to_list(view, stated) if stated else None
    return [
        party for party in view.debtors if party.id not in held and (chosen is None or party.id in chosen)
    ]


def _before_president(act: Act, kind: DocumentKind) -> Outcome | None:
    """The act waits while the paper it rests on waits for the president; None when nothing waits."""
    rows = Awaiting.objects.filter(
        case_id=act.case_id,
        to_id=UUID(act.params["party"]),
        kind=kind.value,
        state=AwaitingState.WAITING.value,
    )
    row = rows.order_by("-asked_at", "-id").first()
    if row is None:
        return None
    return Outcome(WAITING, f"{UNSIGNED}{row.pk}", f"待院长签发{kind.document_name}后登记。")


def _settled(family: "Restricting | Lifting", acts: Sequence[Act], now: datetime) -> dict[UUID, Outcome]:
    """What became of acts whose paper was before the president: done once it is signed, failed once it is not to be."""
    mine = {act.id: UUID(act.ref.removeprefix(UNSIGNED)) for act in acts if act.ref.startswith(UNSIGNED)}
    rows = Awaiting.objects.in_bulk(list(mine.values()))
    found: dict[UUID, Outcome] = {}
    for act in acts:
        row = rows.get(mine[act.id]) if act.id in mine else None
        if row is None or row.state == AwaitingState.WAITING.value:
            continue
        if row.state != AwaitingState.SIGNED.value:
            found[act.id] = Outcome(
                FAILED, act.ref, f"没有签发：{row.reason or AwaitingState(row.state).label}"
            )
            continue
        found |= by_halves(family, [act], now, _decider(act))
    return found


def _decider(act: Act) -> Actor:
    """In whose name what the president signed is entered: of the one who approved the task."""
    if act.task.decided_by_id is None:
        raise ActRefused("没有批准人，不能登记。")
    return actor_for(User.objects.get(pk=act.task.decided_by_id))


def period_ended_on(view: CaseView, party: PartyView) -> date | None:
    """When the period of the enforcement notice ended for a debtor: its days after the notice was served; None before."""
    served = [
        one.served_on
        for one in view.deliveries
        if one.kind == DocumentKind.ENFORCEMENT_NOTICE.value and one.party_id == party.id and one.served_on
    ]
    return min(served) + timedelta(days=PERFORM_WITHIN_DAYS) if served else None


@dataclass(frozen=True, slots=True)
class Lifting(Family):
    """Lift what stands on the debtors of a case, for a cause that the law knows."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each restriction in force of the kinds named."""
        kinds = set(params.get("kinds") or [kind.value for kind in RestrictionKind])
        standing = {
            key: [one for one in view.restrictions if one.lifted_on is None and one.kind in kinds]
            for key, view in views.items()
        }
        noted = dict(
            Restriction.objects.filter(
                pk__in=[one.id for many in standing.values() for one in many]
            ).values_list("pk", "lift_cause")
        )
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, many in standing.items():
            names = {party.id: party.name for party in views[key].parties}
            acts = []
            for one in many:
                cause = noted.get(one.id) or params.get("cause") or ""
                if not cause or _waits_for_its_term(one, cause):
                    continue
                label = RestrictionKind(one.kind).label
                acts.append(
                    Planned(
                        self.key, key, f"{self.key}:{one.id}", f"解除{label}（{names.get(one.party_id, '')}）"[:200],
                        (Line(label, f"自 {one.since} 起", f"解除（{EndCause(cause).label}）"),), case_checks(views[key]),
                        {"restriction": str(one.id), "cause": cause, "party": str(one.party_id), "kind": one.kind},
                    )
                )  # fmt: skip
            if acts:
                found[key] = tuple(acts)
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each by the room of cases; the lifting paper is named where there is one."""
        done = {}
        for act in acts:
            said, kind = act.params, RestrictionKind(act.params["kind"])
            wanted = PAPER_OF[kind][1]
            if wanted and (unsigned := _before_president(act, wanted)):
                done[act.id] = unsigned
                continue
            paper = _paper(act.case_id, UUID(said["party"]), wanted) if wanted else None
            lift(
                restriction_id=UUID(said["restriction"]), on=local_date(now), now=now, actor=actor,
                cause=EndCause(said["cause"]), document_id=paper.pk if paper else None,
                document_number=paper.number if paper else "",
            )  # fmt: skip
            done[act.id] = Outcome(DONE, f"restriction:{said['restriction']}", f"已解除{kind.label}措施。")
        return done

    def settle(self, acts: Sequence[Act], *, now: datetime) -> dict[UUID, Outcome]:
        """What became of those that waited for a signature."""
        return _settled(self, acts, now)

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """What was lifted does not come back by itself."""
        if act.ref.startswith(UNSIGNED):
            return "文书尚未签发，不再解除；签发中的文书请另行撤回。"
        raise NotReversible("措施已经解除，不能恢复；仍有必要的，须重新作出决定并送达。")


def _waits_for_its_term(one: RestrictionView, cause: str) -> bool:
    return one.kind == LISTED and one.until is not None and EndCause(cause) not in ANY_TERM


@dataclass(frozen=True, slots=True)
class Concluding(Family):
    """Conclude a case whose debt is satisfied."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each open case that owes nothing by the law room's account."""
        open_views = {
            key: view
            for key, view in views.items()
            if view.is_open and not view.debt.refused and view.debt.owed_with_fee_fen <= 0
        }
        again = reckoned(list(open_views), on)
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in open_views.items():
            checks = (*case_checks(view), *debt_checks(view, again.get(key)))
            lines = (Line("案件", "在办", ClosingKind.PERFORMED.label), Line("尚欠", "", "0.00 元"))
            found[key] = (
                Planned(
                    self.key, key, f"{self.key}:{key}:{view.filed_on}:{_reopened(view)}", f"结案（{view.number}）", lines,
                    checks, {"kind": ClosingKind.PERFORMED.value},
                ),
            )  # fmt: skip
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each by the room of cases; one that was concluded by its last payment is left as it is."""
        done = {}
        for act in acts:
            state = Case.objects.values_list("status", "closing_kind").get(pk=act.case_id)
            if state == (CaseStatus.CONCLUDED.value, act.params["kind"]):
                done[act.id] = Outcome(DONE, f"case:{act.case_id}", "案件已经结案。")
                continue
            conclude(
                case_id=act.case_id, kind=ClosingKind(act.params["kind"]), on=local_date(now), now=now, actor=actor,
                reason="义务已全部履行完毕",
            )  # fmt: skip
            done[act.id] = Outcome(DONE, f"case:{act.case_id}", "已结案。")
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Reopen the case: its clocks run again, its restrictions stay."""
        reopen(case_id=act.case_id, reason=reason, on=local_date(now), now=now, actor=actor)
        return "结案已撤销，案件恢复在办。"


def _reopened(view: CaseView) -> int:
    document = view.documents.get(DocumentKind.COMPLETION_NOTICE.value)
    return document.count if document else 0


@dataclass(frozen=True, slots=True)
class Marking(Family):
    """Leave a mark on the timeline of a case: a word for whoever looks next."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each case and day."""
        words = str(params["words"])
        return {
            key: (
                Planned(
                    self.key, key, f"{self.key}:{key}:{on}:{words}"[:200], f"标记：{words}"[:200],
                    (Line("标记", "", words),), (), {"words": words},
                ),
            )
            for key in views
        }  # fmt: skip

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """A fact for each."""
        done = {}
        for act in acts:
            fact = record(
                court_id=act.court_id, subject=f"case:{act.case_id}", kind="case.noted", at=now, actor=actor,
                body={"words": act.params["words"], "act": str(act.pk)},
            )  # fmt: skip
            done[act.id] = Outcome(DONE, f"fact:{fact}", act.params["words"])
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """The mark stays in the log; a second one says that it no longer counts."""
        record(
            court_id=act.court_id, subject=f"case:{act.case_id}", kind="case.note_withdrawn", at=now, actor=actor,
            body={"act": str(act.pk), "reason": reason},
        )  # fmt: skip
        return "标记已注销，原记录保留。"


def _paper(case_id: UUID, party_id: UUID, kind: DocumentKind) -> Document | None:
    rows = Document.objects.defer("content").filter(case_id=case_id, kind=kind.value, recipient_id=party_id)
    return rows.order_by("-issued_at", "-id").first()


register(
    Restricting(
        "cases.restrict", "采取惩戒措施", "restrict a debtor", "作为不应采取的措施解除",
        wanted={
            "kind": one_of("措施", *(kind.value for kind in RestrictionKind)),
            "reason": text("理由", required=False),
            "grounds": some_of("失信情形", *(ground.name.lower() for ground in Ground), required=False),
            "stated": one_of("据以纳入名单的认定", *STATED, required=False),
        },
        refusals=CASE_REFUSALS,
    )
)  # fmt: skip
register(
    Lifting(
        "cases.lift_restriction", "解除惩戒措施", "lift a restriction", "解除后不能恢复，须重新决定",
        wanted={
            "kinds": some_of("措施", *(kind.value for kind in RestrictionKind), required=False),
            "cause": one_of("事由", *(cause.value for cause in EndCause), required=False),
        },
        refusals=CASE_REFUSALS,
    )
)  # fmt: skip
register(
    Concluding(
        "cases.conclude", "执行完毕结案", "conclude a case", "撤销结案，恢复在办", refusals=CASE_REFUSALS
    )
)  # fmt: skip
register(
    Marking(
        "cases.note", "标记案件", "mark a case", "注销标记，原记录保留", may_go_alone=True,
        wanted={"words": text("标记的内容")},
    )
)  # fmt: skip
