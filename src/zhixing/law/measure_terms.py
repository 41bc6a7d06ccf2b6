"""How long a seal, seizure or freeze may last: 查封、扣押、冻结期限.

Which law limits a term is decided by the day the measure (or its renewal) was made: the rules of 2004 from
2005-01-01, the Interpretation on the Civil Procedure Law from 2015-02-04. The dates written in the ruling
always come first; what is computed here is the latest day the law allows, counted so that no reading of the
law is exceeded.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import add_months, first_working_day_from, provisional_flag

RULES_FROM = date(2005, 1, 1)
INTERPRETATION_FROM = date(2015, 2, 4)
_ONE_DAY = timedelta(days=1)


class TermRefused(ValueError):
    """A term the law does not allow, or one that cannot be computed; the message says why and what is
    allowed.
    """


class AssetClassUnknown(ValueError):
    """A text does not say what kind of asset it is."""


class AssetClass(StrEnum):
    """The classes the law distinguishes."""

    DEPOSIT = "deposit"
    MOVABLE = "movable"
    IMMOVABLE = "immovable"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        """银行存款, 动产, 不动产, 其他财产权."""
        return _CHINESE[self]


class SpecialAsset(StrEnum):
    """Assets with a term of their own, whose rules stand beside the general ones and disagree with them."""

    LISTED_SHARES = "listed_shares"
    """State-owned and legal-person shares of a listed company."""
    SECURITIES = "securities"
    SETTLEMENT_FUNDS = "settlement_funds"


class LastDay(StrEnum):
    """How the last day of a term is counted; the law does not say."""

    SAFE = "safe"
    """Start + term − 1 day: within the maximum under either counting."""
    CORRESPONDING_DAY = "corresponding_day"
    """Start day not counted, the corresponding day is the last: one day more."""


class RenewalFrom(StrEnum):
    """From when a renewal runs."""

    AFTER_END = "after_end"
    WHEN_MADE = "when_made"


@dataclass(frozen=True, slots=True)
class Conventions:
    """What the law leaves open, as settings of the court."""

    last_day: LastDay = LastDay.SAFE
    renewal_from: RenewalFrom = RenewalFrom.AFTER_END
    extend_over_holidays: bool = False
    """No text extends a freeze over a holiday: registries and banks release by date. Leave it off."""


@dataclass(frozen=True, slots=True)
class MaxTerm:
    """The longest first term and the longest renewal, in months."""

    asset: AssetClass
    first_months: int
    renewal_months: int
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class TermEnd:
    """A term from `start` to `last_day`, both counted, of `months` months."""

    start: date
    last_day: date
    months: int
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class TermCheck:
    """Whether a stated term keeps within the law.

    `last_day_allowed` follows the convention set; `over_by_days` is how far the stated end lies beyond it (0
    when `ok`). `disputed` is true when the stated end is beyond the safe day and still within the other way
    of counting: watch the safe day, but do not reproach the ruling. `watch_until` is the day to rely on.
    """

    ok: bool
    last_day_allowed: date
    over_by_days: int
    disputed: bool
    watch_until: date
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


DEFAULTS = Conventions()

_CHINESE = {
    AssetClass.DEPOSIT: "银行存款",
    AssetClass.MOVABLE: "动产",
    AssetClass.IMMOVABLE: "不动产",
    AssetClass.OTHER: "其他财产权",
}
_SINCE_2015 = {
    AssetClass.DEPOSIT: 12,
    AssetClass.MOVABLE: 24,
    AssetClass.IMMOVABLE: 36,
    AssetClass.OTHER: 36,
}
_SINCE_2005 = {
    AssetClass.DEPOSIT: 6,
    AssetClass.MOVABLE: 12,
    AssetClass.IMMOVABLE: 24,
    AssetClass.OTHER: 24,
}


@dataclass(frozen=True, slots=True)
class _SpecialRule:
    subject: str
    since: date
    first_months: int
    renewal_months: int
    name: str


_SPECIAL = {
    SpecialAsset.LISTED_SHARES: _SpecialRule(
        "measures.listed_shares", date(2001, 9, 30), 12, 6, "上市公司国有股、社会法人股"
    ),
    SpecialAsset.SECURITIES: _SpecialRule("measures.securities", date(2008, 3, 1), 24, 24, "证券"),
    SpecialAsset.SETTLEMENT_FUNDS: _SpecialRule(
        "measures.securities", date(2008, 3, 1), 6, 6, "证券交易结算资金"
    ),
}

# The first line that matches decides; rights in a thing come before the thing, 不动产 before 动产.
_WORDS: tuple[tuple[AssetClass, tuple[str, ...]], ...] = (
    (AssetClass.DEPOSIT, ("存款", "公积金")),
    (
        AssetClass.OTHER,
        (
            *(
                "股权",
                "股份",
                "股票",
                "证券",
                "基金",
                "债券",
                "债权",
                "租金",
                "收益权",
                "知识产权",
                "专利",
                "商标",
            ),
            *(
                "著作权",
                "林权",
                "承包经营权",
                "采矿权",
                "探矿权",
                "矿业权",
                "海域使用权",
                "保单",
                "保险",
                "理财",
            ),
            *("信托", "投资权益", "其他财产权", "财产性权益"),
        ),
    ),
    (
        AssetClass.IMMOVABLE,
        (
            "不动产",
            "房",
            "土地",
            "用地使用权",
            "宅基地",
            "商铺",
            "车位",
            "车库",
            "仓库",
            "在建工程",
            "构筑物",
        ),
    ),
    (
        AssetClass.DEPOSIT,
        ("账户", "帐户", "余额", "资金", "现金", "银行卡", "支付宝", "微信"),
    ),
    (
        AssetClass.MOVABLE,
        (
            "动产",
            "车",
            "船",
            "设备",
            "机器",
            "机械",
            "货物",
            "存货",
            "原材料",
            "牲畜",
            "木材",
            "家具",
            "首饰",
        ),
    ),
)


def asset_class_of(text: str) -> AssetClass:
    """The class of an asset as an office's ledger names it: 林权 and 股权 are other rights, 机动车 is a
    movable.

    Where the law leaves room (provident fund, e-wallet) the class with the shorter term is taken. Also reads
    the class's own code (`deposit`). Raises AssetClassUnknown.
    """
    plain = "".join(text.split())
    for asset, words in _WORDS:
        if plain.lower() == asset.value or any(word in plain for word in words):
            return asset
    raise AssetClassUnknown(
        f"“{text}”看不出财产类型，请写明银行存款、动产、不动产或者其他财产权（股权、林权等）。"
    )


@rule("measures.term", "measures.listed_shares", "measures.securities")
def max_term(asset: AssetClass, made_on: date, special: SpecialAsset | None = None) -> MaxTerm:
    """The longest term of a measure made on the day, and the longest renewal made on that day.

    For a special asset the shorter of its own rule and the general one counts, and the disagreement is
    flagged. Raises TermRefused for a day before the rules of 2004 commenced.
    """
    if made_on < RULES_FROM:
        raise TermRefused(
            f"{made_on:%Y-%m-%d} 在 2005-01-01 查封扣押冻结规定施行之前，没有统一的期限，请以裁定书写明的期限为准。"
        )
    if made_on >= INTERPRETATION_FROM:
        first = renewal = _SINCE_2015[asset]
        text = f"{asset.chinese}的控制期限不得超过{_length(first)}，每次续行不得超过{_length(renewal)}。"
    else:
        first = _SINCE_2005[asset]
        renewal = first // 2
        text = f"{asset.chinese}的控制期限不得超过{_length(first)}，每次续行不得超过其二分之一即{_length(renewal)}。"
    steps = [step("measures.term", made_on, text)]
    if special is None or made_on < _SPECIAL[special].since:
        return MaxTerm(asset, first, renewal, tuple(steps), ())
    own = _SPECIAL[special]
    text = f"{own.name}的冻结期限不超过{_length(own.first_months)}，每次续冻不超过{_length(own.renewal_months)}。"
    steps.append(step(own.subject, made_on, text))
    first, renewal = min(first, own.first_months), min(renewal, own.renewal_months)
    if made_on < INTERPRETATION_FROM:  # the rules of 2004 gave way to other provisions in so many words
        return MaxTerm(asset, first, renewal, tuple(steps), ())
    flag = Flag(
        "term.disagreement",
        f"{own.name}的专门规定与{asset.chinese}的一般期限不一致，按较短的期限提醒；适用哪一个由合议庭决定。",
    )
    return MaxTerm(asset, first, renewal, tuple(steps), (flag,))


@rule("measures.term", "measures.last_day", "measures.no_holiday")
def end_of_term(
    asset: AssetClass,
    start: date,
    conventions: Conventions = DEFAULTS,
    *,
    months: int | None = None,
    made_on: date | None = None,
    special: SpecialAsset | None = None,
) -> TermEnd:
    """The last day of a first term that took effect on `start`: the longest the law allows, or `months` of
    it.

    `made_on` is the day of the ruling where it differs from `start`; it decides which law limits the term.
    Raises TermRefused when `months` is longer than the maximum or not positive.
    """
    longest = max_term(asset, made_on or start, special)
    return _term(
        longest, longest.first_months, "控制期限", start=start, months=months, conventions=conventions
    )


@rule("measures.term", "measures.lapse", "measures.last_day")
def renewal_term(
    asset: AssetClass,
    previous_last_day: date,
    made_on: date,
    conventions: Conventions = DEFAULTS,
    *,
    months: int | None = None,
    special: SpecialAsset | None = None,
) -> TermEnd:
    """The term of a renewal made on `made_on` of a measure that ends on `previous_last_day`.

    The law in force on the day of the renewal limits it. Raises TermRefused when the measure had already
    lapsed (a renewal cannot revive it: a new measure, with a new rank, is needed) or `months` is too long.
    """
    if made_on > previous_last_day:
        raise TermRefused(
            f"原措施已于 {previous_last_day:%Y-%m-%d} 期限届满而失效，不能续行，应当重新采取措施（顺位另计）。"
        )
    longest = max_term(asset, made_on, special)
    start = made_on
    if conventions.renewal_from is RenewalFrom.AFTER_END:
        start = previous_last_day + _ONE_DAY
    return _term(
        longest, longest.renewal_months, "续行期限", start=start, months=months, conventions=conventions
    )


@rule("measures.term", "measures.last_day")
def check_term(
    asset: AssetClass,
    start: date,
    end: date,
    *,
    made_on: date | None = None,
    renewal: bool = False,
    conventions: Conventions = DEFAULTS,
    special: SpecialAsset | None = None,
) -> TermCheck:
    """Whether a stated term from `start` to `end` (both counted) keeps within the longest the law allows.

    Raises TermRefused when `end` lies before `start`, or `made_on` (or `start`) before the rules of 2004.
    """
    if end < start:
        raise TermRefused(f"届满日 {end:%Y-%m-%d} 早于起始日 {start:%Y-%m-%d}，请核对。")
    longest = max_term(asset, made_on or start, special)
    months = longest.renewal_months if renewal else longest.first_months
    allowed = _term(
        longest,
        months,
        "续行期限" if renewal else "控制期限",
        start=start,
        months=None,
        conventions=conventions,
    )
    over = max((end - allowed.last_day).days, 0)
    disputed = over > 0 and end <= add_months(start, months)
    flags = list(allowed.flags)
    if disputed:
        flags.append(
            Flag(
                "term.counting_disputed",
                f"届满日只在起算日不计入的算法下合法，按 {allowed.last_day:%Y-%m-%d} 提醒。",
            )
        )
    elif over:
        flags.append(
            Flag(
                "term.over_limit",
                f"期限超过法定最长期限 {over} 日，只认到 {allowed.last_day:%Y-%m-%d}，应当在此之前续行。",
            )
        )
    verdict = "在法定期限之内" if not over else f"超过 {over} 日"
    sums = f"写明的届满日 {end:%Y-%m-%d}，最迟 {allowed.last_day:%Y-%m-%d}"
    steps = (
        *allowed.explanation,
        step("measures.last_day", made_on or start, "核对写明的期限。", sums, verdict),
    )
    watch = min(end, allowed.last_day)
    return TermCheck(not over, allowed.last_day, over, disputed, watch, steps, tuple(flags))


def _term(
    longest: MaxTerm, limit: int, name: str, *, start: date, months: int | None, conventions: Conventions
) -> TermEnd:
    if months is not None and not 1 <= months <= limit:
        raise TermRefused(f"{longest.asset.chinese}的{name}为 1 至 {limit} 个月，不能是 {months} 个月。")
    length = months or limit
    last_day = add_months(start, length)
    if conventions.last_day is LastDay.SAFE:
        last_day -= _ONE_DAY
        sums = f"{start:%Y-%m-%d} ＋ {length} 个月 − 1 日"
    else:
        sums = f"{start:%Y-%m-%d} ＋ {length} 个月"
    steps = [
        *longest.explanation,
        step("measures.last_day", start, f"{name}自 {start:%Y-%m-%d} 起算。", sums, f"{last_day:%Y-%m-%d}"),
    ]
    flags = list(longest.flags)
    moved = first_working_day_from(last_day)
    if moved.on != last_day and conventions.extend_over_holidays:
        steps.append(
            Step("按本院设置，届满日为休息日的顺延。", f"{last_day:%Y-%m-%d} 休息", f"{moved.on:%Y-%m-%d}")
        )
        flags.append(
            Flag("term.extended", "没有条文允许控制期限因休假日顺延，顺延部分可能不被登记机关认可。")
        )
        flags += [provisional_flag(moved.on)] if moved.provisional else []
        last_day = moved.on
    elif moved.on != last_day:
        text = "届满日是休息日，控制期限不因休假日顺延。"
        steps.append(step("measures.no_holiday", start, text, result=f"{last_day:%Y-%m-%d}"))
        flags.append(
            Flag("term.ends_on_rest_day", f"{last_day:%Y-%m-%d} 是休息日，续行手续应当在此之前的工作日办结。")
        )
    return TermEnd(start, last_day, length, tuple(steps), tuple(flags))


def _length(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{years}年" if not rest else f"{months}个月"
