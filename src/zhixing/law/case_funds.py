"""Clocks of case money: who must act on money received, until when, and when paying out may wait.

The rule on enforcement money (法发〔2017〕6号) was not read in full: its articles here carry the mark "recall", and its
days are settings with the rule's figures as default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import PeriodEnd, last_working_day_until, period_end


class FundsRuleBroken(ValueError):
    """A deferral or a payee the rule does not allow; the message says what is missing."""


class Deferral(StrEnum):
    """The five grounds on which paying out may wait."""

    DISTRIBUTION = "distribution"
    FROZEN_ELSEWHERE = "frozen_elsewhere"
    NOT_COLLECTED = "not_collected"
    STAYED = "stayed"
    OTHER_GOOD_REASON = "other_good_reason"


DEFERRAL_NAMES = {
    Deferral.DISTRIBUTION: "需要进行案款分配",
    Deferral.FROZEN_ELSEWHERE: "申请执行人因另案或者涉嫌犯罪，款项被保全或者冻结",
    Deferral.NOT_COLLECTED: "申请执行人经通知未领取",
    Deferral.STAYED: "案件中止或者暂缓执行",
    Deferral.OTHER_GOOD_REASON: "其他正当理由",
}


class DepositGround(StrEnum):
    """When money may be deposited (提存) instead of paid."""

    REFUSED = "refused"
    WHEREABOUTS_UNKNOWN = "whereabouts_unknown"
    NO_HEIR_OR_GUARDIAN = "no_heir_or_guardian"
    UNREACHABLE = "unreachable"
    OTHER = "other"


DEPOSIT_NAMES = {
    DepositGround.REFUSED: "申请执行人无正当理由拒绝领取",
    DepositGround.WHEREABOUTS_UNKNOWN: "申请执行人下落不明",
    DepositGround.NO_HEIR_OR_GUARDIAN: "申请执行人死亡未确定继承人，或者丧失行为能力未确定监护人",
    DepositGround.UNREACHABLE: "按照申请执行人提供的联系方式无法通知其领取",
    DepositGround.OTHER: "法律规定的其他情形",
}


class Approver(StrEnum):
    """Who may approve a deferral or a deposit."""

    BUREAU_CHIEF = "bureau_chief"
    VICE_PRESIDENT = "vice_president"


@dataclass(frozen=True, slots=True)
class FundsSettings:
    """Days a court may set; a court may only be stricter than the rule, so larger values are refused."""

    identify_days: int = 3
    pay_days: int = 30
    target_days: int = 5
    after_deferral_days: int = 10

    def __post_init__(self) -> None:
        """Refuse settings looser than the rule."""
        for name, most in _MOST.items():
            if not 1 <= getattr(self, name) <= most:
                raise FundsRuleBroken(f"案款期限设定 {name} 应当在 1 至 {most} 日之间。")


_MOST: Mapping[str, int] = {"identify_days": 3, "pay_days": 30, "target_days": 30, "after_deferral_days": 10}
RULE = FundsSettings()


@dataclass(frozen=True, slots=True)
class Deferred:
    """An approved deferral. `ended_on` is the day its cause ended, None while it lasts."""

    ground: Deferral
    since: date
    approved_by: Approver | None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class FundsClocks:
    """The days by which money that arrived must be identified and paid.

    `pay_by` is None while a deferral lasts; `target_by` is the court's own aim and binds nobody.
    """

    identify_by: date
    pay_by: date | None
    target_by: date
    waiting_for: Deferral | None
    provisional: bool
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


def _unread() -> Flag:
    return Flag("funds.recall", "执行款物管理规定的条文未核对原文，期限按设定执行。")


@rule("funds.identify", "funds.pay", "funds.court_target")
def funds_clocks(
    *,
    arrived_on: date,
    notified_on: date | None = None,
    deferral: Deferred | None = None,
    settings: FundsSettings = RULE,
) -> FundsClocks:
    """The clocks of one receipt that arrived on `arrived_on`.

    The thirty days run from finance's notice; without one from the arrival, which is never later. A deferral must be
    approved by the bureau chief or a vice president and come before the money is overdue; when its cause ends, ten days
    remain (or the rest of the thirty, if that is longer). Raises FundsRuleBroken.
    """
    identify = period_end(arrived_on, days=settings.identify_days)
    from_day = notified_on or arrived_on
    pay = period_end(from_day, days=settings.pay_days)
    target = period_end(from_day, days=settings.target_days)
    steps = [
        _line("funds.identify", arrived_on, f"到账后 {settings.identify_days} 日内认领到案。", identify),
        _line("funds.pay", from_day, f"到账通知后 {settings.pay_days} 日内核算、通知并发放。", pay),
        _line("funds.court_target", from_day, f"本院目标：{settings.target_days} 日内发放。", target),
    ]
    pay_by: date | None = pay.last_day
    waiting: Deferral | None = None
    ends = [identify, pay, target]
    if deferral:
        _check_deferral(deferral, pay.last_day)
        after = _after(deferral, settings)
        text = f"延缓发放：{DEFERRAL_NAMES[deferral.ground]}（自 {deferral.since:%Y-%m-%d}）。"
        if after is None:
            pay_by, waiting = None, deferral.ground
            steps.append(step("funds.pay", deferral.since, text))
        else:
            pay_by = max(after.last_day, pay.last_day)
            ends.append(after)
            steps.append(_line("funds.pay", deferral.since, text + "事由消失后十日内发放。", after))
    return FundsClocks(
        identify_by=identify.last_day,
        pay_by=pay_by,
        target_by=target.last_day,
        waiting_for=waiting,
        provisional=any(end.provisional for end in ends),
        explanation=tuple(steps),
        flags=(_unread(), *dict.fromkeys(flag for end in ends for flag in end.flags)),
    )


def _check_deferral(deferral: Deferred, pay_by: date) -> None:
    if deferral.approved_by is None:
        raise FundsRuleBroken("延缓发放应当经执行局局长或者主管院领导批准。")
    if deferral.since > pay_by:
        raise FundsRuleBroken(f"发放期限 {pay_by:%Y-%m-%d} 已经届满，不能再以此后的事由延缓。")
    if deferral.ended_on is not None and deferral.ended_on < deferral.since:
        raise FundsRuleBroken("延缓事由的消失日早于发生日。")


def _after(deferral: Deferred, settings: FundsSettings) -> PeriodEnd | None:
    if deferral.ended_on is None:
        return None
    return period_end(deferral.ended_on, days=settings.after_deferral_days)


def _line(subject: str, on: date, text: str, end: PeriodEnd) -> Step:
    return step(subject, on, text, f"{on:%Y-%m-%d} 次日起算", f"{end.last_day:%Y-%m-%d}")


@dataclass(frozen=True, slots=True)
class FundsDue:
    """One day by which something with money or things must happen."""

    due_on: date
    provisional: bool
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


FEE_REFUND_DAYS = 15
THINGS_HAND_OVER_DAYS = 30
THINGS_RETURN_DAYS = 10


@rule("funds.fee_refund")
def fee_refund_due(effective_on: date) -> FundsDue:
    """Until when fees to be returned are refunded: fifteen days after the document took effect."""
    return _due(
        effective_on, FEE_REFUND_DAYS, "funds.fee_refund", "法律文书生效之日起十五日内退还诉讼费用。", ()
    )


@rule("funds.things")
def things_due(on: date, *, released: bool) -> FundsDue:
    """Until when things are handed over (thirty days) or, once released, returned (ten days)."""
    days = THINGS_RETURN_DAYS if released else THINGS_HAND_OVER_DAYS
    text = "解除扣押的物品十日内退还。" if released else "应当交付申请执行人的物品三十日内交付。"
    return _due(on, days, "funds.things", text, (_unread(),))


def _due(on: date, days: int, subject: str, text: str, flags: tuple[Flag, ...]) -> FundsDue:
    end = period_end(on, days=days)
    return FundsDue(end.last_day, end.provisional, (_line(subject, on, text, end),), (*flags, *end.flags))


@rule("funds.deposit")
def deposit_allowed(ground: DepositGround, approved_by: Approver | None, on: date) -> tuple[Step, ...]:
    """The basis for depositing money instead of paying it; raises FundsRuleBroken without an approval."""
    if approved_by is None:
        raise FundsRuleBroken("提存应当经执行局局长或者主管院领导批准。")
    return (step("funds.deposit", on, f"提存：{DEPOSIT_NAMES[ground]}。费用由申请执行人负担。"),)


@rule("funds.payee", "funds.agent_authority")
def payee_allowed(
    *, to_applicant: bool, refund_to_payer: bool, panel_reviewed: bool, special_authority: bool, on: date
) -> tuple[Step, ...]:
    """Whether money may go to this payee: the applicant, the payer it returns to, an agent with special authority.

    Anyone else needs the collegial panel's review. Raises FundsRuleBroken.
    """
    if to_applicant:
        return (step("funds.payee", on, "发放给申请执行人。"),)
    if refund_to_payer:
        return (step("funds.payee", on, "退还交款人，无须合议庭审查。"),)
    if special_authority:
        return (step("funds.agent_authority", on, "代理人有代为收取执行款的特别授权。"),)
    if panel_reviewed:
        return (step("funds.payee", on, "发放给申请执行人以外的人，已经合议庭审查。"),)
    raise FundsRuleBroken("收款人不是申请执行人：需要特别授权，或者合议庭审查。")


def remind_on(due_on: date) -> date:
    """The last working day up to a due date: the day on which the officer can still act."""
    return last_working_day_until(due_on).on
