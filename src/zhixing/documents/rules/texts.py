"""Which text may stand in a document: what is printed must be what is stored, sign for sign.

Invisible signs are refused, not dropped. A zero-width sign makes two equal names differ, a direction override prints a
name or an amount backwards, a line break inside a name moves the rest of the line.
"""

import re
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
# The same categories and the variation selectors as one pattern: a document has thousands of signs to pass.
_UNFIT = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u180b-\\u180f\\u200b-\\u200f"
    "\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\uf8ff\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb\\U000110bd\\U000110cd"
    "\\U00013430-\\U0001343f\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff\\U000f0000-\\U0010ffff]"
)


def checked(kind: str, field: str, text: str) -> str:
    """The text itself, once it is sure that it can be printed whole.

    Raises MissingField when it is empty or blank, UnfitField when it is too long or holds a sign that cannot be seen.
    """
    if not text or text.isspace():
        raise MissingField(kind, field)
    if len(text) > LONGEST_TEXT:
        raise UnfitField(kind, field, f"过长（{len(text)} 字），请缩短到 {LONGEST_TEXT} 字以内。")
    if found := _UNFIT.search(text):
        sign = found.group()
        fault = _REFUSED.get(unicodedata.category(sign), "不可见的选择符")
        raise UnfitField(
            kind, field, f"第 {found.start() + 1} 字是{fault} U+{ord(sign):04X}，请删除后再生成。"
        )
    return text
