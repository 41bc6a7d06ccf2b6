"""Reading a bank's statement: who holds the account, every line exact to the fen, the running balance proved.

A line that cannot be read, or does not carry the balance on, stops the whole file with its place. Nothing is guessed:
an amount that does not parse is never a zero.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from zhixing.foundation import names
from zhixing.foundation.dates import UnreadableDate, read_day_and_time
from zhixing.foundation.money import AmountFault, UnreadableAmount, read_fen
from zhixing.foundation.sheets import Cell, Row, UnreadableFile, read_sheets
from zhixing.foundation.tables import HEADER_WITHIN, Column, TableRow, cell_text, read_table
from zhixing.law.amounts import yuan_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAX_SERIAL = 60
_LABEL = re.compile(r"(户名|账户名称|账号|帐号|账户号|币种)\s*[:：]\s*")
_CNY = ("人民币", "CNY", "RMB", "人民币元", "156")

COLUMNS = (
    Column(
        "serial",
        ("交易流水号", "流水号", "银行流水号", "交易流水", "核心流水号", "交易序号", "凭证号"),
        required=True,
    ),
    Column(
        "at", ("交易时间", "交易日期", "记账时间", "记账日期", "入账时间", "入账日期", "日期"), required=True
    ),
    Column("debit", ("借方发生额", "支出金额", "借方金额", "支出", "借方", "转出金额")),
    Column("credit", ("贷方发生额", "收入金额", "贷方金额", "收入", "贷方", "转入金额")),
    Column("balance", ("账户余额", "余额", "本次余额", "当前余额", "帐户余额"), required=True),
    Column("name", ("对方户名", "对方名称", "对方账户名称", "付款人名称", "对方单位名称", "交易对方")),
    Column("account", ("对方账号", "对方帐号", "对方账户", "付款人账号")),
    Column("remark", ("摘要/附言", "摘要", "附言", "备注", "用途", "交易摘要")),
    Column("sub_account", ("虚拟子账号", "子账号", "虚拟账号", "虚拟子账户", "子账户", "虚拟账户")),
)


class StatementRefused(ValueError):
    """The file cannot be taken as a whole and nothing was posted.

    `row` is the line as the file counts it; in a message of a bank (`unit` 笔) the entry.
    """

    def __init__(self, message: str, row: int | None = None, column: str = "", *, unit: str = "行") -> None:
        place = (f"第 {row} {unit}" if row else "") + (f"“{column}”" if column else "")
        super().__init__(f"{place}：{message}" if place else message)
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line: `fen` above zero came in, below zero went out.

    `balance_fen` is the balance after it, None where the bank gives none. `takes_back`: the bank itself calls the line
    a reversal, whatever its remark says.
    """

    row: int
    serial: str
    at: datetime
    fen: int
    balance_fen: int | None
    name: str = ""
    account: str = ""
    remark: str = ""
    sub_account: str = ""
    takes_back: bool = False

    @property
    def name_key(self) -> str:
        """The other side's name for comparing."""
        return names.comparing_key(self.name)


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A statement with at least one line, oldest first; where it gives balances, they follow from each other.

    `source` says how it was read ("table", "camt.053", "layout:…"): another source may word the same line otherwise.
    """

    holder: str
    account: str
    lines: tuple[BankLine, ...]
    source: str = "table"

    @property
    def has_balances(self) -> bool:
        """Whether the bank gave a balance with each line."""
        return all(line.balance_fen is not None for line in self.lines)

    @property
    def opening_fen(self) -> int | None:
        """The balance before the first line."""
        first = self.lines[0]
        return None if first.balance_fen is None else first.balance_fen - first.fen

    @property
    def closing_fen(self) -> int | None:
        """The balance after the last line."""
        return self.lines[-1].balance_fen


def read_statement(source: bytes | Path) -> BankStatement:
    """The statement in a csv (GB18030, UTF-8) or xlsx file. Raises StatementRefused with the line that is wrong."""
    try:
        table = read_table(source, COLUMNS)
        labels = preamble(read_sheets(source)[0].rows, table.header_row)
    except UnreadableFile as error:
        raise StatementRefused(str(error), None) from error
    if "debit" not in table.headings and "credit" not in table.headings:
        raise StatementRefused("表头缺少借方发生额、贷方发生额。", table.header_row)
    refuse_other_currency(labels.get("币种", ""))
    return finished([_line(row) for row in table.rows], labels, "table")


def finished(
    lines: list[BankLine], labels: Mapping[str, str], source: str, own_account: str = ""
) -> BankStatement:
    """The statement of lines that were read in the order of the file. Raises StatementRefused."""
    if not lines:
        raise StatementRefused("对账单没有交易行。")
    refuse_twice(lines)
    return BankStatement(
        labels.get("户名") or labels.get("账户名称") or "",
        digits(labels.get("账号") or labels.get("帐号") or labels.get("账户号") or own_account),
        tuple(chained(lines)),
        source,
    )


def refuse_other_currency(currency: str) -> None:
    """Only yuan are taken; nothing said is yuan."""
    if currency and currency.upper() not in _CNY:
        raise StatementRefused(f"只受理人民币账户，对账单币种为{currency}。")


def preamble(rows: Sequence[Row], header_row: int) -> dict[str, str]:
    """户名, 账号 and 币种 above the header, wherever they stand and however they are set apart."""
    found: dict[str, str] = {}
    for row in rows[: min(header_row - 1, HEADER_WITHIN)]:
        parts = _LABEL.split("\t".join(cell_text(cell) for cell in row))
        for label, value in zip(parts[1::2], parts[2::2], strict=False):
            found.setdefault(label, value.strip("\t ,，;；").split("\t")[0].strip())
    return found


def _line(row: TableRow) -> BankLine:
    serial = cell_text(row.cells.get("serial"))
    if not serial or len(serial) > MAX_SERIAL:
        raise StatementRefused("交易流水号为空或过长，无法保证每笔只入账一次。", row.number, "交易流水号")
    at = _moment(row)
    fen = _movement(row)
    return BankLine(
        row=row.number,
        serial=serial,
        at=at,
        fen=fen,
        balance_fen=_amount(row, "balance", "账户余额", signed=True),
        name=names.as_written(cell_text(row.cells.get("name")))[:200],
        account=digits(cell_text(row.cells.get("account"))),
        remark=names.as_written(cell_text(row.cells.get("remark")))[:400],
        sub_account=digits(cell_text(row.cells.get("sub_account"))),
    )


def digits(text: str) -> str:
    """An account number without width, spaces and dashes."""
    return re.sub(r"[\s\-']", "", unicodedata.normalize("NFKC", text))[:40]


def _moment(row: TableRow) -> datetime:
    try:
        day, at = read_day_and_time(row.cells.get("at"))
    except UnreadableDate as error:
        raise StatementRefused(str(error), row.number, "交易时间") from error
    return datetime.combine(day, at or time(), SHANGHAI)


def _movement(row: TableRow) -> int:
    """Credit minus debit; exactly one of the two must be there."""
    debit = _amount(row, "debit", "借方发生额", empty_as_zero=True)
    credit = _amount(row, "credit", "贷方发生额", empty_as_zero=True)
    if debit and credit:
        raise StatementRefused("借方与贷方不能同时有发生额。", row.number)
    if not debit and not credit:
        raise StatementRefused("借方与贷方都没有发生额。", row.number)
    return credit - debit


_SIMPLE = re.compile(r"(\d{1,3}(?:,\d{3})*|\d{1,12})(?:\.(\d{2}))?")


def _amount(
    row: TableRow, field: str, name: str, *, signed: bool = False, empty_as_zero: bool = False
) -> int:
    return amount(row.cells.get(field), row.number, name, signed=signed, empty_as_zero=empty_as_zero)


def amount(
    cell: Cell | None, row: int, name: str, *, signed: bool = False, empty_as_zero: bool = False
) -> int:
    """Whole fen. A minus (or red brackets) is read only where `signed`. Raises StatementRefused with its place."""
    if isinstance(cell, str) and (plain := _SIMPLE.fullmatch(cell.strip())):
        return int(plain[1].replace(",", "")) * 100 + int(plain[2] or 0)
    negative, bare = (False, cell) if not signed else _without_sign(cell)
    try:
        fen = read_fen(bare, zero_allowed=True)
    except UnreadableAmount as error:
        if error.fault is AmountFault.EMPTY and empty_as_zero:
            return 0
        shown = cell_text(cell) or "空"
        raise StatementRefused(f"“{shown}”：{error}", row, name) from error
    return -fen if negative else fen


def _without_sign(cell: Cell | None) -> tuple[bool, Cell | None]:
    """Whether an amount is below zero (a minus or red brackets), and the amount without its sign."""
    if isinstance(cell, str):
        text = cell.strip()
        if text[:1] in ("-", "－", "−"):
            return True, text[1:]
        if text[:1] in ("(", "（") and text[-1:] in (")", "）"):
            return True, text[1:-1]
        return False, text.removeprefix("+").removeprefix("＋")
    if isinstance(cell, float | int) and not isinstance(cell, bool) and cell < 0:
        return True, -cell
    return False, cell


def refuse_twice(lines: Sequence[BankLine]) -> None:
    """A serial must name one line."""
    seen: dict[str, int] = {}
    for line in lines:
        if line.serial in seen:
            raise StatementRefused(
                f"流水号 {line.serial} 与第 {seen[line.serial]} 行重复。", line.row, "交易流水号"
            )
        seen[line.serial] = line.row


def chained(lines: list[BankLine]) -> list[BankLine]:
    """The lines oldest first. Banks list them either way; the balances must follow one of the two."""
    newest_first = lines[0].at > lines[-1].at
    if any(line.balance_fen is None for line in lines):
        return lines[::-1] if newest_first else lines
    forward = _break_of(lines)
    if forward is None:
        return lines
    if lines[0].at >= lines[-1].at:
        # A day without times may stand either way.
        backward = lines[::-1]
        broken = _break_of(backward)
        if broken is None:
            return backward
        if newest_first:
            forward, lines = broken, backward
    before, line = lines[forward - 1], lines[forward]
    expected = (before.balance_fen or 0) + line.fen
    raise StatementRefused(
        f"账户余额不连续：按上一行应为 {yuan_text(expected, True)}，对账单为 {yuan_text(line.balance_fen or 0, True)}。",
        line.row,
        "账户余额",
    )


def _break_of(lines: Sequence[BankLine]) -> int | None:
    """The place of the first line whose balance does not follow from the line before."""
    for place in range(1, len(lines)):
        if (lines[place - 1].balance_fen or 0) + lines[place].fen != lines[place].balance_fen:
            return place
    return None
