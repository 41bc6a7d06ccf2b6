"""Which text may stand in a document: what is printed must be what is stored, sign for sign.

Invisible signs are refused, not dropped. A zero-width sign makes two equal names differ, a direction override prints a
name or an amount backwards, a line break inside a name moves the rest of the line.
"""

import unicodedata

from zhixing.documents.rules.faults import MissingField, UnfitField

LONGEST_TEXT = 4000
"""Signs in one field; a page holds 616, so no field fills more than seven pages."""

_REFUSED = {
    "Cc": "控制字符",
    "Cf": "不可见的格式字符",
    "Cs": "不成对的代理字符",
    "Co": "自造字（专用区字符）",
    "Zl": "换行符",
    "Zp": "分段符",
}
_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x180E))


def checked(kind: str, field: str, text: str) -> str:
    """The text itself, once it is sure that it can be printed whole.

    Raises MissingField when it is empty or blank, UnfitField when it is too long or holds a sign that cannot be seen.
    """
    if not text.strip():
        raise MissingField(kind, field)
    if len(text) > LONGEST_TEXT:
        raise UnfitField(kind, field, f"过长（{len(text)} 字），请缩短到 {LONGEST_TEXT} 字以内。")
    for place, char in enumerate(text, start=1):
        if (fault := fault_of(char)) is not None:
            raise UnfitField(kind, field, f"第 {place} 字是{fault} U+{ord(char):04X}，请删除后再生成。")
    return text


def fault_of(char: str) -> str | None:
    """What is wrong with a character, in Chinese; None when it can be printed and read."""
    category = unicodedata.category(char)
    if category in _REFUSED:
        return _REFUSED[category]
    if any(ord(char) in span for span in _VARIATIONS):
        return "异体选择符"
    return None
