"""Cash and instruments taken by officers: their numbers, and until when they must be handed over."""

import re
from datetime import date, timedelta

from zhixing.funds.rules.plan import Block

NUMBER = re.compile(r"(?<![0-9A-Z])XJ\d{9}(?!\d)")

NOT_BANKED, NOT_BANKED_TEXT = Block.NOT_BANKED.value, Block.NOT_BANKED.label


def number_of(year: int, sequence: int) -> str:
    """The number of a receipt, which the officer writes on the deposit slip: XJ202200001."""
    return f"XJ{year:04d}{sequence:05d}"


def numbers_in(remark: str) -> tuple[str, ...]:
    """The receipt numbers a bank's remark names, each once."""
    return tuple(dict.fromkeys(NUMBER.findall(remark.upper().replace(" ", ""))))


def hand_over_by(received_on: date, *, late: bool) -> date:
    """The day money in hand must be handed over: the same, or the next with reasons (执行款物管理规定第九条)."""
    return received_on + timedelta(days=1) if late else received_on
