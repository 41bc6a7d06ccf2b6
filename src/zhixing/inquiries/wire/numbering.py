"""Numbers of messages: who made it, on which day, and a UUID of version 7. A retry keeps its number."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from zhixing.foundation.keys import uuid7

CODE = r"[0-9A-Za-z\u4e00-\u9fff_-]{1,32}"
NUMBER = CODE + r"-[0-9]{8}-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_TAIL = 1 + 8 + 1 + 36
_CODE = re.compile(CODE)
_NUMBER = re.compile(NUMBER)


def new_number(code: str, *, now: datetime) -> str:
    """A number of this sender that nobody else has: 吉2424-20261122-0192…"""
    return f"{code}-{now.astimezone(_SHANGHAI):%Y%m%d}-{uuid7()}"


def maker_of(number: str) -> str:
    """The code in front of a well-formed number."""
    return number[:-_TAIL]


def is_code(text: str) -> bool:
    """Whether a text can be the code of a court or unit: 1 to 32 letters, digits, Chinese characters, _ or -."""
    return bool(_CODE.fullmatch(text))


def is_number(text: object) -> bool:
    """Whether something read from outside is a well-formed number."""
    return isinstance(text, str) and _NUMBER.fullmatch(text) is not None
