"""Names of parties: a key for comparing, the name as written for showing, masks for lists, several in one cell.

Rare characters (堃 喆 䶮 㛃 𬭎 𰻞) are characters like any other: nothing here ever drops one.
"""

import re
import unicodedata

_DOTS = re.compile(r"[·•・‧∙⋅●․᛫‧]")
_DOT_BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿\U00020000-\U0003FFFF])[.](?=[㐀-鿿\U00020000-\U0003FFFF])")
_OPENING = str.maketrans(dict.fromkeys("[{〔【〖〈《「『<", "(") | dict.fromkeys("]}〕】〗〉》」』>", ")"))
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff]")

_SEPARATORS = frozenset("、；;,，/|\n\r\t")
_BRACKETS = {
    "(": ")）",
    "（": ")）",
    "[": "]］",
    "［": "]］",
    "〔": "〕",
    "【": "】",
    "《": "》",
    "{": "}｝",
    "｛": "}｝",
}
_COMPANY_TAIL = re.compile(r"\s*(?:ltd|limited|inc|llc|co|corp|s\.?a|gmbh)\b\.?", re.IGNORECASE)
_ENUMERATOR = re.compile(r"^\s*(?:[（(]\d{1,2}[）)]|\d{1,2}[.．]|[①-⑳])\s*(?=[^\d\s])")

_ORGANISATION = re.compile(
    r"(公司|集团|企业|厂|合作社|委员会|村委会|居委会|合伙|事务所|协会|学会|基金会|学校|小学|中学|大学|幼儿园|医院|银行|信用社|联社|"
    r"人民政府|分行|支行|分公司|经营部|门市部|营业部|商店|商行|超市|饭店|酒店|宾馆|林场|农场|矿|工作室|管理局|工程处|项目部|中心)"
    r"(\(.*\))?$"
)


def comparing_key(name: str) -> str:
    """What two ways of writing one name have in common: width, spaces, case, brackets and middle dots unified.

    A key is for equality within one case; equal keys never prove that two people are one (an ID number does).
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).translate(_OPENING)
    return _DOT_BETWEEN_HAN.sub("·", _DOTS.sub("·", plain)).casefold()


def as_written(name: str) -> str:
    """The name for showing: as the office wrote it, without control characters and outer spaces."""
    return _CONTROL.sub("", name).strip()


def same_party(a: str, b: str) -> bool:
    """Whether two texts write the same name; an empty text names nobody."""
    key = comparing_key(a)
    return bool(key) and key == comparing_key(b)


def is_organisation(name: str) -> bool:
    """Whether a name reads like that of an organisation (公司, 厂, 合作社 …). A hint, never a proof."""
    return bool(_ORGANISATION.search(comparing_key(name)))


def split_parties(cell: str) -> tuple[str, ...]:
    """The names in one cell, split at 、；;,，/ and line ends, but not inside brackets nor before "Ltd."."""
    parts = (as_written(_ENUMERATOR.sub("", part)) for part in split_cell(cell))
    return tuple(part for part in parts if part)


def split_cell(cell: str, separators: frozenset[str] = _SEPARATORS) -> list[str]:
    """A cell cut at separators outside brackets; empty pieces are kept, for they keep the others in their place."""
    if not any(char in separators for char in cell):
        return [cell]
    pieces, current, closing = [], "", ""
    for position, char in enumerate(cell):
        if closing:
            closing = "" if char in closing else closing
        elif char in _BRACKETS and any(end in cell[position:] for end in _BRACKETS[char]):
            closing = _BRACKETS[char]
        elif char in separators and not (char in ",，" and _COMPANY_TAIL.match(cell, position + 1)):
            pieces.append(current)
            current = ""
            continue
        current += char
    return [*pieces, current]


def mask_name(name: str) -> str:
    """A person's name for lists: 欧阳㛃 → 欧**. An organisation's name is public and stays."""
    shown = as_written(name)
    if len(shown) < 2 or is_organisation(shown):
        return shown
    return shown[0] + "*" * (len(shown) - 1)


def mask_id_number(number: str) -> str:
    """222424198308300002 → 2224**********0002: neither birth date nor the whole place of registration."""
    return _mask(number, 4, 4)


def mask_phone(number: str) -> str:
    """13746388036 → 137****8036."""
    return _mask(number, 3, 4)


def mask_account(number: str) -> str:
    """6217569546347374596 → 6217***********4596."""
    return _mask(number, 4, 4)


def _mask(text: str, head: int, tail: int) -> str:
    """Shows `head` and `tail` characters when at least three stay hidden; of a shorter text the last two at most."""
    if len(text) >= head + tail + 3:
        return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
    keep = 2 if len(text) > 4 else 0
    return "*" * (len(text) - keep) + text[len(text) - keep :]
