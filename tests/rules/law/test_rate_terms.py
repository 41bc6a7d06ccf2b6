"""Rates as judgments write them, read whole or refused."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.rate_terms import NO_INTEREST, Per, RateKind, RateTerm, UnreadableRate, parse_rate
from zhixing.law.rates import BENCHMARK_TENORS, LPR_TENORS, Tenor

READ = {
    "年利率6%": "年利率6%",
    "年利率15.4%": "年利率15.4%",
    "年利率 ６ ％": "年利率6%",
    "按照年利率6%计付利息": "年利率6%",
    "年利率为6%": "年利率6%",
    "年化利率24%": "年利率24%",
    "年利率百分之六": "年利率6%",
    "年息6厘": "年利率6%",
    "年息一分二厘": "年利率12%",
    "6%/年": "年利率6%",
    "按年利率6%计算至实际清偿之日止": "年利率6%",
    "月利2分利": "月利率2%",
    "月息1.5分": "月利率1.5%",
    "LPR的1.5倍，至借款付清之日": "贷款市场报价利率的1.5倍",
    "四倍的一年期LPR": "一年期贷款市场报价利率的4倍",
    "月利率1%": "月利率1%",
    "月利率10‰": "月利率1%",
    "月息2分": "月利率2%",
    "月息一分五": "月利率1.5%",
    "月息八厘五毫": "月利率0.85%",
    "日万分之五": "日利率0.05%",
    "每日万分之五": "日利率0.05%",
    "万分之五每日": "日利率0.05%",
    "日万分之一点七五": "日利率0.0175%",
    "日利率0.05%": "日利率0.05%",
    "日千分之一": "日利率0.1%",
    "日5‱": "日利率0.05%",
    "LPR": "贷款市场报价利率",
    "lpr": "贷款市场报价利率",
    "LPR四倍": "贷款市场报价利率的4倍",
    "4倍LPR": "贷款市场报价利率的4倍",
    "LPR的1.5倍": "贷款市场报价利率的1.5倍",
    "１．５倍ＬＰＲ": "贷款市场报价利率的1.5倍",
    "LPR*1.3": "贷款市场报价利率的1.3倍",
    "LPR×130%": "贷款市场报价利率的1.3倍",
    "LPR的百分之一百三十": "贷款市场报价利率的1.3倍",
    "一年期LPR": "一年期贷款市场报价利率",
    "五年期以上LPR": "五年期以上贷款市场报价利率",
    "全国银行间同业拆借中心公布的贷款市场报价利率的1.3倍": "贷款市场报价利率的1.3倍",
    "按照全国银行间同业拆借中心公布的一年期贷款市场报价利率（LPR）的130%": "一年期贷款市场报价利率的1.3倍",
    "中国人民银行授权全国银行间同业拆借中心公布的同期贷款市场报价利率": "贷款市场报价利率",
    "以同期一年期LPR为标准，加计50%": "一年期贷款市场报价利率的1.5倍",
    "LPR上浮30%": "贷款市场报价利率的1.3倍",
    "LPR下浮10%": "贷款市场报价利率的0.9倍",
    "LPR加50个基点": "贷款市场报价利率加50个基点",
    "LPR-20BP": "贷款市场报价利率减20个基点",
    "LPR加0.5个百分点": "贷款市场报价利率加50个基点",
    "LPR加50个基点的二倍": "贷款市场报价利率的2倍加100个基点",
    "同期同类贷款基准利率": "贷款基准利率",
    "中国人民银行同期贷款基准利率上浮50%": "贷款基准利率的1.5倍",
    "中国人民银行公布的同期同类人民币贷款基准利率上浮百分之三十": "贷款基准利率的1.3倍",
    "基准利率的四倍": "贷款基准利率的4倍",
    "基准利率的1.5倍": "贷款基准利率的1.5倍",
    "基准利率上浮30%再上浮50%": "贷款基准利率的1.95倍",
    "银行同期贷款利率": "贷款基准利率",
    "一年期贷款基准利率": "六个月至一年贷款基准利率",
    "六个月以内贷款基准利率": "六个月以内贷款基准利率",
    "一至三年期贷款基准利率": "一年至三年贷款基准利率",
    "三至五年贷款基准利率": "三年至五年贷款基准利率",
    "五年以上贷款基准利率的1.5倍": "五年以上贷款基准利率的1.5倍",
    "合同成立时一年期LPR四倍": "合同成立时一年期贷款市场报价利率的4倍",
    "起诉时一年期贷款市场报价利率的四倍": "起诉时一年期贷款市场报价利率的4倍",
    "2020年8月20日的一年期贷款市场报价利率四倍": "2020年8月20日一年期贷款市场报价利率的4倍",
    "年利率6%（按360天计算）": "年利率6%（按360日计）",
    "年利率6%，一年按三百六十天计算": "年利率6%（按360日计）",
    "年利率6%/360": "年利率6%（按360日计）",
    "年利率6%（按365天计）": "年利率6%",
    "无": "不计利息",
    "不计": "不计利息",
    "": "不计利息",
}


@pytest.mark.parametrize(("written", "canonical"), READ.items())
def test_a_rate_is_read(written: str, canonical: str) -> None:
    term = parse_rate(written)
    assert term.canonical == canonical
    assert term.written == written
    assert parse_rate(canonical) == term


def test_no_words_mean_no_interest() -> None:
    assert parse_rate(None) == NO_INTEREST


def test_benchmark_then_lpr_is_one_rate() -> None:
    written = (
        "至2019年8月19日止按照中国人民银行同期同类贷款基准利率计算，"
        "自2019年8月20日起按照全国银行间同业拆借中心公布的贷款市场报价利率计算"
    )
    assert parse_rate(written).canonical == "贷款市场报价利率"
    with pytest.raises(UnreadableRate, match="前后两段的倍数不同"):
        parse_rate("至2019年8月19日按贷款基准利率的1.5倍，自2019年8月20日起按LPR")


@pytest.mark.parametrize(
    "written",
    [
        "随便", "LPR+30%", "不超过LPR四倍", "年利率3.85%（LPR）", "以10000元为基数，按年利率6%", "LPR四倍左右",
        "自2020年8月20日起按LPR", "三个月LPR", "年利率",
        "年利率6%至2020年12月31日止",
    ],
)  # fmt: skip
def test_what_is_not_understood_whole_is_refused(written: str) -> None:
    with pytest.raises(UnreadableRate, match=r"读不懂利率“.*请写成 年利率6%"):
        parse_rate(written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("6%", "没有写明是年利率、月利率还是日利率"),
        ("万分之五", "没有写明是年利率、月利率还是日利率"),
        ("半年期LPR", "只有一年期和五年期以上两档"),
        ("2020年2月30日LPR", "日期不存在"),
    ],
)
def test_what_is_left_open_is_refused_with_its_reason(written: str, message: str) -> None:
    with pytest.raises(UnreadableRate, match=message):
        parse_rate(written)


def test_impossible_terms_are_refused() -> None:
    with pytest.raises(UnreadableRate, match="360 日或者 365 日"):
        parse_rate("年利率6%", year_days=364)
    with pytest.raises(UnreadableRate, match="不能为负数"):
        RateTerm(RateKind.FIXED, percent=Decimal(-1))
    with pytest.raises(UnreadableRate, match="固定利率没有“一年期”这一档"):
        RateTerm(RateKind.FIXED, tenor=Tenor.LPR_1Y)
    with pytest.raises(UnreadableRate, match="贷款基准利率没有“一年期”这一档"):
        RateTerm(RateKind.BENCHMARK, tenor=Tenor.LPR_1Y)


def test_the_callers_year_applies_when_the_words_are_silent() -> None:
    assert parse_rate("年利率6%", year_days=360).year_days == 360
    assert parse_rate("年利率6%（按365天计）", year_days=360).year_days == 365


@pytest.mark.parametrize(
    ("written", "yearly", "arithmetic"),
    [
        ("年利率6%", Fraction(6, 100), "6% ÷ 365"),
        ("月利率1%", Fraction(12, 100), "1% × 12 ÷ 365"),
        ("日万分之五", Fraction(365 * 5, 10_000), "0.05%"),
        ("LPR四倍", Fraction(138, 1000), "3.45% × 4 ÷ 365"),
        ("LPR的1.3倍加50个基点（按360天）", Fraction(4985, 100_000), "(3.45% × 1.3 + 0.5%) ÷ 360"),
        ("LPR减20个基点", Fraction(325, 10_000), "(3.45% − 0.2%) ÷ 365"),
        ("LPR减500个基点", Fraction(0), "(3.45% − 5%) ÷ 365"),
    ],
)
def test_the_yearly_rate_and_its_arithmetic(written: str, yearly: Fraction, arithmetic: str) -> None:
    term = parse_rate(written)
    assert term.yearly(Decimal("3.45")) == yearly
    assert term.arithmetic(Decimal("3.45")) == arithmetic


def test_an_event_becomes_a_day() -> None:
    term = parse_rate("合同成立时LPR四倍")
    assert (term.fixed_at, term.fixed_on) == ("合同成立时", None)
    assert term.frozen_on(date(2020, 9, 1)) == parse_rate("2020-09-01 LPR四倍")
    assert term.tenor is None
    assert term.tenor_used is Tenor.LPR_1Y


_TWO = st.decimals(min_value=Decimal("0.01"), max_value=500, places=2)
_FIXED = st.builds(
    RateTerm,
    st.just(RateKind.FIXED),
    percent=_TWO,
    per=st.sampled_from(Per),
    year_days=st.sampled_from([360, 365]),
)


@st.composite
def _published(draw: st.DrawFn) -> RateTerm:
    kind = draw(st.sampled_from([RateKind.LPR, RateKind.BENCHMARK]))
    tenors = LPR_TENORS if kind is RateKind.LPR else BENCHMARK_TENORS
    frozen = draw(st.none() | st.dates(date(2019, 8, 20), date(2026, 9, 20)))
    return RateTerm(
        kind,
        multiple=draw(_TWO),
        points=Decimal(draw(st.integers(-300, 300))),
        tenor=draw(st.none() | st.sampled_from(tenors)),
        year_days=draw(st.sampled_from([360, 365])),
        fixed_on=frozen,
        fixed_at="" if frozen else draw(st.sampled_from(["", "合同成立时", "起诉时"])),
    )


@given(_FIXED | _published())
def test_the_canonical_words_read_back(term: RateTerm) -> None:
    assert parse_rate(term.canonical) == term
