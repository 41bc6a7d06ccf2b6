"""A document said in Korean, sentence by sentence, from translations that are held; what is not held is said not to be.

Nothing is invented: a sentence whose Korean nobody wrote stands as untranslated, free text that a person wrote stays as it
is, and names, numbers, dates and amounts are carried over. The Chinese governs, and the document says so.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from zhixing.documents.rules.slots import Part, Sort, filled, passage_of, slot_names

SHIPPED = "shipped"
"""The source of what comes with the house: a machine's draft, as its files say, until a translator confirms it."""
UNTRANSLATED = "〔조선어 번역 없음. 중국어 원문을 보십시오.〕"
NO_TEXT = "“{text}”〔중국어 원문〕"
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CHINESE_DATE = re.compile(
    r"([〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_CLOCK = re.compile(r"(上午|下午)?(\d{1,2})时(?:(\d{1,2})分)?")
_MONEY = re.compile(r"([\d,]+\.\d\d)元(?:（大写：[^）]*）)?")
_LAW = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》")
_ARTICLE = re.compile(r"第([一二三四五六七八九十百零]+)(条|款|项)(之[一二三四五六七八九十]+)?")
_BETWEEN = re.compile(r"(?<=[条款项])、|、(?=《)")
_PARTS = {"条": "조", "款": "항", "项": "호"}
_DIGITS = {sign: n for n, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Held:
    """A translation that is held: its text, where it comes from (`SHIPPED` or a version), whether a translator confirmed it."""

    text: str
    source: str = SHIPPED
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """What is held: sentences by their pattern, names of laws, courts and things by the Chinese."""

    passages: Mapping[str, Held]
    terms: Mapping[str, Held]


@dataclass(slots=True)
class Telling:
    """What translating a document used and missed, gathered as it goes."""

    used: dict[str, Held] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)

    @property
    def is_confirmed(self) -> bool:
        """Whether a translator confirmed all that was used, and nothing was missing."""
        return not self.missing and all(held.is_confirmed for held in self.used.values())


@lru_cache(maxsize=1)
def shipped() -> Glossary:
    """The translations that come with the house."""
    passages: dict[str, Held] = {}
    terms: dict[str, Held] = {}
    folder = resources.files("zhixing.documents") / "korean"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            data = tomllib.loads(file.read_text(encoding="utf-8"))
            confirmed = data["state"] == "confirmed"
            passages |= {one["zh"]: Held(one["ko"], SHIPPED, confirmed) for one in data.get("passage", ())}
            terms |= {one["zh"]: Held(one["ko"], SHIPPED, confirmed) for one in data.get("term", ())}
    return Glossary(passages, terms)


def number_of(text: str) -> int:
    """A Chinese numeral below ten thousand as a number: 二百六十四 is 264."""
    total = current = 0
    for sign in text:
        if sign in "十百千":
            total += (current or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            current = 0
        else:
            current = _DIGITS[sign]
    return total + current


def day_in_korean(text: str) -> str:
    """2022年3月1日, or the same in Chinese numerals, as 2022년 3월 1일."""

    def written(found: re.Match[str]) -> str:
        year = "".join(str(_DIGITS[sign]) for sign in found[1])
        return f"{year}년 {number_of(found[2])}월 {number_of(found[3])}일"

    text = _CHINESE_DATE.sub(written, _DATE.sub(r"\1년 \2월 \3일", text))
    return _CLOCK.sub(_clock, text)


def _clock(found: re.Match[str]) -> str:
    half = {"上午": " 오전", "下午": " 오후"}.get(found[1] or "", "")
    minutes = f" {found[3]}분" if found[3] else ""
    return f"{half} {found[2]}시{minutes}"


def in_korean(glossary: Glossary, text: str, telling: Telling) -> str | None:
    """A marked text in Korean; None when nobody translated its sentence, which the telling then lists."""
    passage = passage_of(text)
    if not passage.is_fixed:
        apart = passage.pattern.replace("}{", "} {")
        return filled(apart, lambda name: _part(glossary, passage.slots[name], telling))
    held = glossary.passages.get(passage.pattern) or glossary.terms.get(passage.pattern)
    if held is None or not set(slot_names(held.text)) <= passage.slots.keys():
        telling.missing.setdefault(passage.pattern)
        return None
    telling.used[passage.pattern] = held
    return filled(held.text, lambda name: _part(glossary, passage.slots[name], telling))


def _part(glossary: Glossary, part: Part, telling: Telling) -> str:
    text = part.text
    match part.sort:
        case Sort.DAY:
            return day_in_korean(text)
        case Sort.MONEY:
            return _MONEY.sub(r"\1위안", text)
        case Sort.COUNT:
            return text if text.isascii() else str(number_of(text))
        case Sort.ARTICLES:
            return articles_in_korean(glossary, text, telling)
        case Sort.PHRASE:
            return in_korean(glossary, part.marked, telling) or text
        case _:
            return _name(glossary, part, telling)


def _name(glossary: Glossary, part: Part, telling: Telling) -> str:
    text = part.text
    held = glossary.terms.get(text) or glossary.passages.get(text)
    if held is not None:
        telling.used[text] = held
        return held.text
    if part.sort is Sort.TEXT or any(sign in text for sign in "，；。"):
        telling.missing.setdefault(text)
        return NO_TEXT.format(text=text)
    if text.startswith("《"):
        return articles_in_korean(glossary, text, telling)
    if _DATE.match(text):
        return day_in_korean(text)
    return text


def articles_in_korean(glossary: Glossary, text: str, telling: Telling) -> str:
    """《法》第十条第二款、第三条 as 「법」 제10조 제2항, 제3조; a law that the glossary lacks keeps its Chinese name."""

    def law(found: re.Match[str]) -> str:
        name = found[1].replace("〈", "《").replace("〉", "》")
        held = glossary.terms.get(name)
        if held is None:
            telling.missing.setdefault(found[0])
            return f"《{found[1]}》 "
        telling.used[name] = held
        return f"「{held.text}」 "

    def article(found: re.Match[str]) -> str:
        more = f"의{number_of(found[3][1:])}" if found[3] else ""
        return f"제{number_of(found[1])}{_PARTS[found[2]]}{more}"

    told = _LAW.sub(law, _BETWEEN.sub(", ", text))
    return _ARTICLE.sub(article, told).replace("조제", "조 제").strip()
