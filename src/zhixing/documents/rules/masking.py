"""A real document for looking at wording: who it is about, what they did and where they live taken out."""

import re
from typing import Any

from zhixing.documents.rules.slots import CLOSE, MID, OPEN, Part, Sort, mapped, parts_of, plain
from zhixing.foundation.names import mask_name

SHOWN = frozenset(
    {
        "法院名称", "法院地址", "承办人", "联系电话", "案由", "执行依据作出机关", "执行依据名称", "收款账户户名", "开户银行",
        "书记员", "院长", "情形",
    }
)  # fmt: skip
"""Parts that tell of the court, not of the parties."""
LEFT_OUT = "（案情从略）"
_DIGITS = re.compile(r"\d")


def masked(blocks: Any) -> Any:
    """Marked blocks with every part that tells of the parties masked; the marks stay, so that wording can be tried."""
    return mapped(blocks, _masked)


def _masked(text: str) -> str:
    return "".join(one if isinstance(one, str) else _part(one) for one in parts_of(text))


def _part(part: Part) -> str:
    inner = part.marked
    if OPEN in inner:
        inner = _masked(inner)
    elif part.sort is Sort.TEXT:
        inner = LEFT_OUT
    elif part.sort is Sort.NAME and part.name not in SHOWN:
        inner = hidden(inner)
    return f"{OPEN}{part.sort.value}{part.name}{MID}{inner}{CLOSE}"


def hidden(text: str) -> str:
    """A name with its family name left, a number without its digits, a long text with its first two signs."""
    text = plain(text)
    if _DIGITS.search(text):
        return _DIGITS.sub("*", text)
    if len(text) <= 4 or text.endswith(("公司", "社", "行", "厂", "店")):
        return str(mask_name(text))
    return f"{text[:2]}***"
