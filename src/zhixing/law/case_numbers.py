"""Case numbers (案号): read as people write them, written as the rules on case numbers (2016-01-01) want
them.

``（2022）吉2424执272号``: year of filing, court code, type characters, number. Bank remarks, old ledgers and
judgments write it with other brackets, full-width digits, 字第, spaces, or leave parts out. Only a number
with every part is exact; an incomplete one is reported with what it lacks and decides nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from zhixing.law.articles import rule
from zhixing.law.capitals import numeral

CASE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "执": "首次执行", "执恢": "恢复执行", "执保": "财产保全执行", "执异": "执行异议",
        "执复": "执行复议", "执监": "执行监督", "执协": "执行协调", "执请": "执行请示", "执他": "其他执行",
        "司惩": "司法制裁", "司救执": "执行司法救助", "财保": "财产保全", "民初": "民事一审",
        "民终": "民事二审", "民申": "民事申请再审", "民再": "民事再审", "民监": "民事依职权再审审查",
        "民特": "民事特别程序", "民辖": "民事管辖", "民辖终": "民事管辖上诉", "民撤": "第三人撤销之诉",
        "民督": "督促程序", "民催": "公示催告", "民他": "其他民事", "诉前调": "诉前调解",
        "知民初": "知识产权民事一审", "知民终": "知识产权民事二审", "刑初": "刑事一审", "刑终": "刑事二审",
        "刑申": "刑事申诉", "刑再": "刑事再审", "刑更": "刑罚变更", "行初": "行政一审", "行终": "行政二审",
        "行申": "行政申请再审", "行再": "行政再审", "行审": "非诉行政执行审查", "行赔初": "行政赔偿一审",
        "破": "破产", "破申": "破产申请审查", "破终": "破产上诉", "强清": "强制清算",
        "清申": "强制清算申请审查", "法赔": "法院作为赔偿义务机关自赔", "委赔": "司法赔偿",
        "认复": "认可与执行复议", "认他": "其他认可与执行",
    }
)  # fmt: skip
"""Type characters and what they stand for. 执 and its family, 民初 and 民终 are certain; the others are from
memory.
"""

PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军"
FIRST_YEAR, LAST_YEAR = 1979, 2099
NEW_FORM_FROM = 2016
"""From this year on a court is written by its code; before, by its short name and 字第:
（2014）汪执字第123号.
"""
LONGEST_SUFFIX = 999

_OPENING, _CLOSING = "（([〔【［｟⟨<", "）)]〕】］｠⟩>"
_TO_PLAIN = str.maketrans(
    "０１２３４５６７８９" + _OPENING + _CLOSING + "－—–―·．",
    "0123456789" + "(" * len(_OPENING) + ")" * len(_CLOSING) + "----..",
)
_TYPES = "|".join(sorted(CASE_TYPES, key=len, reverse=True))
_HAN = r"[\u4e00-\u9fff]"
_YEAR = r"(?:\(\s*)?(?<![0-9A-Za-z])(?P<year>\d{4})\s*(?:年度?)?\s*\)?"
_SEQUENCE = r"(?P<sequence>\d{1,6})(?![0-9A-Za-z]|\s*[.,]\s*\d|\s*(?:元|万|块|分|亿))"
_LIST = r"(?P<more>(?:\s*(?:、|，|和|及|与|/)\s*(?:第\s*)?\d{1,6}(?!\d)\s*号)+)"
_RANGE = r"(?P<range>\s*号?\s*(?:-|至|到|~|～)\s*\d{1,6}\s*号)"
_SUFFIX = (
    r"(?:\s*-\s*(?P<dash>[1-9]\d?)\s*号(?!\d)|\s*之(?P<inner>[一二三四五六七八九十百零〇]+|\d{1,3})\s*号"
    rf"|{_RANGE}|\s*号?{_LIST}|\s*号\s*(?:之(?P<outer>[一二三四五六七八九十百零〇]+|\d{{1,3}}))?)?"
)
_NEW_FORM = re.compile(
    rf"(?:{_YEAR}\s*)?(?:(?P<court>(?:最高法知?|[{PROVINCES}])\s*(?:\d{{4}}|\d{{2}})?)(?!\d)|(?<!\d)(?P<digits>\d{{2,4}}))?"
    rf"\s*(?P<type>{_TYPES})\s*(?:字\s*)?(?:第\s*)?{_SEQUENCE}{_SUFFIX}"
)
_ANY_TYPE = re.compile(
    rf"{_YEAR}\s*(?P<court>(?:最高法知?|[{PROVINCES}])\s*(?:\d{{4}}|\d{{2}})?)\s*(?P<type>(?!执){_HAN}{{1,3}}?)\s*"
    rf"(?:字\s*)?(?:第\s*)?{_SEQUENCE}{_SUFFIX}"
)
_OLD_FORM = re.compile(
    rf"{_YEAR}\s*(?P<court>{_HAN}{{1,4}}?)(?P<type>(?:执|民|商|刑|行|知|破){_HAN}{{0,3}}?)\s*字\s*(?:第\s*)?"
    rf"{_SEQUENCE}{_SUFFIX}"
)
_DOCUMENT_NAME = re.compile(rf"{_HAN}{{0,6}}(?:书|令|函)")
_EXAMPLE = "应写作（2022）吉2424执272号的样子。"
_NUMERALS = {numeral(value): value for value in range(1, LONGEST_SUFFIX + 1)}


class CaseNumberUnreadable(ValueError):
    """The text is not one complete case number; the message says what is missing."""


class Part(StrEnum):
    """A part a case number cannot do without."""

    YEAR = "年度"
    COURT = "法院代字"
    TYPE = "类型代字"
    SEQUENCE = "案件编号"


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """One case number. `suffix` is "" or 之一, 之二 …, which belongs to a document and not to the case."""

    year: int
    court: str
    type_code: str
    sequence: int
    suffix: str = ""

    @property
    def text(self) -> str:
        """The canonical text: （2022）吉2424执272号, with its suffix; before 2016 （2014）汪执字第123号."""
        link = "字第" if self.year < NEW_FORM_FROM and not self.court[-1].isdigit() else ""
        return f"（{self.year}）{self.court}{self.type_code}{link}{self.sequence}号{self.suffix}"

    @property
    def case(self) -> "CaseNumber":
        """The number of the case itself, without a document's suffix."""
        return replace(self, suffix="")

    def for_document(self, nth: int) -> "CaseNumber":
        """The number of the `nth` document of one kind in the case: the first bears none, the second 之一."""
        return replace(self, suffix=document_suffix(nth))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A case number found in running text, from `start` to `end`; what is None was not written.

    `court_digits` are the digits of a court code whose province is missing (２４２４执400).
    """

    written: str
    start: int
    end: int
    year: int | None
    court: str | None
    type_code: str
    sequence: int | None
    suffix: str = ""
    court_digits: str = ""

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not there."""
        parts = ((Part.YEAR, self.year), (Part.COURT, self.court), (Part.SEQUENCE, self.sequence))
        return tuple(part for part, value in parts if value is None)

    @property
    def number(self) -> CaseNumber | None:
        """The case number, when every part is there."""
        if self.year is None or self.court is None or self.sequence is None:
            return None
        return CaseNumber(self.year, self.court, self.type_code, self.sequence, self.suffix)


@dataclass(frozen=True, slots=True)
class FoundNumbers:
    """What a text holds: complete numbers and incomplete ones, each in order of appearance."""

    complete: tuple[FoundNumber, ...]
    incomplete: tuple[FoundNumber, ...]

    @property
    def exact(self) -> CaseNumber | None:
        """The one case that the text names; None when it names none, several, or one beside an incomplete
        number.
        """
        cases = {found.number.case for found in self.complete if found.number is not None}
        return cases.pop() if len(cases) == 1 and not self.incomplete else None


@rule("case_number.form")
def parse(text: str) -> CaseNumber:
    """The one case number that the whole text is; 《》 and a document's name behind it are allowed.

    Raises CaseNumberUnreadable, saying which part is missing.
    """
    trimmed = text.strip().strip("《》“”\"'").strip()
    if not trimmed:
        raise CaseNumberUnreadable("案号为空，请填写，例如（2022）吉2424执272号。")
    found = find_in(trimmed)
    everything = found.complete + found.incomplete
    if not found.complete:
        everything = tuple(_scan(_ANY_TYPE, trimmed.translate(_TO_PLAIN), trimmed)) or everything
    if not everything:
        raise CaseNumberUnreadable(f"“{text}”{_what_is_missing(trimmed)}，{_EXAMPLE}")
    if len(everything) > 1:
        raise CaseNumberUnreadable(f"“{text}”含有 {len(everything)} 个案号，请只写一个。")
    only = everything[0]
    before, behind = trimmed[: only.start].strip(), trimmed[only.end :].strip()
    if only.number is None:
        lack = _what_is_missing(trimmed) if before else f"缺少{'、'.join(only.missing)}"
        raise CaseNumberUnreadable(f"“{text}”{lack}，{_EXAMPLE}")
    if before or (behind and not _DOCUMENT_NAME.fullmatch(behind)):
        raise CaseNumberUnreadable(f"“{text}”在案号{only.number}之外还有其他文字，请只写案号。")
    return only.number


def find_in(text: str) -> FoundNumbers:
    """Every case number in running text, such as a bank remark. Digits glued to other digits never count."""
    plain = text.translate(_TO_PLAIN)
    old = [found for found in _scan(_OLD_FORM, plain, text) if (found.year or NEW_FORM_FROM) < NEW_FORM_FROM]
    masked = plain
    for found in old:
        masked = masked[: found.start] + "\n" * (found.end - found.start) + masked[found.end :]
    every = sorted([*old, *_scan(_NEW_FORM, masked, text)], key=lambda item: (item.start, item.end))
    complete = tuple(found for found in every if not found.missing)
    return FoundNumbers(complete, tuple(found for found in every if found.missing))


@rule("case_number.suffix")
def document_suffix(nth: int) -> str:
    """之一 for the second document of a kind in a case, 之二 for the third; nothing for the first
    (法〔2016〕37号).
    """
    if not 1 <= nth <= LONGEST_SUFFIX + 1:
        raise CaseNumberUnreadable(f"同类文书的序次应为 1 到 {LONGEST_SUFFIX + 1}：{nth}。")
    return "" if nth == 1 else f"之{numeral(nth - 1)}"


def _scan(pattern: re.Pattern[str], plain: str, text: str) -> Iterator[FoundNumber]:
    for match in pattern.finditer(plain):
        yield from _read(match, text)


def _read(match: re.Match[str], text: str) -> Iterator[FoundNumber]:
    """One match may name several cases: 执272、273号. A range (执272-280号) names none of them exactly."""
    parts = match.groupdict()
    written = parts["year"]
    year = int(written) if written and FIRST_YEAR <= int(written) <= LAST_YEAR else None
    court = re.sub(r"\s", "", parts["court"]) if parts["court"] else None
    digits = parts.get("digits") or ""
    if written and year is None and court is None and not digits:
        digits = written
    sequence = int(parts["sequence"]) or None
    if parts["range"]:
        sequence = None
    first = FoundNumber(
        text[match.start() : match.end()].strip(),
        match.start(),
        match.end(),
        year,
        court,
        parts["type"],
        sequence,
        _suffix(parts["dash"] or parts["inner"] or parts["outer"]),
        digits,
    )
    yield first
    for more in re.findall(r"\d+", parts["more"] or ""):
        yield replace(first, sequence=int(more) or None)


def _suffix(written: str | None) -> str:
    if not written:
        return ""
    value = int(written) if written.isdecimal() else _NUMERALS.get(written.replace("〇", "零"), 0)
    return f"之{numeral(value)}" if value else f"之{written}"


def _what_is_missing(text: str) -> str:
    plain = text.translate(_TO_PLAIN)
    parts = (
        (Part.YEAR, r"(?<!\d)(?:19|20)\d\d(?!\d)"),
        (Part.COURT, rf"[{PROVINCES}]\s*(?:\d{{4}}|\d{{2}})(?!\d)|最高法"),
        (Part.TYPE, _TYPES),
        (Part.SEQUENCE, r"\d+\s*号|第\s*\d+"),
    )
    missing = [part.value for part, pattern in parts if not re.search(pattern, plain)]
    return f"缺少{'、'.join(missing)}" if missing else "不是完整的案号"
