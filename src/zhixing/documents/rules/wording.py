"""How documents write dates, amounts, days and lists of names."""

from collections.abc import Sequence
from datetime import date

from zhixing.law.capitals import capitals_of_fen, numeral


def day(on: date) -> str:
    """A date in running text: 2022年3月1日."""
    return f"{on.year}年{on.month}月{on.day}日"


def yuan(fen: int) -> str:
    """An amount in yuan with separators and two decimals: 1,234,567.89; `fen` is not negative."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d}"


def yuan_and_capitals(fen: int) -> str:
    """An amount as an order writes it: 15,791.00元（大写：壹万伍仟柒佰玖拾壹元整）."""
    return f"{yuan(fen)}元（大写：{capitals_of_fen(fen)}）"


def within(days: int) -> str:
    """The period from receipt: 自收到本通知书之日起三日内, or 立即 for none."""
    return "立即" if days == 0 else f"自收到本通知书之日起{numeral(days)}日内"


def names(parties: Sequence[str]) -> str:
    """Several parties in one: 甲、乙、丙."""
    return "、".join(parties)


def cited(articles: Sequence[tuple[str, str]]) -> str:
    """Laws with their articles, each law once: 《甲》第一条、第三条、《乙》第二条. Given as pairs of title and number."""
    by_law: dict[str, list[str]] = {}
    for law, number in articles:
        by_law.setdefault(law, []).append(number)
    return "、".join(f"{law}{'、'.join(dict.fromkeys(numbers))}" for law, numbers in by_law.items())


def together(articles: Sequence[str]) -> str:
    """Articles in one sentence, each once: 《甲》第一条、《乙》第二条."""
    return "、".join(dict.fromkeys(articles))
