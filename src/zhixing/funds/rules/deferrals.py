"""When paying out may wait (延缓发放): what a proposal must hold, and until when the money must be paid then.

An approval names its last day. Until somebody says that the cause ended earlier, the money is due ten days after that
day, so that a receipt always has a day by which it must be paid.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.law.case_funds import (
    DEFERRAL_NAMES,
    Approver,
    Deferral,
    Deferred,
    FundsRuleBroken,
    FundsSettings,
    funds_clocks,
)

LONGEST = timedelta(days=366)
REASON_LEAST = 4


class DeferralRefused(ValueError):
    """The deferral cannot be proposed, approved or ended like this; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody proposes: the ground, why, from when and up to which day."""

    ground: Deferral
    reason: str
    since: date
    until: date


def check_wish(wish: Wish, *, pay_by: date, today: date) -> None:
    """Whether a deferral may be proposed for money that must be paid by `pay_by`. Raises DeferralRefused."""
    if len(wish.reason.strip()) < REASON_LEAST:
        raise DeferralRefused(f"请写明延缓发放的具体事由（至少{REASON_LEAST}个字）。")
    if today > pay_by:
        raise DeferralRefused(f"发放期限 {pay_by:%Y-%m-%d} 已经届满，不能再延缓，请立即发放。")
    if wish.since > today:
        raise DeferralRefused("事由尚未发生，不能预先延缓。")
    if wish.until <= today:
        raise DeferralRefused("延缓的截止日应当在今天以后。")
    if wish.until - today > LONGEST:
        raise DeferralRefused(f"一次延缓不超过 {LONGEST.days} 天，到期后事由仍在的，再报请延长。")


def pay_by(
    *,
    arrived_on: date,
    wish: Wish,
    approved_by: Approver | None,
    cause_ended_on: date | None,
    settings: FundsSettings,
) -> date:
    """Until when money under an approved deferral must be paid: ten days after its cause ended, or after its last day.

    Never before the end of the thirty days. Raises FundsRuleBroken without an approval.
    """
    ended = min(cause_ended_on or wish.until, wish.until)
    thirty = funds_clocks(arrived_on=arrived_on, settings=settings).pay_by
    # A deferral that continues an earlier one, or follows on the ten days after it, began within the thirty for the law.
    since = min(wish.since, ended, thirty or wish.since)
    clocks = funds_clocks(
        arrived_on=arrived_on, deferral=Deferred(wish.ground, since, approved_by, ended), settings=settings
    )
    if clocks.pay_by is None:
        raise FundsRuleBroken("延缓发放没有截止日。")
    return clocks.pay_by


def words_of(ground: Deferral, until: date) -> str:
    """Why money waits, for the receipt it is of."""
    return f"延缓发放：{DEFERRAL_NAMES[ground]}，至 {until:%Y-%m-%d}"
