"""How documents write dates, amounts, days and lists of names."""

from collections.abc import Sequence
from datetime import date

from zhixing.documents.rules.slots import Sort, marked_text, name_of
from zhixing.law import capitals


def day(on: date) -> str:
    """A date in running text: 2022年3月1日."""
    return marked_text(Sort.DAY, name_of(on, "日期"), f"{on.year}年{on.month}月{on.day}日")


def yuan(fen: int) -> str:
    """An amount in yuan with separators and two decimals: 1,234,567.89; `fen` is not negative."""
    whole, rest = divmod(int(fen), 100)
    return marked_text(Sort.MONEY, name_of(fen, "金额"), f"{whole:,}.{rest:02d}")


def yuan_and_capitals(fen: int) -> str:
    """An amount as an order writes it: 15,791.00元（大写：壹万伍仟柒佰玖拾壹元整）."""
    written = f"{yuan(int(fen))}元（大写：{capitals.capitals_of_fen(int(fen))}）"
    return marked_text(Sort.MONEY, name_of(fen, "金额"), written)


def numeral(number: int) -> str:
    """A number in Chinese numerals: 十五."""
    return marked_text(Sort.COUNT, name_of(number, "数目"), capitals.numeral(int(number)))


def counted(number: int, name: str) -> str:
    """A number in figures that the document counts itself: 40."""
    return marked_text(Sort.COUNT, name, str(int(number)))


def date_in_chinese(on: date) -> str:
    """The date at the foot: 二〇二二年十二月一日."""
    return marked_text(
        Sort.DAY, name_of(on, "日期"), capitals.date_in_chinese(date(on.year, on.month, on.day))
    )


def within(days: int) -> str:
    """The period from receipt: 自收到本通知书之日起三日内, or 立即 for none."""
    return phrase("期限", "立即" if days == 0 else f"自收到本通知书之日起{numeral(days)}日内")


def phrase(name: str, text: str) -> str:
    """A set phrase that stands in a sentence as one part."""
    return marked_text(Sort.PHRASE, name, text)


def names(parties: Sequence[str]) -> str:
    """Several parties in one: 甲、乙、丙."""
    return marked_text(Sort.NAME, "当事人", "、".join(parties))


def cited(articles: Sequence[tuple[str, str]]) -> str:
    """Laws with their articles, each law once: 《甲》第一条、第三条、《乙》第二条. Given as pairs of title and number."""
    by_law: dict[str, list[str]] = {}
    for law, number in articles:
        by_law.setdefault(law, []).append(number)
    whole = "、".join(f"{law}{'、'.join(dict.fromkeys(numbers))}" for law, numbers in by_law.items())
    return marked_text(Sort.ARTICLES, "法律依据", whole)


def together(articles: Sequence[str]) -> str:
    """Articles in one sentence, each once: 《甲》第一条、《乙》第二条."""
    return marked_text(Sort.ARTICLES, "法律依据", "、".join(dict.fromkeys(articles)))
