"""Measures against the person: consumption restriction (限制消费), fines, detention, compulsory appearance (拘传)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhixing.law.amounts import yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Step
from zhixing.law.sanctions import SanctionNotAllowed
from zhixing.law.working_days import add_months

LONGEST_DETENTION_DAYS = 15
QUESTIONING_HOURS = 8
QUESTIONING_HOURS_DETENTION = 24
TEMPORARY_LIFT_MONTHS = 1


class Duty(StrEnum):
    """Whether the court must, may or may not act."""

    MUST = "must"
    MAY = "may"
    NO = "no"


FORBIDDEN = (
    "乘坐飞机、列车软卧、轮船二等以上舱位",
    "在星级以上宾馆、酒店、夜总会、高尔夫球场等场所高消费",
    "购买不动产或者新建、扩建、高档装修房屋",
    "租赁高档写字楼、宾馆、公寓等场所办公",
    "购买非经营必需车辆",
    "旅游、度假",
    "子女就读高收费私立学校",
    "支付高额保费购买保险理财产品",
    "乘坐G字头动车组全部座位、其他动车组一等以上座位",
)
UNIT_PERSONS = ("法定代表人", "主要负责人", "影响债务履行的直接责任人员", "实际控制人")


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the court must, may or may not act, and why."""

    duty: Duty
    explanation: tuple[Step, ...]


@rule("sanctions.consumption")
def restrict_consumption(
    *, notice_period_ended_on: date | None, performed: bool, listed: bool, on: date
) -> Decision:
    """Whether consumption is to be restricted on `on`: a must for the listed, a may once the notice's period is over."""
    if performed:
        return Decision(Duty.NO, (step("sanctions.consumption", on, "义务已经履行，不得限制消费。"),))
    if listed:
        return Decision(Duty.MUST, (step("sanctions.consumption", on, "已纳入失信名单，应当限制消费。"),))
    if notice_period_ended_on is None or on <= notice_period_ended_on:
        text = "执行通知书指定的履行期间尚未届满。"
        return Decision(Duty.NO, (step("sanctions.consumption", on, text),))
    text = f"指定期间 {notice_period_ended_on:%Y-%m-%d} 届满仍未履行，可以限制消费。"
    return Decision(Duty.MAY, (step("sanctions.consumption", on, text),))


@rule("sanctions.consumption_scope")
def persons_bound(*, debtor: str, is_unit: bool) -> tuple[str, ...]:
    """Who must not spend: the debtor, and for a unit also those who steer it (by role)."""
    return (debtor, *UNIT_PERSONS) if is_unit else (debtor,)


class LiftCause(StrEnum):
    """Why a restriction may or must be lifted."""

    PERFORMED = "performed"
    SECURITY = "security"
    CREDITOR_CONSENT = "creditor_consent"
    URGENT_NEED = "urgent_need"
    """Illness, funeral, examination, official duty: at most one month, president's approval."""


@rule("sanctions.consumption_lift", "sanctions.grace")
def lift_consumption(cause: LiftCause, on: date) -> Decision:
    """Whether the restriction must or may be lifted."""
    if cause is LiftCause.PERFORMED:
        return Decision(Duty.MUST, (step("sanctions.consumption_lift", on, "已履行完毕，应当及时解除。"),))
    if cause is LiftCause.URGENT_NEED:
        text = f"紧急情况可以经院长批准暂时解除，不超过一个月（至 {temporary_lift_end(on):%Y-%m-%d}）。"
        return Decision(Duty.MAY, (step("sanctions.grace", on, text),))
    text = "提供确实有效的担保。" if cause is LiftCause.SECURITY else "申请执行人同意。"
    return Decision(Duty.MAY, (step("sanctions.consumption_lift", on, f"{text}可以解除。"),))


def temporary_lift_end(on: date) -> date:
    """The last day of the longest temporary lift."""
    return add_months(on, TEMPORARY_LIFT_MONTHS)


@dataclass(frozen=True, slots=True)
class FineRange:
    """The least and the most a fine may be, in fen, both included; a person's fine must be more than nothing."""

    least_fen: int
    most_fen: int
    explanation: tuple[Step, ...]


@rule("sanctions.fine")
def fine_range(*, is_unit: bool, on: date) -> FineRange:
    """What a fine may be: a person up to 100,000 yuan, a unit 50,000 to 1,000,000 yuan."""
    least, most = (5_000_000, 100_000_000) if is_unit else (1, 10_000_000)
    who = "单位" if is_unit else "个人"
    text = f"对{who}的罚款金额。"
    made = step("sanctions.fine", on, text, "", f"{yuan_text(least, True)} 至 {yuan_text(most, True)}")
    return FineRange(least, most, (made,))


@rule("sanctions.fine", "sanctions.approval")
def check_fine(*, fen: int, is_unit: bool, president_approved: bool, on: date) -> tuple[Step, ...]:
    """The basis of a fine of `fen`; raises SanctionNotAllowed outside the range or without the president's approval."""
    allowed = fine_range(is_unit=is_unit, on=on)
    if not allowed.least_fen <= fen <= allowed.most_fen:
        raise SanctionNotAllowed(f"罚款应当在 {allowed.explanation[0].result} 元之间。")
    if not president_approved:
        raise SanctionNotAllowed("罚款必须经院长批准。")
    return (*allowed.explanation, step("sanctions.approval", on, "已经院长批准，使用决定书。"))


@rule("sanctions.fine", "sanctions.approval")
def check_detention(*, days: int, president_approved: bool, on: date) -> tuple[Step, ...]:
    """The basis of a detention of `days`; raises SanctionNotAllowed beyond fifteen days or without approval."""
    if not 1 <= days <= LONGEST_DETENTION_DAYS:
        raise SanctionNotAllowed("拘留的期限为十五日以下。")
    if not president_approved:
        raise SanctionNotAllowed("拘留必须经院长批准。")
    return (step("sanctions.fine", on, f"拘留 {days} 日。"), step("sanctions.approval", on, "已经院长批准。"))


@dataclass(frozen=True, slots=True)
class Questioning:
    """Until when a person compelled to appear may be questioned."""

    until: datetime
    explanation: tuple[Step, ...]


@rule("sanctions.appearance", "sanctions.approval")
def questioning_until(started_at: datetime, *, detention_possible: bool) -> Questioning:
    """The end of questioning after a compulsory appearance: eight hours, twenty-four when detention is possible."""
    hours = QUESTIONING_HOURS_DETENTION if detention_possible else QUESTIONING_HOURS
    until = started_at + timedelta(hours=hours)
    text = f"调查询问的时间不得超过 {hours} 小时。"
    made = step("sanctions.appearance", started_at.date(), text, "", f"{until:%Y-%m-%d %H:%M}")
    return Questioning(until, (made,))
