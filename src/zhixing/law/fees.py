"""What enforcement costs: 申请执行费, 保全申请费, 拍卖佣金, and who bears them.

The rates are those of the Measures on Litigation Fees (诉讼费用交纳办法, from 2007-04-01); brackets are
cumulative. Enforcement fees are not prepaid: they are collected after enforcement, from the debtor, apart
from the case's money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from zhixing.law.amounts import round_half_up, yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step

MEASURES_FROM = date(2007, 4, 1)
AUCTION_RULES_FROM = date(2005, 1, 1)
NO_AMOUNT_FEN = (5_000, 50_000)
"""Least and most for an application without an amount: the court chooses between 50 and 500 yuan."""
PRESERVATION_CAP_FEN = 500_000
_WAN_FEN = 1_000_000


class FeeRefused(ValueError):
    """A fee cannot be computed: a negative amount, or a day before the rule commenced."""


class Bearer(StrEnum):
    """Who bears a fee."""

    DEBTOR = "被执行人"
    APPLICANT = "申请人"
    AS_AGREED = "按和解协议"
    COURT_DECIDES = "由人民法院决定"


class FeeKind(StrEnum):
    """The application fees that occur in enforcement."""

    ENFORCEMENT = "enforcement"
    PRESERVATION = "preservation"


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in fen, with the steps that led to it."""

    fen: int
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Burden:
    """Who bears a fee and why."""

    bearer: Bearer
    explanation: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Bracket:
    """Above the previous bracket's end up to `to_fen` (None: without end) this rate."""

    to_fen: int | None
    rate: Fraction
    shown: str


_ENFORCEMENT = (
    _Bracket(50 * _WAN_FEN, Fraction(15, 1000), "1.5%"),
    _Bracket(500 * _WAN_FEN, Fraction(1, 100), "1%"),
    _Bracket(1000 * _WAN_FEN, Fraction(5, 1000), "0.5%"),
    _Bracket(None, Fraction(1, 1000), "0.1%"),
)
_PRESERVATION = (
    _Bracket(10 * _WAN_FEN, Fraction(1, 100), "1%"),
    _Bracket(None, Fraction(5, 1000), "0.5%"),
)
_COMMISSION = (
    _Bracket(200 * _WAN_FEN, Fraction(5, 100), "5%"),
    _Bracket(1000 * _WAN_FEN, Fraction(3, 100), "3%"),
    _Bracket(5000 * _WAN_FEN, Fraction(2, 100), "2%"),
    _Bracket(10_000 * _WAN_FEN, Fraction(1, 100), "1%"),
    _Bracket(None, Fraction(5, 1000), "0.5%"),
)


@rule("fees.enforcement", "fees.after_enforcement", "fees.no_second_fee")
def application_fee(
    amount_fen: int | None, on: date, *, fixed_fen: int | None = None, resumed: bool = False
) -> Fee:
    """The enforcement application fee on `amount_fen`, for an application made on the day.

    Without an amount (None) the court fixes `fixed_fen` between 50 and 500 yuan; until it does, the least is
    taken and flagged. A resumed case pays no second fee. Raises FeeRefused.
    """
    _commenced(on, MEASURES_FROM, "诉讼费用交纳办法")
    if resumed:
        text = "中止原因消除、恢复执行的，不再交纳申请费。"
        return Fee(0, (step("fees.no_second_fee", on, text, result="0.00"),))
    if amount_fen is None:
        return _without_amount(on, fixed_fen)
    _not_negative(amount_fen)
    exact, sums = _by_brackets(amount_fen, 1 * _WAN_FEN, 5_000, _ENFORCEMENT)
    fen = round_half_up(exact)
    text = f"执行金额 {yuan_text(amount_fen, thousands=True)} 元，分段累计。"
    steps = (
        step("fees.enforcement", on, text, sums, yuan_text(fen)),
        step("fees.after_enforcement", on, "申请执行费不由申请人预交，执行后交纳。"),
    )
    return Fee(fen, steps)


@rule("fees.preservation")
def preservation_fee(amount_fen: int | None, on: date) -> Fee:
    """The preservation fee on the amount actually preserved (None when there is none); at most 5,000 yuan.

    Raises FeeRefused.
    """
    _commenced(on, MEASURES_FROM, "诉讼费用交纳办法")
    amount = amount_fen or 0
    _not_negative(amount)
    exact, sums = _by_brackets(amount, 100_000, 3_000, _PRESERVATION)
    fen = round_half_up(exact)
    shown = f"财产数额 {yuan_text(amount, thousands=True)} 元" if amount else "不涉及财产数额"
    steps = [step("fees.preservation", on, f"{shown}，分段累计。", sums, yuan_text(fen))]
    if fen > PRESERVATION_CAP_FEN:
        fen = PRESERVATION_CAP_FEN
        steps.append(step("fees.preservation", on, "最多不超过 5000 元。", result=yuan_text(fen)))
    return Fee(fen, tuple(steps))


@rule("auctions.commission")
def auction_commission(price_fen: int, on: date) -> Fee:
    """The most an auctioneer may take from the buyer on the price (traditional auction). Raises FeeRefused."""
    _commenced(on, AUCTION_RULES_FROM, "民事执行中拍卖、变卖财产的规定")
    _not_negative(price_fen)
    exact, sums = _by_brackets(price_fen, 0, 0, _COMMISSION)
    fen = round_half_up(exact)
    text = f"成交价 {yuan_text(price_fen, thousands=True)} 元，佣金向买受人收取，分段累计，不得超过此数。"
    return Fee(fen, (step("auctions.commission", on, text, sums, yuan_text(fen)),))


@rule("fees.bearer")
def bearer(kind: FeeKind, on: date, *, settled: bool = False, agreed: bool = False) -> Burden:
    """Who bears a fee: the debtor for enforcement; after a settlement, as agreed, else the court decides.

    A preservation fee is borne by the applicant, who may claim it in the suit. Raises FeeRefused.
    """
    _commenced(on, MEASURES_FROM, "诉讼费用交纳办法")
    if kind is FeeKind.PRESERVATION:
        text = "保全申请费由申请人负担，提起诉讼的可以列入诉讼请求。"
        return Burden(Bearer.APPLICANT, (step("fees.bearer", on, text),))
    if not settled:
        return Burden(Bearer.DEBTOR, (step("fees.bearer", on, "申请执行费由被执行人负担。"),))
    text = "执行中达成和解的，申请费的负担由双方协商，协商不成的由人民法院决定。"
    return Burden(Bearer.AS_AGREED if agreed else Bearer.COURT_DECIDES, (step("fees.bearer", on, text),))


def _without_amount(on: date, fixed_fen: int | None) -> Fee:
    least, most = NO_AMOUNT_FEN
    if fixed_fen is not None and not least <= fixed_fen <= most:
        raise FeeRefused("没有执行金额的，每件交纳 50 元至 500 元。")
    fen = least if fixed_fen is None else fixed_fen
    flags = (
        () if fixed_fen is not None else (Flag("fee.to_be_fixed", "没有执行金额，暂按最低 50 元，待核定。"),)
    )
    text = "没有执行金额或者价额，每件 50 元至 500 元。"
    return Fee(fen, (step("fees.enforcement", on, text, result=yuan_text(fen)),), flags)


def _by_brackets(
    amount: int, base_to: int, base_fee: int, brackets: Sequence[_Bracket]
) -> tuple[Fraction, str]:
    """The base fee for what lies below `base_to`, then each bracket's part at its rate; and the sums as text."""
    total = Fraction(base_fee)
    parts = [yuan_text(base_fee)] if base_fee else []
    floor = base_to
    for bracket in brackets:
        top = amount if bracket.to_fen is None else min(amount, bracket.to_fen)
        if top > floor:
            total += (top - floor) * bracket.rate
            parts.append(f"{yuan_text(top - floor, thousands=True)}×{bracket.shown}")
            floor = top
    return total, " ＋ ".join(parts)


def _not_negative(fen: int) -> None:
    if fen < 0:
        raise FeeRefused(f"金额不能为负数：{yuan_text(fen)} 元。")


def _commenced(on: date, since: date, name: str) -> None:
    if on < since:
        raise FeeRefused(f"《{name}》自 {since:%Y-%m-%d} 起施行，不能计算 {on:%Y-%m-%d} 的费用。")
