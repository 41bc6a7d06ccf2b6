"""The bank's statement of the case-funds account: a preamble, a header, lines with a running balance."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from zhixing.simulator.payments import Payment
from zhixing.simulator.styles import grouped

HEADER = (
    "交易流水号",
    "交易时间",
    "借方发生额",
    "贷方发生额",
    "账户余额",
    "对方户名",
    "对方账号",
    "摘要/附言",
    "虚拟子账号",
)
OPENING_FEN = 300_000_000
ACCOUNT = "22050166483600000123"


@dataclass(frozen=True, slots=True)
class Line:
    """A booked payment: the bank's serial and the balance after it, in fen."""

    serial: str
    balance_fen: int
    payment: Payment


def book(payments: Sequence[Payment], *, opening_fen: int = OPENING_FEN) -> tuple[Line, ...]:
    """Books payments in the order of their time; serials count through the year as the bank's do."""
    lines = []
    balance = opening_fen
    # A reversal never precedes what it reverses: where two share a second, the credit is booked first.
    for order, paid in enumerate(sorted(payments, key=lambda paid: (paid.at, paid.fen < 0)), start=1):
        balance += paid.fen
        lines.append(Line(f"BK{paid.at:%Y%m%d}{order:07}", balance, paid))
    return tuple(lines)


def encode(lines: Sequence[Line], *, court_name: str) -> bytes:
    """The statement file: GB18030, CRLF, three lines of preamble above the header."""
    text = io.StringIO()
    text.write("账户明细查询\r\n")
    text.write(f"户名:{court_name}（执行案款专户）,账号:{ACCOUNT},币种:人民币\r\n\r\n")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in lines:
        paid = line.payment
        writer.writerow(
            (
                line.serial,
                f"{paid.at:%Y%m%d %H:%M:%S}",
                grouped(-paid.fen) if paid.fen < 0 else "",
                grouped(paid.fen) if paid.fen >= 0 else "",
                grouped(line.balance_fen),
                paid.payer,
                paid.payer_account,
                paid.remark,
                paid.sub_account,
            )
        )
    return text.getvalue().encode("gb18030")
