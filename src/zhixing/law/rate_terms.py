"""The rate of interest as a judgment writes it, read into a value.

Reads fixed rates per year, month or day (年利率6%, 月息2分, 日万分之五), the LPR and the benchmark loan rates with
tenor, multiples, mark-ups and basis points (一年期LPR四倍, 基准利率上浮50%, LPR加50个基点), frozen on a day or
floating with each publication. What is not understood whole is refused: half a rate is worse than none.

A yearly rate is spread over 365 days unless the title says 360 (or the caller does): 365 is exact for the debtor, 360
a convention among banks that the title has to adopt. A monthly rate is twelve times itself a year.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from zhixing.law.rates import BENCHMARK_TENORS, LPR_TENORS, Tenor

YEAR_BASES = (360, 365)


class RateKind(StrEnum):
    """Where the rate comes from."""

    NONE = "none"
    FIXED = "fixed"
    LPR = "lpr"
    BENCHMARK = "benchmark"


class Per(StrEnum):
    """The period a fixed rate is written for."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class UnreadableRate(ValueError):
    """The wording is not a rate this reader knows, or leaves open what it means."""


_PER_WORD = {Per.YEAR: "年利率", Per.MONTH: "月利率", Per.DAY: "日利率"}
_TENORS = {RateKind.LPR: LPR_TENORS, RateKind.BENCHMARK: BENCHMARK_TENORS}
_TABLE = {RateKind.LPR: "贷款市场报价利率", RateKind.BENCHMARK: "贷款基准利率"}
_USUAL = {RateKind.LPR: Tenor.LPR_1Y, RateKind.BENCHMARK: Tenor.TO_1Y}


@dataclass(frozen=True, slots=True)
class RateTerm:
    """A rate read from a title.

    FIXED: `percent` per `per`. LPR and BENCHMARK: published rate × `multiple` + `points` basis points (0.01 %) a year;
    `tenor` None when the title names none. It floats with each publication unless frozen on `fixed_on`, or at the
    event `fixed_at` (合同成立时) whose day is still to be filled in. `year_days` is 360 or 365. `written` keeps the
    wording read.
    """

    kind: RateKind
    percent: Decimal = Decimal(0)
    per: Per = Per.YEAR
    multiple: Decimal = Decimal(1)
    points: Decimal = Decimal(0)
    tenor: Tenor | None = None
    year_days: int = 365
    fixed_on: date | None = None
    fixed_at: str = ""
    written: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.year_days not in YEAR_BASES:
            raise UnreadableRate("一年按 360 日或者 365 日计算，请二者择一。")
        if self.percent < 0 or self.multiple < 0:
            raise UnreadableRate("利率不能为负数。")
        if self.tenor is not None and self.tenor not in _TENORS.get(self.kind, ()):
            raise UnreadableRate(f"{_TABLE.get(self.kind, '固定利率')}没有“{self.tenor.label}”这一档。")

    @property
    def published(self) -> bool:
        """Whether the rate rests on a published table."""
        return self.kind in _TABLE

    @property
    def tenor_used(self) -> Tenor:
        """The tenor of a published rate: the title's, else one year."""
        return self.tenor or _USUAL[self.kind]

    @property
    def canonical(self) -> str:
        """The rate in this house's words; reading it again gives an equal term."""
        basis = "（按360日计）" if self.year_days != 365 else ""
        if self.kind is RateKind.NONE:
            return "不计利息"
        if self.kind is RateKind.FIXED:
            return f"{_PER_WORD[self.per]}{_plain(self.percent)}%{basis}"
        day = self.fixed_on
        frozen = f"{day.year}年{day.month}月{day.day}日" if day else self.fixed_at
        tenor = self.tenor.label if self.tenor else ""
        times = f"的{_plain(self.multiple)}倍" if self.multiple != 1 else ""
        sign = "加" if self.points > 0 else "减"
        points = f"{sign}{_plain(abs(self.points))}个基点" if self.points else ""
        return f"{frozen}{tenor}{_TABLE[self.kind]}{times}{points}{basis}"

    def frozen_on(self, day: date) -> "RateTerm":
        """The same rate, frozen on the day its event happened."""
        return replace(self, fixed_on=day, fixed_at="")

    def yearly(self, published: Decimal) -> Fraction:
        """The rate for a year of `year_days` days as a fraction (6 % → 3/50), given the published percentage."""
        if self.published:
            percent = Fraction(published) * Fraction(self.multiple) + Fraction(self.points) / 100
            return max(percent, Fraction(0)) / 100
        times = {Per.YEAR: 1, Per.MONTH: 12, Per.DAY: self.year_days}[self.per]
        return Fraction(self.percent) * times / 100

    def arithmetic(self, published: Decimal) -> str:
        """How a day's rate comes about: 6% ÷ 365, 3.45% × 4 ÷ 365, 0.05%."""
        if not self.published:
            text = f"{_plain(self.percent)}%"
            return {Per.YEAR: f"{text} ÷ {self.year_days}", Per.MONTH: f"{text} × 12 ÷ {self.year_days}"}.get(
                self.per, text
            )
        text = f"{_plain(published)}%"
        if self.multiple != 1:
            text = f"{text} × {_plain(self.multiple)}"
        if self.points:
            sign = "+" if self.points > 0 else "−"
            text = f"({text} {sign} {_plain(abs(self.points) / 100)}%)"
        return f"{text} ÷ {self.year_days}"


NO_INTEREST = RateTerm(RateKind.NONE)


def parse_rate(text: str | None, *, year_days: int = 365) -> RateTerm:
    """The rate that the words of a title mean; nothing, 无 and 不计 mean no interest.

    `year_days` (360 or 365) applies when the words do not say. Raises UnreadableRate.
    """
    written = (text or "").strip()
    words = _normalised(written)
    words, said = _take_year_basis(words)
    if not said and _NOTHING.fullmatch(words):
        return replace(NO_INTEREST, written=written)
    both = _SUCCESSION.fullmatch(words)
    if both:
        earlier, later = _published(both["before"], written), _published(both["after"], written)
        if (earlier.multiple, earlier.points) != (later.multiple, later.points):
            raise UnreadableRate(f"“{written}”前后两段的倍数不同，请分成两笔债权录入。")
        term = later
    elif "L" in words or "B" in words:
        term = _published(words, written)
    else:
        term = _fixed(words, written)
    return replace(term, year_days=said or year_days, written=written)


_NUMBER = r"(?:\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百]+(?:点[零〇一二三四五六七八九]+)?)"
_NOTHING = re.compile(r"(?:无|无利息|没有|未约定|不计|不计息|不计利息|不计付利息|免息|-|—|/|)")
_NAMES = (
    (re.compile(r"(?:贷款)?市场报价利率(?:\(LPR\))?|LPR(?:\(贷款市场报价利率\))?(?:利率)?"), "L"),
    (re.compile(r"(?:人民币)?(?:贷款)?基准(?:贷款)?利率|(?<=同期)(?:银行)?贷款利率|(?<=同类)贷款利率"), "B"),
)
_INSTITUTIONS = re.compile(
    r"(?:由)?(?:中国人民银行|人民银行|央行)?(?:授权)?(?:全国)?(?:银行间)?同业拆借中心|中国人民银行|人民银行|央行"
)
_UNTIL_PAID = re.compile(
    r"[,;]?(?:计算|计付|支付|计)?至(?:全部|款项|本金|本息|债务|借款|货款|欠款)*(?:实际)?"
    r"(?:给付|清偿|付清|履行|还清|偿还|支付|还款|付款)(?:完毕)?之?日为?止?$"
)
"""Until payment: what interest does anyway."""
_FILLER = re.compile(
    r"(?:按照|依照|参照|比照|按|以)|(?:所)?(?:公布|发布|规定|授权|执行)|同期|同类|同档次|同档|银行|人民币"
    r"|(?:计算|计付|计收|计息|支付)(?:利息)?|标准|再|利息(?=L|B)|的|为|之(?=L|B)|[,。;:、“”\"'\[\]()]"
)
_BASIS = re.compile(
    r"[(,;]?(?:按照?|以)?(?:(?:一|1|每)?年)?(?:按照?|以|=|为)?(?P<days>360|365|三百六十五|三百六十)[天日](?:/年)?"
    r"(?:计算|计息|计)?[)]?|/(?P<slash>360|365)$"
)
_TENOR_WORDS = (
    (re.compile(r"(?:五|5)年期?(?:及)?以上(?:期)?|(?:五|5)年期(?=L)"), Tenor.LPR_5Y, Tenor.OVER_5Y),
    (re.compile(r"(?:六|6)个月(?:至|到|-)(?:一|1)年(?:期)?(?:\(含\))?"), None, Tenor.TO_1Y),
    (re.compile(r"(?:六|6)个月(?:期)?(?:\(含\))?(?:以内|以下)?(?:\(含\))?|半年期"), None, Tenor.UP_TO_6M),
    (re.compile(r"(?:一|1)年?(?:至|到|-)(?:三|3)年(?:期)?(?:\(含\))?"), None, Tenor.TO_3Y),
    (re.compile(r"(?:三|3)年?(?:至|到|-)(?:五|5)年(?:期)?(?:\(含\))?"), None, Tenor.TO_5Y),
    (re.compile(r"(?<!\d)(?:一|1)年期?(?:以内)?"), Tenor.LPR_1Y, Tenor.TO_1Y),
)
_DATED = re.compile(
    r"(?P<y>\d{4})[年.\-/](?P<m>\d{1,2})[月.\-/](?P<d>\d{1,2})日?(?:时|当日|当天)?(?![\d日起至止前后])"
)
_EVENT = re.compile(
    r"(?:在)?(?P<event>(?:借款|借贷)?合同(?:成立|订立|签订)|(?:一审)?起诉|(?:一审)?立案|(?:一审)?判决(?:作出)?|借款发生|违约|逾期)"
    r"(?:之)?(?:时|日|当日|当时)(?!起)"
)
_SUCCESSION = re.compile(
    r"(?:自?.{0,12}起)?至?2019年8月(?:19|20)日(?:止|之前|以前|前)?(?P<before>[^;,]*B[^;,LB]*)[;,]+"
    r"(?:此后|之后|(?:自|从)?2019年8月20日(?:起|之后|以后|后)?)(?:至[^LB;,]*?(?:之日|日)止?)?(?P<after>[^;,LB]*L[^;,LB]*)"
)
_PLUS, _MINUS = "上浮|上调|加收|加罚|加|\\+", "下浮|下调|减|-"
_MODIFIER = re.compile(
    rf"(?:(?:[×*]|乘以)(?P<by>{_NUMBER})(?![\d%])倍?|(?P<times>{_NUMBER})倍)"
    rf"|(?:(?P<up>{_PLUS})|(?P<down>{_MINUS}))(?P<points>{_NUMBER})(?:个)?(?P<unit>基点|BP|百分点)"
    rf"|(?:(?P<float_up>上浮|上调|加收|加罚|加计)|(?P<float_down>下浮|下调))(?:百分之(?P<part_cn>{_NUMBER})|(?P<part>{_NUMBER})%)"
    rf"|(?:[×*]|乘以)?(?:百分之(?P<whole_cn>{_NUMBER})|(?P<whole>{_NUMBER})%)"
)
_TIMES_FIRST = re.compile(rf"^(?P<times>{_NUMBER})倍(?P<name>[LB])")
_QUANTITY = (
    rf"(?:(?P<number>{_NUMBER})(?P<sign>[%‰‱])|(?P<of>百分|千分|万分)之(?P<share>{_NUMBER})"
    rf"|(?P<fen>{_NUMBER})分(?:(?P<fen_li>{_NUMBER})厘?)?|(?P<li>{_NUMBER})厘(?:(?P<hao>{_NUMBER})毫?)?)"
)
_FIXED = (
    re.compile(rf"每?(?P<per>年|月|日|天)(?:化)?(?:利率|利息|息|利)?{_QUANTITY}(?:利率|利息|利)?"),
    re.compile(rf"{_QUANTITY}(?:/|每)?(?P<per>年|月|日|天)(?:化)?(?:利率|利息|息|利)?"),
)
_DIGITS = {letter: digit for digit, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PER = {"年": Per.YEAR, "月": Per.MONTH, "日": Per.DAY, "天": Per.DAY}
_LI = {Per.YEAR: Decimal(1), Per.MONTH: Decimal("0.1"), Per.DAY: Decimal("0.01")}
"""One 厘 in percent: a hundredth by the year, a thousandth by the month, a ten-thousandth by the day; ten make a 分."""
_SHARE = {"%": 1, "百分": 1, "‰": 10, "千分": 10, "‱": 100, "万分": 100}


def _normalised(text: str) -> str:
    """Half-width, without spaces, capitals, the long names of the two published rates as L and B."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper().replace("X", "×")
    words = _UNTIL_PAID.sub("", words)
    for name, token in _NAMES:
        words = name.sub(token, words)
    return words


def _take_year_basis(words: str) -> tuple[str, int]:
    """The words without the year's days, and these days (0 when not said)."""
    found = _BASIS.search(words)
    if found is None:
        return words, 0
    days = found["days"] or found["slash"]
    count = int(days) if days.isdigit() else int(_value(days))
    return words[: found.start()] + words[found.end() :], count


def _published(words: str, written: str) -> RateTerm:
    """A rate on the LPR or the benchmark."""
    kind = RateKind.LPR if "L" in words else RateKind.BENCHMARK
    words, fixed_on, fixed_at = _take_freezing(words, written)
    words = _INSTITUTIONS.sub("", words)
    tenor: Tenor | None = None
    for pattern, of_lpr, of_benchmark in _TENOR_WORDS:
        found = pattern.search(words)
        if found:
            tenor = of_lpr if kind is RateKind.LPR else of_benchmark
            if tenor is None:
                raise UnreadableRate(f"“{written}”：贷款市场报价利率只有一年期和五年期以上两档。")
            words = words[: found.start()] + words[found.end() :]
            break
    words = _TIMES_FIRST.sub(r"\g<name>\g<times>倍", _FILLER.sub("", words))
    if words[:1] not in ("L", "B"):
        raise _unreadable(written)
    multiple, points = _modified(words[1:], written)
    return RateTerm(kind, multiple=multiple, points=points, tenor=tenor, fixed_on=fixed_on, fixed_at=fixed_at)


def _take_freezing(words: str, written: str) -> tuple[str, date | None, str]:
    """The words without the day or event on which the rate is frozen."""
    found = _DATED.search(words)
    if found:
        try:
            day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            raise UnreadableRate(f"“{written}”中的日期不存在，请核对。") from None
        return words[: found.start()] + words[found.end() :], day, ""
    found = _EVENT.search(words)
    if found:
        return words[: found.start()] + words[found.end() :], None, f"{found['event']}时"
    return words, None, ""


def _modified(words: str, written: str) -> tuple[Decimal, Decimal]:
    """Multiple and basis points after all modifiers, applied in the order written."""
    multiple, points, place = Decimal(1), Decimal(0), 0
    while place < len(words):
        found = _MODIFIER.match(words, place)
        if found is None:
            raise _unreadable(written)
        place = found.end()
        if found["points"]:
            size = _value(found["points"]) * (100 if found["unit"] == "百分点" else 1)
            points += size if found["up"] else -size
            continue
        part, whole = found["part"] or found["part_cn"], found["whole"] or found["whole_cn"]
        if part:
            factor = 1 + (_value(part) if found["float_up"] else -_value(part)) / 100
        elif whole:
            factor = _value(whole) / 100
        else:
            factor = _value(found["times"] or found["by"])
        multiple, points = multiple * factor, points * factor
    return multiple, points


def _fixed(words: str, written: str) -> RateTerm:
    """A rate of its own, per year, month or day."""
    words = _FILLER.sub("", words)
    for pattern in _FIXED:
        found = pattern.fullmatch(words)
        if found:
            per = _PER[found["per"]]
            return RateTerm(RateKind.FIXED, percent=_quantity(found, per), per=per)
    if re.fullmatch(_QUANTITY, words):
        raise UnreadableRate(f"“{written}”没有写明是年利率、月利率还是日利率，请补充。")
    raise _unreadable(written)


def _quantity(found: re.Match[str], per: Per) -> Decimal:
    """The percentage a quantity means for its period."""
    if found["number"]:
        return _value(found["number"]) / _SHARE[found["sign"]]
    if found["share"]:
        return _value(found["share"]) / _SHARE[found["of"]]
    if found["fen"]:
        return _LI[per] * (_value(found["fen"]) * 10 + _value(found["fen_li"] or "0"))
    return _LI[per] * (_value(found["li"]) + _value(found["hao"] or "0") / 10)


def _value(text: str) -> Decimal:
    """A number in Arabic or Chinese digits, up to a few hundred."""
    if text[0].isdigit():
        return Decimal(text)
    whole, _, part = text.partition("点")
    total, digit = 0, 0
    for letter in whole:
        if letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[letter]
    return Decimal(f"{total + digit}.{''.join(str(_DIGITS[letter]) for letter in part) or 0}")


def _plain(number: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _unreadable(written: str) -> UnreadableRate:
    return UnreadableRate(
        f"读不懂利率“{written}”，请写成 年利率6%、月利率1%、日万分之五、LPR四倍、贷款市场报价利率的1.3倍 这样的形式。"
    )
