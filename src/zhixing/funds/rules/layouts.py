"""How one bank lays out its statement, as data; reading a file by it.

A layout names the bank's own column titles for our fields. It is recognised by the fingerprint of the header, or by all
its titles standing in one header row. A layout without a serial column gets serials derived from what the line says.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from zhixing.foundation import names
from zhixing.foundation.dates import UnreadableDate, read_day_and_time
from zhixing.foundation.sheets import Cell, Row, Sheet
from zhixing.foundation.tables import HEADER_WITHIN, cell_text, heading_key
from zhixing.funds.rules.statement import (
    MAX_SERIAL,
    SHANGHAI,
    BankLine,
    BankStatement,
    StatementRefused,
    amount,
    digits,
    finished,
    preamble,
    refuse_other_currency,
)


class Field(StrEnum):
    """What a column of a bank can mean to us."""

    DAY = "day"
    TIME = "time"
    SERIAL = "serial"
    DEBIT = "debit"
    CREDIT = "credit"
    AMOUNT = "amount"
    DIRECTION = "direction"
    BALANCE = "balance"
    NAME = "name"
    ACCOUNT = "account"
    PAYER_NAME = "payer_name"
    PAYER_ACCOUNT = "payer_account"
    PAYEE_NAME = "payee_name"
    PAYEE_ACCOUNT = "payee_account"
    REMARK = "remark"
    REMARK_2 = "remark_2"
    REMARK_3 = "remark_3"
    SUB_ACCOUNT = "sub_account"
    OWN_ACCOUNT = "own_account"

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]


_LABELS = {
    Field.DAY: "交易日期（可含时间）",
    Field.TIME: "交易时间（另列）",
    Field.SERIAL: "银行流水号",
    Field.DEBIT: "支出（借方）",
    Field.CREDIT: "收入（贷方）",
    Field.AMOUNT: "金额（一列）",
    Field.DIRECTION: "收支方向",
    Field.BALANCE: "余额",
    Field.NAME: "对方户名",
    Field.ACCOUNT: "对方账号",
    Field.PAYER_NAME: "付款人名称",
    Field.PAYER_ACCOUNT: "付款人账号",
    Field.PAYEE_NAME: "收款人名称",
    Field.PAYEE_ACCOUNT: "收款人账号",
    Field.REMARK: "附言",
    Field.REMARK_2: "附言（第二列）",
    Field.REMARK_3: "附言（第三列）",
    Field.SUB_ACCOUNT: "虚拟子账号",
    Field.OWN_ACCOUNT: "本方账号",
}


class DateOrder(StrEnum):
    """How a bank orders its dates. `year_first` also reads 2022年2月7日, 20220207 and date cells."""

    YEAR_FIRST = "year_first"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "year_first": "年在前（2022-02-07、20220207）",
            "day_first": "日在前（07/02/2022）",
            "month_first": "月在前（02/07/2022）",
        }[self.value]


IN_WORDS = ("贷", "贷方", "收", "收入", "进", "转入", "存入", "来账", "来帐", "入账", "C", "CR", "CRDT", "+")
OUT_WORDS = ("借", "借方", "支", "支出", "付", "转出", "支取", "往账", "往帐", "出账", "D", "DR", "DBIT", "-")
END_WORDS = (
    "合计", "总计", "小计", "累计", "共计", "本页", "以上", "打印", "制表", "借方合计", "贷方合计", "借方笔数", "贷方笔数", "总笔数", "笔数", "以下",
)  # fmt: skip


class LayoutUnfit(ValueError):
    """A layout lacks what no statement can be read without; the message says what to map."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One bank's layout. `columns` maps our fields to its titles; `is_default` marks one nobody has confirmed yet.

    `ends` are the first words of rows that are no lines (sums, printing notes); such a row never has a date.
    """

    name: str
    columns: Mapping[Field, str]
    fingerprint: str = ""
    date_order: DateOrder = DateOrder.YEAR_FIRST
    words_in: tuple[str, ...] = IN_WORDS
    words_out: tuple[str, ...] = OUT_WORDS
    ends: tuple[str, ...] = END_WORDS
    is_default: bool = False

    def check(self) -> None:
        """Raise LayoutUnfit unless day and amount can be told from the columns."""
        mapped = self.columns
        if Field.DAY not in mapped:
            raise LayoutUnfit("请指明哪一列是交易日期。")
        sides = {Field.DEBIT, Field.CREDIT} & mapped.keys()
        if not sides and Field.AMOUNT not in mapped:
            raise LayoutUnfit("请指明收入、支出两列，或者金额一列。")
        if sides and Field.AMOUNT in mapped:
            raise LayoutUnfit("收入、支出两列与金额一列只能选一种。")
        if Field.DIRECTION in mapped and Field.AMOUNT not in mapped:
            raise LayoutUnfit("有收支方向列时，请同时指明金额列。")
        titles = [key_of(title) for title in mapped.values()]
        if len(set(titles)) < len(titles):
            raise LayoutUnfit("同一列不能用作两项。")

    def as_data(self) -> dict[str, Any]:
        """The layout as kept in the database."""
        return {
            "columns": {one.value: title for one, title in self.columns.items()},
            "date_order": self.date_order.value, "words_in": list(self.words_in), "words_out": list(self.words_out),
            "ends": list(self.ends),
        }  # fmt: skip


def layout_of(*, name: str, fingerprint: str, data: Mapping[str, Any]) -> Layout:
    """The layout that `as_data` described."""
    return Layout(
        name=name, fingerprint=fingerprint,
        columns={Field(one): str(title) for one, title in data["columns"].items()},
        date_order=DateOrder(data["date_order"]), words_in=tuple(data["words_in"]), words_out=tuple(data["words_out"]),
        ends=tuple(data["ends"]),
    )  # fmt: skip


_BRACKETED = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")


def key_of(title: object) -> str:
    """A title for comparing: without width, spaces and marks."""
    return heading_key(str(title))


def _bare(title: object) -> str:
    return heading_key(_BRACKETED.sub("", unicodedata.normalize("NFKC", str(title))))


def fingerprint_of(header: Row) -> str:
    """What a header row is recognised by: its titles in their order."""
    keys = [key_of(cell) for cell in header if isinstance(cell, str) and cell.strip()]
    return hashlib.sha256("|".join(keys).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layout fits a file: the sheet, its header (from 0), and each field's column."""

    sheet: Sheet
    header: int
    at: Mapping[Field, int]
    layout: Layout
    fingerprint: str


def place_at(sheet: Sheet, header: int, layout: Layout) -> Place | None:
    """The layout on one header row; None when a title is missing."""
    row = sheet.rows[header]
    whole: dict[str, int] = {}
    bare: dict[str, int] = {}
    for position, cell in enumerate(row):
        if isinstance(cell, str) and cell.strip():
            whole.setdefault(key_of(cell), position)
            bare.setdefault(_bare(cell), position)
    at: dict[Field, int] = {}
    for one, title in layout.columns.items():
        found = whole.get(key_of(title), bare.get(_bare(title)))
        if found is None:
            return None
        at[one] = found
    if len(set(at.values())) < len(at):
        return None
    return Place(sheet, header, at, layout, fingerprint_of(row))


def recognise(sheets: Sequence[Sheet], layouts: Sequence[Layout]) -> Place | None:
    """The layout of a file: by fingerprint, else the one with most titles that all stand in one row of its head."""
    found: list[tuple[int, int, Place]] = []
    for sheet in sheets:
        for header, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            if sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) < 3:
                continue
            known = fingerprint_of(row)
            for layout in layouts:
                place = place_at(sheet, header, layout)
                if place is not None:
                    found.append((int(layout.fingerprint == known), len(layout.columns), place))
    return max(found, key=lambda one: one[:2])[2] if found else None


@dataclass(slots=True)
class _Serials:
    """Serials for banks that give none: the same line in another file gets the same, two equal lines of a day differ."""

    seen: dict[str, int] = field(default_factory=dict)

    def derived(self, line: BankLine) -> str:
        said = "|".join(
            [
                line.at.isoformat(), str(line.fen), "" if line.balance_fen is None else str(line.balance_fen),
                line.name_key, names.comparing_key(line.remark), line.sub_account,
            ]
        )  # fmt: skip
        nth = self.seen[said] = self.seen.get(said, 0) + 1
        return "D" + hashlib.sha256(f"{said}|{nth}".encode()).hexdigest()[:27].upper()


def read_by(place: Place) -> BankStatement:
    """The statement of a file by its layout. Raises StatementRefused with the line and column that is wrong."""
    labels = preamble(place.sheet.rows, place.header + 1)
    refuse_other_currency(labels.get("币种", ""))
    own = _own_account(place)
    lines = list(lines_by(place))
    if lines and lines[0].at > lines[-1].at:
        # Equal lines are counted from the oldest, so that a file in the other order gives the same serials.
        lines.reverse()
    return finished(_with_serials(place, lines), labels, f"layout:{place.layout.name}", own)


def _with_serials(place: Place, lines: list[BankLine]) -> list[BankLine]:
    if Field.SERIAL in place.at:
        return lines
    serials = _Serials()
    return [_renamed(line, serials.derived(line)) for line in lines]


def _renamed(line: BankLine, serial: str) -> BankLine:
    return BankLine(
        line.row, serial, line.at, line.fen, line.balance_fen, line.name, line.account, line.remark,
        line.sub_account, line.takes_back,
    )  # fmt: skip


def _own_account(place: Place) -> str:
    """The account a column names; several in one file are refused, for each has its own balance."""
    at = place.at.get(Field.OWN_ACCOUNT)
    if at is None:
        return ""
    found: dict[str, int] = {}
    for number, row in _data_rows(place):
        account = digits(_text(row, at))
        if account:
            found.setdefault(account, number)
    if len(found) > 1:
        raise StatementRefused(
            "一个文件里有几个账户的流水，请按账户分别导出后再导入。", list(found.values())[1], "本方账号"
        )
    return next(iter(found), "")


def lines_by(place: Place) -> Iterator[BankLine]:
    """The lines in the order of the file; a derived serial is still empty. Raises StatementRefused at a wrong one."""
    for number, row in _data_rows(place):
        yield _line(place, number, row)


def _data_rows(place: Place) -> Iterator[tuple[int, Row]]:
    heading = place.sheet.rows[place.header]
    width = max(place.at.values()) + 1
    day = place.at[Field.DAY]
    for position in range(place.header + 1, len(place.sheet.rows)):
        row = place.sheet.rows[position]
        first = next((cell for cell in row if cell_text(cell)), None)
        if first is None or row == heading:
            continue
        if len(row) < width:
            row = row + [""] * (width - len(row))
        start = key_of(cell_text(first))
        if any(start.startswith(key_of(word)) for word in place.layout.ends) and not _is_day(place, row[day]):
            continue
        yield position + 1, row


def _is_day(place: Place, cell: Cell) -> bool:
    try:
        read_day(cell, place.layout.date_order)
    except UnreadableDate:
        return False
    return True


_OTHER_ORDER = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(.*)", re.DOTALL)


def read_day(cell: Cell | None, order: DateOrder) -> tuple[date, time | None]:
    """The day (and time, if given) of a cell. Raises UnreadableDate."""
    if order is not DateOrder.YEAR_FIRST and isinstance(cell, str):
        match = _OTHER_ORDER.fullmatch(unicodedata.normalize("NFKC", cell))
        if match:
            day, month = (match[1], match[2]) if order is DateOrder.DAY_FIRST else (match[2], match[1])
            return read_day_and_time(f"{match[3]}-{month}-{day}{match[4]}")
    return read_day_and_time(cell)


_CLOCK = re.compile(r"(\d{1,2})[:时.](\d{1,2})(?:[:分.](\d{1,2})秒?)?(?:\.\d+)?")


def read_time(cell: Cell | None) -> time:
    """A time of day in a column of its own: 13:00:58, 130058, a fraction of a day; empty is midnight."""
    if isinstance(cell, datetime | time):
        return cell.time() if isinstance(cell, datetime) else cell
    if isinstance(cell, timedelta) or (isinstance(cell, float) and 0 <= cell < 1):
        span = cell if isinstance(cell, timedelta) else timedelta(seconds=round(cell * 86_400))
        return time(span.seconds // 3600, span.seconds // 60 % 60, span.seconds % 60)
    text = unicodedata.normalize("NFKC", cell_text(cell)).strip()
    if text.isdigit() and len(text) in (5, 6):
        text = f"{text.zfill(6)[:2]}:{text.zfill(6)[2:4]}:{text.zfill(6)[4:]}"
    match = _CLOCK.fullmatch(text)
    if match is None:
        return (read_day_and_time(text)[1] if text else None) or time()
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def _text(row: Row, at: int | None) -> str:
    return cell_text(row[at]) if at is not None else ""


def _line(place: Place, number: int, row: Row) -> BankLine:
    at = place.at
    fen, takes_back = _movement(place, number, row)
    balance: int | None = None
    if Field.BALANCE in at:
        balance = amount(row[at[Field.BALANCE]], number, place.layout.columns[Field.BALANCE], signed=True)
    name, account = _other_side(place, row, came_in=fen > 0)
    serial = _text(row, at.get(Field.SERIAL))
    if Field.SERIAL in at and (not serial or len(serial) > MAX_SERIAL):
        raise StatementRefused(
            "流水号为空或过长，无法保证每笔只入账一次。", number, place.layout.columns[Field.SERIAL]
        )
    remarks = [_text(row, at.get(one)) for one in (Field.REMARK, Field.REMARK_2, Field.REMARK_3)]
    return BankLine(
        row=number, serial=serial, at=_moment(place, number, row), fen=fen, balance_fen=balance,
        name=names.as_written(name)[:200], account=digits(account),
        remark=names.as_written(" ".join(dict.fromkeys(said for said in remarks if said)))[:400],
        sub_account=digits(_text(row, at.get(Field.SUB_ACCOUNT))), takes_back=takes_back,
    )  # fmt: skip


def _other_side(place: Place, row: Row, *, came_in: bool) -> tuple[str, str]:
    """The other side's name and account; where payer and payee have columns, whichever is not the court."""
    at = place.at
    side = (Field.PAYER_NAME, Field.PAYER_ACCOUNT) if came_in else (Field.PAYEE_NAME, Field.PAYEE_ACCOUNT)
    name = _text(row, at.get(Field.NAME)) or _text(row, at.get(side[0]))
    return name, _text(row, at.get(Field.ACCOUNT)) or _text(row, at.get(side[1]))


def _moment(place: Place, number: int, row: Row) -> datetime:
    cell = row[place.at[Field.DAY]]
    try:
        day, at = read_day(cell, place.layout.date_order)
        if Field.TIME in place.at:
            at = read_time(row[place.at[Field.TIME]])
        return datetime.combine(day, at or time(), SHANGHAI)
    except UnreadableDate as error:
        shown = f"“{cell_text(cell)}”：" if cell_text(cell) else ""
        raise StatementRefused(f"{shown}{error}", number, place.layout.columns[Field.DAY]) from error
    except ValueError:
        raise StatementRefused("没有这个时刻，请核对。", number, place.layout.columns[Field.TIME]) from None


def _movement(place: Place, number: int, row: Row) -> tuple[int, bool]:
    """What came in (above zero) or went out, and whether it stands in red: a negative amount on its own side."""
    at, titles = place.at, place.layout.columns

    def side(one: Field) -> int:
        if one not in at:
            return 0
        return amount(row[at[one]], number, titles[one], signed=True, empty_as_zero=True)

    if Field.AMOUNT not in at:
        debit, credit = side(Field.DEBIT), side(Field.CREDIT)
        if debit and credit:
            raise StatementRefused("收入与支出不能同时有发生额。", number)
        if not debit and not credit:
            raise StatementRefused("收入与支出都没有发生额。", number)
        return credit - debit, credit < 0
    fen = side(Field.AMOUNT)
    if not fen:
        raise StatementRefused("没有发生额。", number, titles[Field.AMOUNT])
    if Field.DIRECTION not in at:
        return fen, False
    said = _text(row, at[Field.DIRECTION])
    word = _bare(said) or said.strip()
    if word in map(_word_key, place.layout.words_in):
        return fen, fen < 0
    if word in map(_word_key, place.layout.words_out):
        return -abs(fen), False
    raise StatementRefused(f"“{said or '空'}”：不认识的收支方向。", number, titles[Field.DIRECTION])


def _word_key(word: str) -> str:
    return heading_key(word) or word.strip()
