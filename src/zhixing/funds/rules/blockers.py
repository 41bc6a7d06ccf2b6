"""What money waits for next: one sentence that names a person or a role, what they must do, and since when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.foundation.identity.roles import Role


class WaitStage(StrEnum):
    """Where held money stands on its way out; the board groups by it."""

    CLAIM = "claim"
    PLAN = "plan"
    DEFERRED = "deferred"
    APPROVAL = "approval"
    SEND = "send"
    BANK = "bank"
    REPAIR = "repair"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "claim": "待认领", "plan": "待制作方案", "deferred": "延缓中", "approval": "待审批", "send": "待送银行",
            "bank": "待银行回执", "repair": "待更正",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    """An act that waits for an approver: since when, for which role, and who holds it in the court."""

    role: Role
    since: date
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a receipt when asked what it waits for.

    `payment` is the state of its least finished payment (ready, sent, unknown, failed; empty: none) since a day;
    `block` the code and words of what keeps a plan from being made.
    """

    state: str
    arrived_on: date
    changed_on: date
    officer: str = ""
    why: str = ""
    block: str = ""
    block_text: str = ""
    plan: Open | None = None
    deferral: Open | None = None
    deferred_text: str = ""
    deferred_since: date | None = None
    payment: str = ""
    payment_since: date | None = None


@dataclass(frozen=True, slots=True)
class Blocker:
    """Who or what the money waits for. `who` is the person or role, `what` the act, `detail` what to know."""

    stage: WaitStage
    who: str
    what: str
    since: date
    detail: str = ""

    def text(self, today: date) -> str:
        """The sentence: 等待执行局局长金局长审批，自3月2日起（已3天）."""
        year = f"{self.since.year}年" if self.since.year != today.year else ""
        days = max((today - self.since).days, 0)
        tail = f"；{self.detail}" if self.detail else ""
        return (
            f"等待{self.who}{self.what}，自{year}{self.since.month}月{self.since.day}日起（已{days}天）{tail}"
        )


_MISSING = {
    "several_applicants": "制作分配方案",
    "no_payee_account": "补充收款账户",
    "debt_unclear": "核对执行依据",
    "payee_change": "完成收款账户变更",
    "third_party": "办理案外收款人公示和审核",
    "distribution": "办理参与分配方案",
    "rejected": "修改被退回的分配方案",
    "withdrawn": "重新制作分配方案",
}
"""What the officer has to do about each thing that keeps a plan from being made."""


def blocker_of(now: Standing) -> Blocker | None:
    """The next blocker of a receipt; None when nothing is waited for (cleared, reversed)."""
    if now.state == "unidentified":
        return Blocker(WaitStage.CLAIM, "案款管理员、执行员", "认领", now.arrived_on, now.why)
    if now.state == "marked":
        return _unplanned(now)
    if now.state != "planned":
        return None
    if now.payment in ("failed", "unknown"):
        return _of_payment(now)
    if now.plan is not None:
        return _approval(WaitStage.APPROVAL, now.plan, "审批")
    return _of_payment(now)


def _approval(stage: WaitStage, act: Open, what: str) -> Blocker:
    """The one person who holds the role is named; of several only the role is."""
    name = act.names[0] if len(act.names) == 1 else ""
    return Blocker(stage, f"{act.role.label}{name}", what, act.since)


def _unplanned(now: Standing) -> Blocker:
    if now.deferral is not None and not now.deferred_text:
        return _approval(WaitStage.APPROVAL, now.deferral, "批准延缓发放")
    if now.deferred_text:
        detail = "延长待批准" if now.deferral else ""
        since = now.deferred_since or now.changed_on
        return Blocker(
            WaitStage.DEFERRED, f"{_officer(now)}确认", f"延缓事由消失（{now.deferred_text}）", since, detail
        )
    if now.block == "not_banked":
        return Blocker(WaitStage.PLAN, "案款管理员", "把现金或者票据解交银行", now.changed_on)
    if now.block:
        return Blocker(
            WaitStage.PLAN, _officer(now), _MISSING.get(now.block, "办理"), now.changed_on, now.block_text
        )
    return Blocker(WaitStage.PLAN, "系统", "拟定分配方案", now.changed_on)


def _officer(now: Standing) -> str:
    return f"承办人{now.officer}"


def _of_payment(now: Standing) -> Blocker:
    since = now.payment_since or now.changed_on
    if now.payment == "sent":
        return Blocker(WaitStage.BANK, "银行", "回执", since)
    if now.payment == "unknown":
        return Blocker(WaitStage.BANK, "案款管理员", "向银行查询付款结果", since, "以同一编号查询，不得重付")
    if now.payment == "failed":
        return Blocker(WaitStage.REPAIR, f"{_officer(now)}、案款管理员", "更正收款信息", since, "银行退回")
    return Blocker(WaitStage.SEND, "案款管理员", "送银行付款", since)
