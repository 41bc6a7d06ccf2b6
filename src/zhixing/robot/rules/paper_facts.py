"""What a document states beyond its paper, taken from the case as it stands: nothing is invented, what is missing is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from zhixing.cases.rules.endings import EndGround
from zhixing.documents.rules.endings import (
    CompletionFacts,
    InterviewFacts,
    ResumptionFacts,
    SuspensionFacts,
    TerminationFacts,
)
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.letters import AddressFacts
from zhixing.documents.rules.restrictions import (
    ConsumptionFacts,
    ConsumptionLiftFacts,
    DefaulterFacts,
    ListingGround,
    RemovalFacts,
    ReportFacts,
)
from zhixing.law.amounts import yuan_text
from zhixing.law.sanctions import TERM_YEARS
from zhixing.robot.rules.listing import cause_words
from zhixing.robot.rules.views import CaseView, DocumentView, PartyView

FIRST_NOTICES = (DocumentKind.ACCEPTANCE_NOTICE, DocumentKind.ENFORCEMENT_NOTICE)
"""They are issued together for a case and draw up their own facts."""
UNPERFORMED = "未按执行通知书指定的期间履行生效法律文书确定的给付义务"
PERFORMED = "已经履行完毕生效法律文书确定的义务"


HALTING = {
    DocumentKind.STAY_RULING.value: "执行裁定书",
    DocumentKind.DEFERRAL_DECISION.value: "暂缓执行决定书",
}
"""The papers of a case by which enforcement stood still, and what they are called."""


class NotStated(ValueError):
    """The case does not hold what the document must state; the message names it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """For whom a document is drawn up: the case, the party it speaks to where it speaks to one, the procedure's words."""

    view: CaseView
    party: PartyView | None
    params: Mapping[str, Any]
    on: date

    @property
    def party_id(self) -> UUID | None:
        """The party it speaks to; None where it speaks to all."""
        return self.party.id if self.party else None

    def words(self, name: str, otherwise: str = "") -> str:
        """A text that the procedure gives, else what is usual."""
        return str(self.params.get(name) or otherwise)

    def paper(self, kind: DocumentKind) -> DocumentView:
        """The latest document of a kind. Raises NotStated when there is none."""
        found = self.view.documents.get(kind.value)
        if found is None:
            raise NotStated(f"本案还没有制作{kind.document_name}，无从引用。")
        return found


def _lift(ask: Ask) -> ConsumptionLiftFacts:
    order = ask.paper(DocumentKind.CONSUMPTION_ORDER)
    why = cause_words(ask.view, DocumentKind.CONSUMPTION_LIFT, ask.party_id, PERFORMED)
    return ConsumptionLiftFacts(order.number, order.issued_on, ask.words("reason", why))


def _removal(ask: Ask) -> RemovalFacts:
    decision = ask.paper(DocumentKind.DEFAULTER_DECISION)
    why = cause_words(ask.view, DocumentKind.DEFAULTER_REMOVAL, ask.party_id, PERFORMED)
    return RemovalFacts(decision.number, decision.issued_on, ask.words("reason", why))


def _listing(ask: Ask) -> DefaulterFacts:
    findings = ask.words("findings")
    if not findings:
        raise NotStated("失信决定书须写明查明的事实，请在流程中写明。")
    ground = ListingGround(ask.words("ground", ListingGround.REPORT.value))
    return DefaulterFacts(ground, findings, TERM_YEARS if ground.has_term else None)


def measures_taken(view: CaseView) -> str:
    """What enforcement has done in the case, in a sentence."""
    asked, done = (
        view.inquiries,
        [
            f"制作执行文书 {sum(one.count for one in view.documents.values())} 份",
        ],
    )
    if asked.asked:
        done.append(f"向协助单位查询财产 {asked.asked} 次，已答复 {asked.answered} 次")
    if view.measures.count:
        done.append(f"采取控制措施 {view.measures.count} 项")
    if view.restrictions:
        done.append(f"采取限制消费、失信惩戒措施 {len(view.restrictions)} 项")
    if view.debt.recovered_fen:
        done.append(f"执行到位 {yuan_text(view.debt.recovered_fen, True)} 元")
    return "；".join(done)


def assets_known(view: CaseView) -> str:
    """What is known of the debtors' assets, in a sentence."""
    assets = view.assets
    if not assets.count:
        return "经财产查询，未发现被执行人有可供执行的财产"
    unknown = f"，其中 {assets.of_unknown_value} 项价值不明" if assets.of_unknown_value else ""
    return f"发现财产 {assets.count} 项，查得价值 {yuan_text(assets.value_fen, True)} 元{unknown}"


def _interview(ask: Ask) -> InterviewFacts:
    return InterviewFacts(measures_taken(ask.view), assets_known(ask.view), int(ask.params.get("days", 7)))


def _suspension(ask: Ask) -> SuspensionFacts:
    heard = ask.words("heard")
    if not heard:
        raise NotStated("终本裁定须写明申请执行人的意见，请先约谈并记录。")
    return SuspensionFacts(measures_taken(ask.view), assets_known(ask.view), heard, not ask.view.assets.count)


def _termination(ask: Ask) -> TerminationFacts:
    findings = ask.words("findings")
    if not findings:
        raise NotStated("终结执行裁定须写明查明的事实，请在流程中写明。")
    return TerminationFacts(EndGround(ask.words("ground")), findings)


def _completion(ask: Ask) -> CompletionFacts:
    debt = ask.view.debt
    if debt.refused or debt.owed_fen:
        raise NotStated("债务尚未清偿，不能制作结案通知书。")
    costs = (
        "申请执行费已交纳"
        if not debt.fee_left_fen
        else f"尚欠申请执行费{yuan_text(debt.fee_left_fen, True)}元"
    )
    return CompletionFacts(ask.words("how", "被执行人已履行生效法律文书确定的全部义务"), ask.on, costs)


def halting_paper(view: CaseView) -> str:
    """The paper by which enforcement stood still: the latest stay of the case, else what ended the case before or itself."""
    own = [view.documents[kind] for kind in HALTING if kind in view.documents]
    if own:
        latest = max(own, key=lambda one: one.issued_on)
        return f"{latest.number}{HALTING[latest.kind]}"
    ended = view.documents.get(DocumentKind.SUSPENSION_RULING.value)
    number = view.halted_by or (ended.number if ended else "")
    return f"{number}执行裁定书" if number else ""


def _resumption(ask: Ask) -> ResumptionFacts:
    halted = halting_paper(ask.view)
    if not halted:
        raise NotStated("没有登记中止、暂缓或者终结本次执行程序的文书，无从引用。")
    why = ask.view.resumed_because or "中止、暂缓执行的原因已经消除"
    return ResumptionFacts(halted, ask.words("reason", why))


FACTS: Mapping[DocumentKind, Callable[[Ask], object]] = {
    DocumentKind.PROPERTY_REPORT_ORDER: lambda ask: ReportFacts(int(ask.params.get("days", 5))),
    DocumentKind.CONSUMPTION_ORDER: lambda ask: ConsumptionFacts(ask.on, ask.words("reason", UNPERFORMED)),
    DocumentKind.CONSUMPTION_LIFT: _lift,
    DocumentKind.DEFAULTER_DECISION: _listing,
    DocumentKind.DEFAULTER_REMOVAL: _removal,
    DocumentKind.SUSPENSION_INTERVIEW: _interview,
    DocumentKind.SUSPENSION_RULING: _suspension,
    DocumentKind.TERMINATION_RULING: _termination,
    DocumentKind.COMPLETION_NOTICE: _completion,
    DocumentKind.RESUMPTION_NOTICE: _resumption,
    DocumentKind.ADDRESS_CONFIRMATION: lambda ask: AddressFacts(),
}
"""The kinds whose facts follow from the case; every other kind needs a person's words."""
AUTOMATIC = tuple(kind.value for kind in (*FIRST_NOTICES, *FACTS))
WITH_AMOUNTS = (
    DocumentKind.ENFORCEMENT_NOTICE,
    DocumentKind.COMPLETION_NOTICE,
    DocumentKind.SUSPENSION_INTERVIEW,
    DocumentKind.SUSPENSION_RULING,
)
"""The kinds whose amounts are held against the law room's own account, case by case."""
