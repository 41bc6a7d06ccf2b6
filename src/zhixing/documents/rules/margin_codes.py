"""The code in the margin of everything that leaves the house: scanned or typed, it asks whether the paper is genuine."""

from collections.abc import Sequence

from zhixing.documents.rules.blocks import Block, Qr, Title
from zhixing.documents.rules.kinds import DocumentKind

CODED_THEMSELVES = frozenset({DocumentKind.MONEY_RECEIPT, DocumentKind.PAYOUT_VOUCHER})
"""Kinds whose own text holds a code, which also tells whether the money still stands as they say."""


def with_margin_code(blocks: Sequence[Block], *, code: str, address: str) -> tuple[Block, ...]:
    """The blocks with the code beside the head of the first page. Without an `address` the code is typed in by hand."""
    first = next((n for n, block in enumerate(blocks) if isinstance(block, Title)), -1) + 1
    where = f"，网址{address}" if address else ""
    mark = Qr(
        address or code,
        f"核验二维码，核验码{code}{where}",
        f"扫码核验本文书真伪　核验码 {code}",
        in_margin=True,
    )
    return (*blocks[:first], mark, *blocks[first:])
