"""Realising assets: reference price, online judicial auction, commission. Money in fen, days as dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhixing.law.amounts import yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import add_months, period_end

START_PERCENT = 70
LARGEST_CUT_PERCENT = 20
DEPOSIT_PERCENT = (5, 20)
SECOND_WITHIN_DAYS = 30
PARTIES_DAYS_BEFORE = 3
DEEMED_TOLD_DAYS = 5
BIDDING_HOURS = 24
BID_EXTENDS = timedelta(minutes=5)
DEPOSIT_RETURN = timedelta(hours=24)
RETENTION_YEARS = 10
VALIDITY_YEARS = 1
BEYOND_VALIDITY_MONTHS = 6


class AuctionRuleBroken(ValueError):
    """A price, deposit or day outside the rules; the message says what is allowed."""


class AssetClass(StrEnum):
    """What is sold: decides the length of the notice."""

    MOVABLE = "movable"
    IMMOVABLE = "immovable"
    OTHER_RIGHT = "other_right"


NOTICE_DAYS = {AssetClass.MOVABLE: (15, 7), AssetClass.IMMOVABLE: (30, 15), AssetClass.OTHER_RIGHT: (30, 15)}
"""Days of notice for the first and for a later auction."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A least and a most in fen, with the reason."""

    least_fen: int
    most_fen: int | None
    explanation: tuple[Step, ...]


def _up(part: int, percent: int) -> int:
    """A percentage rounded up to the fen: a floor must never come out too low."""
    return -(-part * percent // 100)


@rule("auctions.start_price")
def first_start_price(value_fen: int, on: date) -> Bound:
    """The least start price of a first auction: 70 % of the appraised or market value."""
    if value_fen <= 0:
        raise AuctionRuleBroken("评估价或者市价应当大于零。")
    least = _up(value_fen, START_PERCENT)
    sums = f"{yuan_text(value_fen, True)} × 70%"
    made = step(
        "auctions.start_price", on, "起拍价不得低于评估价或者市价的百分之七十。", sums, yuan_text(least, True)
    )
    return Bound(least, None, (made,))


@rule("auctions.again")
def second_start_price(previous_fen: int, on: date) -> Bound:
    """The start price of the auction after a failed one: a cut of at most 20 % of the previous start price."""
    if previous_fen <= 0:
        raise AuctionRuleBroken("前次起拍价应当大于零。")
    least = _up(previous_fen, 100 - LARGEST_CUT_PERCENT)
    sums = f"{yuan_text(previous_fen, True)} × 80%"
    made = step(
        "auctions.again", on, "降价幅度不得超过前次起拍价的百分之二十。", sums, yuan_text(least, True)
    )
    return Bound(least, previous_fen, (made,))


@rule("auctions.deposit")
def deposit_range(start_price_fen: int, on: date) -> Bound:
    """What the deposit may be: 5 to 20 % of the start price."""
    if start_price_fen <= 0:
        raise AuctionRuleBroken("起拍价应当大于零。")
    low, high = DEPOSIT_PERCENT
    least, most = _up(start_price_fen, low), start_price_fen * high // 100
    text = "保证金在起拍价的百分之五至百分之二十范围内确定。"
    made = step("auctions.deposit", on, text, "", f"{yuan_text(least, True)} 至 {yuan_text(most, True)}")
    return Bound(least, most, (made,))


@rule("auctions.deposit")
def creditor_deposit(deposit_fen: int, claim_fen: int) -> int:
    """What the applicant pays to bid: nothing, or the difference when the claim is smaller than the deposit."""
    return max(0, deposit_fen - claim_fen)


@dataclass(frozen=True, slots=True)
class AuctionDay:
    """A day by which, or from which, something in an auction may happen."""

    on: date
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@rule("auctions.notice", "auctions.again")
def earliest_auction(published_on: date, asset: AssetClass, *, again: bool = False) -> AuctionDay:
    """The first day bidding may begin after a notice published on `published_on` (not counted)."""
    days = NOTICE_DAYS[asset][1 if again else 0]
    on = published_on + timedelta(days=days)
    subject = "auctions.again" if again else "auctions.notice"
    made = step(
        subject,
        published_on,
        f"应当在拍卖 {days} 日前公告。",
        f"{published_on:%Y-%m-%d} ＋ {days}日",
        f"{on:%Y-%m-%d}",
    )
    return AuctionDay(on, (made,))


@rule("auctions.again")
def second_auction_by(failed_on: date) -> AuctionDay:
    """Until when the asset must be auctioned again on the same platform: thirty days after the failed auction."""
    end = period_end(failed_on, days=SECOND_WITHIN_DAYS)
    made = step("auctions.again", failed_on, "流拍后三十日内再次拍卖。", "", f"{end.last_day:%Y-%m-%d}")
    return AuctionDay(end.last_day, (made,), end.flags)


@rule("auctions.parties")
def parties_told_by(publishes_on: date) -> AuctionDay:
    """The last day to tell the parties and holders of pre-emption: three days before the notice is published."""
    on = publishes_on - timedelta(days=PARTIES_DAYS_BEFORE)
    made = step("auctions.parties", publishes_on, "拍卖公告发布三日前通知。", "", f"{on:%Y-%m-%d}")
    return AuctionDay(on, (made,))


@rule("auctions.parties")
def deemed_told_on(posted_on: date) -> AuctionDay:
    """When those who cannot be reached are deemed told: after five full days of posting on the platform."""
    on = posted_on + timedelta(days=DEEMED_TOLD_DAYS)
    made = step("auctions.parties", posted_on, "无法通知的，公示满五日视为已经通知。", "", f"{on:%Y-%m-%d}")
    return AuctionDay(on, (made,))


@rule("auctions.bidding")
def bidding_ends(opens_at: datetime, closes_at: datetime, bids_at: Sequence[datetime]) -> datetime:
    """When bidding really ends: each bid in the last five minutes moves the end to five minutes after it.

    Bids after the end are void. Raises AuctionRuleBroken when less than 24 hours are planned.
    """
    if closes_at - opens_at < timedelta(hours=BIDDING_HOURS):
        raise AuctionRuleBroken("竞价时间应当不少于二十四小时。")
    end = closes_at
    for bid in sorted(bids_at):
        if end - BID_EXTENDS <= bid <= end:
            end = bid + BID_EXTENDS
    return end


@rule("auctions.deposit_return", "auctions.deposit_transfer")
def deposits_settled_by(ended_at: datetime) -> datetime:
    """Until when losing bidders' deposits are returned and the buyer's is transferred: 24 hours after the end."""
    return ended_at + DEPOSIT_RETURN


@dataclass(frozen=True, slots=True)
class Forfeited:
    """A defaulting buyer's deposit in the order of its use, all in fen; the parts sum to the deposit."""

    sale_costs_fen: int
    price_difference_fen: int
    debts_fen: int
    left_fen: int
    explanation: tuple[Step, ...]


@rule("auctions.default")
def use_forfeited(
    *,
    deposit_fen: int,
    sale_costs_fen: int,
    first_price_fen: int,
    second_price_fen: int,
    debts_fen: int,
    on: date,
) -> Forfeited:
    """How a forfeited deposit is used: lost sale costs, then the fall in price, then the debts; never returned.

    `second_price_fen` is the price of the repeated auction; `left_fen` is what no use was found for.
    """
    if min(deposit_fen, sale_costs_fen, first_price_fen, second_price_fen, debts_fen) < 0:
        raise AuctionRuleBroken("金额不能为负数。")
    costs = min(deposit_fen, sale_costs_fen)
    fall = min(deposit_fen - costs, max(0, first_price_fen - second_price_fen))
    debts = min(deposit_fen - costs - fall, debts_fen)
    text = "悔拍保证金不予退还，依次用于费用损失、差价、债务。"
    sums = " ＋ ".join(yuan_text(part, True) for part in (costs, fall, debts))
    made = step("auctions.default", on, text, sums, yuan_text(costs + fall + debts, True))
    return Forfeited(costs, fall, debts, deposit_fen - costs - fall - debts, (made,))


@rule("auctions.retention")
def data_kept_until(ended_on: date) -> date:
    """Until when the platform keeps the data of an auction at least: ten years."""
    return add_months(ended_on, 12 * RETENTION_YEARS)


class PriceStep(StrEnum):
    """Steps of the reference price and of the sale that have a limit in days."""

    START = "start"
    INQUIRY_REPORT = "inquiry_report"
    INQUIRY_EXTENSION = "inquiry_extension"
    APPRAISAL_REPORT = "appraisal_report"
    APPRAISAL_EXTENSION = "appraisal_extension"
    SEND_REPORT = "send_report"
    REPORT_PUBLISHED = "report_published"
    REPORT_OBJECTION = "report_objection"
    APPRAISAL_OBJECTION = "appraisal_objection"
    REALISE = "realise"
    SERVE_RULING = "serve_ruling"
    HAND_OVER = "hand_over"


PRICE_STEPS = {
    PriceStep.START: (30, "auctions.price_start", "查封、扣押、冻结后三十日内启动确定参考价。"),
    PriceStep.INQUIRY_REPORT: (3, "auctions.inquiry", "收到委托书之日起三日内出具网络询价报告。"),
    PriceStep.INQUIRY_EXTENSION: (3, "auctions.inquiry", "全部平台未能出具的，延期三日。"),
    PriceStep.APPRAISAL_REPORT: (30, "auctions.appraisal", "三十日内出具评估报告。"),
    PriceStep.APPRAISAL_EXTENSION: (15, "auctions.appraisal", "每次延长不超过十五日，不超过两次。"),
    PriceStep.SEND_REPORT: (3, "auctions.report_sent", "收到报告后三日内发送当事人及利害关系人。"),
    PriceStep.REPORT_PUBLISHED: (15, "auctions.report_sent", "无法送达的，公示满十五日视为收到。"),
    PriceStep.REPORT_OBJECTION: (5, "auctions.report_objection", "收到报告后五日内提出书面异议。"),
    PriceStep.APPRAISAL_OBJECTION: (5, "auctions.appraisal_objection", "收到评估报告后五日内提出书面异议。"),
    PriceStep.REALISE: (10, "auctions.realise", "参考价确定后十日内启动变价程序。"),
    PriceStep.SERVE_RULING: (10, "auctions.ruling", "价款全额交付后十日内送达成交裁定。"),
    PriceStep.HAND_OVER: (15, "auctions.hand_over", "裁定送达后十五日内移交。"),
}


@rule(*sorted({row[1] for row in PRICE_STEPS.values()}))
def price_step_due(wanted: PriceStep, on: date) -> AuctionDay:
    """The last day of a step after its event on `on` (not counted; moved past rest days)."""
    days, subject, text = PRICE_STEPS[wanted]
    end = period_end(on, days=days)
    return AuctionDay(end.last_day, (step(subject, on, text), *end.explanation), end.flags)


@rule("auctions.price_validity")
def price_still_good(*, valid_until: date, noticed_on: date, auction_on: date) -> bool:
    """Whether a reference price still carries an auction: notice within its validity, sale within six months after."""
    return noticed_on <= valid_until and auction_on <= add_months(valid_until, BEYOND_VALIDITY_MONTHS)


@rule("auctions.price_validity")
def longest_validity(priced_on: date) -> date:
    """The last day a reference price may be valid: one year."""
    return add_months(priced_on, 12 * VALIDITY_YEARS)


COMMISSION = (
    (200_000_000, 500),
    (1_000_000_000, 300),
    (5_000_000_000, 200),
    (10_000_000_000, 100),
    (None, 50),
)
"""Upper end of each band in fen, with its rate in hundredths of a percent."""


@rule("auctions.commission")
def highest_commission(price_fen: int, on: date) -> Bound:
    """The most a traditional auctioneer may take from the buyer, band by band, cumulative."""
    if price_fen < 0:
        raise AuctionRuleBroken("成交价不能为负数。")
    total = 0
    below = 0
    for upper, rate in COMMISSION:
        top = price_fen if upper is None else min(price_fen, upper)
        total += max(0, top - below) * rate
        below = upper or below
    most = total // 10_000
    made = step("auctions.commission", on, "佣金按成交价分段累计，不得超过。", "", yuan_text(most, True))
    return Bound(0, most, (made,))
