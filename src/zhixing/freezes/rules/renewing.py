"""Whether a measure can be renewed today, for how long, and why not.

What cannot be renewed is left out with its reason and stays red: a renewal that would be void is worse than none, because
nobody looks any more.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from zhixing.law.explanation import Flag, Step
from zhixing.law.measure_terms import AssetClass, SpecialAsset, TermRefused, renewal_term

EARLIEST_DAYS = 90
"""Sooner than this before the end a renewal gains nothing; it is the outermost warning with a month to spare."""


class Hindrance(StrEnum):
    """Why a measure is left out of a renewal."""

    RELEASED = "released"
    LIFTING = "lifting"
    NO_END = "no_end"
    LAPSED = "lapsed"
    TOO_EARLY = "too_early"
    NO_HOLDER = "no_holder"
    NO_DEBTOR = "no_debtor"
    UNDER_WAY = "under_way"
    NOT_RENEWED = "not_renewed"
    HANDED_OVER = "handed_over"
    PERFORMED = "performed"
    CASE_ENDED = "case_ended"
    NOT_ADVANCED = "not_advanced"
    REFUSED_BY_LAW = "refused_by_law"


BARS = frozenset({Hindrance.PERFORMED, Hindrance.CASE_ENDED, Hindrance.HANDED_OVER, Hindrance.REFUSED_BY_LAW})
"""What nobody here could have changed: the law, or that the measure was no longer this court's to keep."""


@dataclass(frozen=True, slots=True)
class Renewable:
    """What must be known of a measure to renew it. `closing_kind` is that of its case, empty while it is open."""

    ends_on: date | None
    asset: AssetClass
    special: SpecialAsset | None
    holder: str
    has_debtor: bool
    is_released: bool = False
    is_lifting: bool = False
    is_under_way: bool = False
    is_not_to_be_renewed: bool = False
    handed_over_to: str = ""
    closing_kind: str = ""
    has_advanced: bool = False


UNDER_WAY = ("drafted", "approved", "sent", "by_hand")
"""States of a renewal or a release in which something is still to happen."""


class _Kept(Protocol):
    """A measure as it is kept."""

    ends_on: Any
    asset_class: Any
    special: Any
    holder: Any
    debtor_id: Any
    released_on: Any
    lifting: Any
    renewal: Any
    do_not_renew_reason: Any
    handed_over_to: Any
    is_waiting: Any
    advanced_on: Any


def renewable_of(measure: _Kept, closing_kind: str) -> Renewable:
    """What decides whether a kept measure can be renewed, with the closing kind of its case."""
    return Renewable(
        ends_on=measure.ends_on, asset=AssetClass(measure.asset_class),
        special=SpecialAsset(measure.special) if measure.special else None, holder=measure.holder,
        has_debtor=measure.debtor_id is not None, is_released=measure.released_on is not None,
        is_lifting=measure.lifting in UNDER_WAY, is_under_way=measure.renewal in UNDER_WAY,
        is_not_to_be_renewed=bool(measure.do_not_renew_reason), handed_over_to=measure.handed_over_to,
        closing_kind=closing_kind, has_advanced=bool(measure.is_waiting) and measure.advanced_on is not None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RenewalPlan:
    """The term a renewal asks for, or the hindrance and why."""

    starts_on: date | None = None
    ends_on: date | None = None
    hindrance: Hindrance | None = None
    why: str = ""
    steps: tuple[Step, ...] = ()
    flags: tuple[Flag, ...] = field(default=())

    @property
    def can_be(self) -> bool:
        """Whether it can be renewed."""
        return self.hindrance is None


_GOES_ON = frozenset({"", "suspended_for_want_of_assets"})
"""Open cases, and 终本: the debt lives, so the measures must."""


def plan_renewal(measure: Renewable, *, today: date, months: int | None = None) -> RenewalPlan:
    """The longest renewal the law allows today (or one of `months`), or why the measure must be left out."""
    hindered = _hindrance(measure, today)
    if hindered is not None:
        return RenewalPlan(hindrance=hindered[0], why=hindered[1])
    assert measure.ends_on is not None
    try:
        term = renewal_term(measure.asset, measure.ends_on, today, months=months, special=measure.special)
    except TermRefused as refused:
        return RenewalPlan(hindrance=Hindrance.REFUSED_BY_LAW, why=str(refused))
    return RenewalPlan(term.start, term.last_day, steps=term.explanation, flags=term.flags)


def _hindrance(measure: Renewable, today: date) -> tuple[Hindrance, str] | None:
    simple = (
        (measure.is_released, Hindrance.RELEASED, "已经解除。"),
        (measure.is_lifting, Hindrance.LIFTING, "正在办理解除。"),
        (measure.closing_kind == "performed", Hindrance.PERFORMED, "债务已清偿，应当解除，不再续行。"),
        (measure.closing_kind not in _GOES_ON, Hindrance.CASE_ENDED, "案件已终结，应当解除或者由承办人说明。"),
        (measure.is_not_to_be_renewed, Hindrance.NOT_RENEWED, "已决定（或者提请）不再续行。"),
        (bool(measure.handed_over_to), Hindrance.HANDED_OVER, f"已移交{measure.handed_over_to}。"),
        (measure.is_under_way, Hindrance.UNDER_WAY, "续行已在办理，等协助单位回执。"),
        (measure.ends_on is None, Hindrance.NO_END, "没有届满日，请先按裁定书补录。"),
        (not measure.holder, Hindrance.NO_HOLDER, "没有协助单位，请先补录。"),
        (not measure.has_debtor, Hindrance.NO_DEBTOR, "写明的被执行人不是本案当事人，请先核对。"),
        (measure.has_advanced, Hindrance.NOT_ADVANCED, "在先措施已失效，请先向协助单位核实是否已转为正式。"),
    )  # fmt: skip
    for is_so, hindrance, words in simple:
        if is_so:
            return hindrance, words
    assert measure.ends_on is not None
    left = (measure.ends_on - today).days
    if left < 0:
        return (
            Hindrance.LAPSED,
            f"已于 {measure.ends_on} 届满失效，不能续行，应当重新采取措施（顺位另计）。",
        )
    if left > EARLIEST_DAYS:
        return Hindrance.TOO_EARLY, f"还有 {left} 日届满，{EARLIEST_DAYS} 日内再办理。"
    return None
