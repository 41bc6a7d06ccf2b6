"""How the robot ends a case for want of assets by its dossier, and lets it go on when assets are found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhixing.cases.operations import CaseNotOpen, reopen, resume
from zhixing.cases.rules.endings import CannotEnd, CannotResume, ResumeGround
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.delivery.operations import DeliveryRefused, deliver
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.operations.noticing import NoticeRefused, issue_result_notice
from zhixing.law.amounts import yuan_text
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import DONE, REFUSALS, Family, NotReversible, Views
from zhixing.robot.operations.suspending import suspend
from zhixing.robot.queries.dossiers import dossiers_of
from zhixing.robot.queries.sources import case_checks
from zhixing.robot.rules.checks import all_of, checked, said_day, said_fen
from zhixing.robot.rules.dossiers import CaseDossier
from zhixing.robot.rules.params import text
from zhixing.robot.rules.plans import Line, Outcome, Planned
from zhixing.robot.rules.views import CaseView

SUSPENDED = ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS
ENDING_REFUSALS = (*REFUSALS, CannotEnd, CannotResume, CaseNotOpen)


@dataclass(frozen=True, slots=True)
class Suspending(Family):
    """End a case whose dossier meets every condition: the ruling and the ending, in one act."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each open case whose dossier is whole; each condition is a line with its evidence."""
        wanted = [key for key, view in views.items() if view.is_open]
        found = dossiers_of(wanted, on) if wanted else {}
        return {
            key: (self._planned(views[key], dossier),) for key, dossier in found.items() if dossier.is_ready
        }

    def _planned(self, view: CaseView, dossier: CaseDossier) -> Planned:
        lines = [Line("案件", "在办", SUSPENDED.label)]
        lines += [
            Line(
                one.condition.title,
                "",
                "；".join(dict.fromkeys(item.what for item in one.evidence))[:200] or "符合",
            )
            for one in dossier.binding
        ]
        checks = all_of(
            [
                checked("未执行到位金额", said_fen("终本核查", dossier.file.unpaid_fen), said_fen("债务计算", view.debt.owed_with_fee_fen)),
                checked("立案日期", said_day("终本核查", dossier.file.filed_on), said_day("案件", view.filed_on)),
            ]
        )  # fmt: skip
        return Planned(
            self.key, view.id, f"{self.key}:{view.id}:{view.filed_on}", f"终结本次执行程序（{view.number}）", tuple(lines),
            (*case_checks(view), *checks), {"kind": SUSPENDED.value},
        )  # fmt: skip

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each by its dossier of the moment, which is examined anew."""
        done = {}
        for act in acts:
            ended = suspend(case_id=act.case_id, now=now, actor=actor)
            done[act.id] = Outcome(
                DONE, f"case:{act.case_id}", f"已裁定终结本次执行程序（{ended.ruling.number}）。"
            )
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """Revoke the conclusion: the case goes on under its number; the ruling stays on file."""
        reopen(case_id=act.case_id, reason=reason, on=local_date(now), now=now, actor=actor)
        return "终本已撤销，案件恢复在办；已发出的裁定书须另行裁定撤销并送达。"


@dataclass(frozen=True, slots=True)
class Resuming(Family):
    """Resume a case that was ended for want of assets, when assets are known."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each case ended for want of assets whose debtors have something now."""
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in views.items():
            if view.closing_kind != SUSPENDED.value or not _found_since(view) or view.goes_on_as:
                continue
            known = f"财产 {view.assets.count} 项，查得价值 {yuan_text(view.assets.value_fen, True)} 元"
            found[key] = (
                Planned(
                    self.key, key, f"{self.key}:{key}", f"恢复执行（{view.number}）",
                    (Line("案件", SUSPENDED.label, "以执恢案号恢复执行"), Line("依据", "", known)), case_checks(view),
                    {"reason": params.get("reason") or f"查到被执行人{known}"},
                ),
            )  # fmt: skip
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each under the court's next number of resumed cases."""
        done = {}
        for act in acts:
            new = resume(
                case_id=act.case_id, ground=ResumeGround.ASSETS_FOUND, reason=act.params["reason"], on=local_date(now),
                now=now, actor=actor,
            )  # fmt: skip
            done[act.id] = Outcome(DONE, f"case:{new.pk}", f"已恢复执行，案号 {new.number}。")
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """A case that was filed is not unfiled."""
        raise NotReversible("恢复执行案件已经立案，不能撤回；不应恢复的，以驳回申请或者销案结案。")


def _found_since(view: CaseView) -> bool:
    """Whether something was first seen after the case was ended."""
    newest, closed = view.assets.newest_on, view.concluded_on
    return newest is not None and closed is not None and newest > closed


@dataclass(frozen=True, slots=True)
class Telling(Family):
    """Tell the applicants what the units answered: issued and delivered."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each case with answers, named by the day of the last one."""
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in views.items():
            last = view.inquiries.last_answered_at
            if last is None:
                continue
            names = "、".join(party.name for party in view.applicants)
            said = f"已答复 {view.inquiries.answered} 件，财产 {view.assets.count} 项"
            found[key] = (
                Planned(
                    self.key, key, f"{self.key}:{key}:{local_date(last)}", f"告知查询结果（{names}）"[:200],
                    (Line("告知", "", names), Line("查询结果", "", said)), case_checks(view), {"on": local_date(last).isoformat()},
                ),
            )  # fmt: skip
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each by the room that asked; what is issued is handed to delivery."""
        done = {}
        for act in acts:
            issued = issue_result_notice(case_id=act.case_id, now=now, actor=actor)
            deliver(document_ids=[document.pk for document in issued], now=now, actor=actor)
            done[act.id] = Outcome(DONE, f"document:{issued[0].pk}", f"已告知申请执行人 {len(issued)} 名。")
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """What was told was told."""
        raise NotReversible("查询结果已经告知，不能撤回；有误的，另行告知更正。")


register(
    Telling(
        "inquiries.tell_result", "告知查询结果", "tell the applicants what was found", "不能撤回，另行更正",
        refusals=(*ENDING_REFUSALS, NoticeRefused, DeliveryRefused), may_go_alone=True,
    )
)  # fmt: skip
register(
    Suspending(
        "cases.suspend", "终结本次执行程序", "end for want of assets", "撤销结案，恢复在办；裁定书另行撤销",
        refusals=ENDING_REFUSALS,
    )
)  # fmt: skip
register(
    Resuming(
        "cases.resume", "恢复执行", "resume enforcement", "不能撤回，以新案结案", wanted={"reason": text("理由", required=False)},
        refusals=ENDING_REFUSALS,
    )
)  # fmt: skip
