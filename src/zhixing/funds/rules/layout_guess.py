"""Guessing a bank's layout from one file: the header, what each column means, and whether the balances prove it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, permutations

from zhixing.foundation.dates import UnreadableDate
from zhixing.foundation.money import AmountFault, UnreadableAmount, read_fen
from zhixing.foundation.sheets import Cell, Row, Sheet, column_letters
from zhixing.foundation.tables import HEADER_WITHIN, cell_text
from zhixing.funds.rules.layouts import (
    IN_WORDS,
    OUT_WORDS,
    DateOrder,
    Field,
    Layout,
    Place,
    fingerprint_of,
    key_of,
    lines_by,
    place_at,
    read_by,
    read_day,
)
from zhixing.funds.rules.statement import BankLine, StatementRefused

SAMPLE_ROWS = 20
_LOOKED_AT = 200
_NEARLY_ALL = 90
"""Per cent of a column's values."""

# The most proper title first; a title is tried whole, then as a part of the bank's own.
_TITLES: Mapping[Field, tuple[str, ...]] = {
    Field.SERIAL: ("交易流水号", "流水号", "银行流水号", "核心流水号", "交易流水", "交易序号", "账户明细编号", "交易参考号", "日志号"),
    Field.DAY: ("交易日期", "记账日期", "入账日期", "日期", "交易时间", "记账时间", "入账时间", "交易日", "发生日期", "TransactionDate"),
    Field.TIME: ("交易时间", "时间", "记账时间"),
    Field.DEBIT: ("借方发生额", "支出金额", "借方金额", "支出", "借方", "转出金额", "付出金额", "支取金额", "付方发生额"),
    Field.CREDIT: ("贷方发生额", "收入金额", "贷方金额", "收入", "贷方", "转入金额", "存入金额", "收方发生额"),
    Field.AMOUNT: ("交易金额", "发生额", "金额", "TradeAmount"),
    Field.DIRECTION: ("借贷标志", "借贷方向", "借贷", "收支", "收支标志", "交易方向", "交易类型", "来往账标志", "收付标志"),
    Field.BALANCE: ("账户余额", "余额", "交易后余额", "本次余额", "当前余额", "帐户余额", "结余"),
    Field.NAME: ("对方户名", "对方名称", "对方账户名称", "对方单位名称", "对方单位", "交易对方", "对手户名"),
    Field.ACCOUNT: ("对方账号", "对方帐号", "对方账户", "对手账号"),
    Field.PAYER_NAME: ("付款人名称", "付款人户名", "付款人", "付方户名"),
    Field.PAYER_ACCOUNT: ("付款人账号", "付款账号", "付方账号"),
    Field.PAYEE_NAME: ("收款人名称", "收款人户名", "收款人", "收方户名"),
    Field.PAYEE_ACCOUNT: ("收款人账号", "收款账号", "收方账号"),
    Field.REMARK: ("附言", "摘要附言", "交易附言", "摘要", "交易摘要", "备注", "用途"),
    Field.REMARK_2: ("摘要", "用途", "交易用途", "备注"),
    Field.REMARK_3: ("用途", "备注", "个性化信息"),
    Field.SUB_ACCOUNT: ("虚拟子账号", "子账号", "虚拟账号", "虚拟子账户", "子账户", "虚拟账户", "子账簿号"),
    Field.OWN_ACCOUNT: ("本方账号", "本方账户", "账号", "帐号"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GuessColumn:
    """A column of the file: its letter, title, first values, and what it was taken for."""

    letter: str
    title: str
    samples: tuple[str, ...]
    field: Field | None


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file seems to be. `header` is the header row from 0; `notes` say in words what supports the guess."""

    sheet: Sheet
    header: int
    layout: Layout
    columns: tuple[GuessColumn, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A file read by a layout as far as it goes: the first lines, how many there are, and the first problem."""

    lines: tuple[BankLine, ...]
    count: int
    problem: str
    row: int | None
    is_proved: bool
    """Whether every balance follows from the line before."""


def guess_layout(sheets: Sequence[Sheet]) -> Guess | None:
    """The most likely layout of a file; None when no row looks like the header of a statement."""
    best: tuple[int, Sheet, int] | None = None
    for sheet in sheets:
        for header, row in enumerate(sheet.rows[:HEADER_WITHIN]):
            score = _header_score(sheet, header, row)
            if score and (best is None or score > best[0]):
                best = (score, sheet, header)
    if best is None:
        return None
    _, sheet, header = best
    data = _data(sheet, header)
    fields = _by_titles(sheet.rows[header])
    notes = [f"表头在第 {header + 1} 行，按列名认出 {len(fields)} 列。"]
    order = _by_shapes(sheet.rows[header], data, fields, notes)
    _amounts(sheet, header, data, fields, order, notes)
    layout = _layout(sheet.rows[header], fields, order)
    columns = tuple(
        GuessColumn(
            column_letters(at), cell_text(cell), tuple(text for row in data[:3] if (text := _shown(row, at))),
            next((one for one, place in fields.items() if place == at), None),
        )
        for at, cell in enumerate(sheet.rows[header]) if cell_text(cell)
    )  # fmt: skip
    return Guess(sheet, header, layout, columns, tuple(notes))


def try_layout(sheet: Sheet, header: int, layout: Layout) -> Trial:
    """Read a file by a layout: the first lines as they would be taken in, and whether all of it can be read."""
    layout.check()
    place = place_at(sheet, header, layout)
    if place is None:
        return Trial((), 0, "表头里找不到所选的列。", header + 1, False)
    try:
        read = read_by(place)
    except StatementRefused as refused:
        return Trial(tuple(_readable(place)), 0, str(refused), refused.row, False)
    return Trial(read.lines[:SAMPLE_ROWS], len(read.lines), "", None, read.has_balances)


def _readable(place: Place) -> Iterator[BankLine]:
    """The lines before the first that cannot be read."""
    try:
        yield from islice(lines_by(place), SAMPLE_ROWS)
    except StatementRefused:
        return


def _header_score(sheet: Sheet, header: int, row: Row) -> int:
    """How much a row looks like a header: known titles count most, and a date must stand below."""
    titles = [key_of(cell) for cell in row if isinstance(cell, str) and cell.strip()]
    if len(titles) < 3 or len(set(titles)) < len(titles) - 2:
        return 0
    if any(_is_amount(title) or _is_date(title) for title in titles):
        return 0
    below = _data(sheet, header)[:5]
    if not any(_is_date(cell, order) for cells in below for cell in cells for order in DateOrder):
        return 0
    return 10 * len(_by_titles(row)) + len(titles)


def _data(sheet: Sheet, header: int) -> list[Row]:
    rows = sheet.rows[header + 1 : header + 1 + _LOOKED_AT]
    return [row for row in rows if sum(bool(cell_text(cell)) for cell in row) >= 3]


def _shown(row: Row, at: int) -> str:
    return cell_text(row[at])[:30] if at < len(row) else ""


def _by_titles(header: Row) -> dict[Field, int]:
    """Columns whose title says what they are. Each column is one field only, the more proper title first."""
    keys = {at: key_of(cell) for at, cell in enumerate(header) if isinstance(cell, str) and cell.strip()}
    wishes: list[tuple[int, int, Field, int]] = []
    for one, titles in _TITLES.items():
        for rank, title in enumerate(titles):
            wanted = key_of(title)
            for at, key in keys.items():
                if key == wanted:
                    wishes.append((0, rank, one, at))
                elif wanted in key and len(wanted) >= 2:
                    wishes.append((1, rank, one, at))
    found: dict[Field, int] = {}
    for _, _, one, at in sorted(wishes, key=lambda wish: (wish[0], wish[1], list(Field).index(wish[2]))):
        if one not in found and at not in found.values():
            found[one] = at
    return found


def _share(data: Sequence[Row], at: int, test: Callable[[Cell], bool]) -> int:
    """How many per cent of a column's values pass; empty cells do not count."""
    cells = [row[at] for row in data if at < len(row) and cell_text(row[at])]
    return 100 * sum(test(cell) for cell in cells) // len(cells) if cells else 0


def _is_date(cell: Cell, order: DateOrder = DateOrder.YEAR_FIRST) -> bool:
    try:
        read_day(cell, order)
    except UnreadableDate:
        return False
    return True


def _is_amount(cell: Cell) -> bool:
    text = cell.strip().lstrip("-+－＋（(").rstrip("）)") if isinstance(cell, str) else cell
    if isinstance(text, str) and "." not in text and "," not in text:
        return False
    try:
        read_fen(text, zero_allowed=True)
    except UnreadableAmount as error:
        return error.fault in (AmountFault.NEGATIVE, AmountFault.ZERO)
    return True


def _by_shapes(header: Row, data: list[Row], fields: dict[Field, int], notes: list[str]) -> DateOrder:
    """Finds the day by its values where no title says it, drops a time column that holds none, tells the date order."""
    width = len(header)
    order = DateOrder.YEAR_FIRST
    day = fields.get(Field.DAY)
    for tried in DateOrder:
        places = [day] if day is not None else range(width)
        test = partial(_is_date, order=tried)
        at = next((one for one in places if _share(data, one, test) >= _NEARLY_ALL), None)
        if at is not None:
            fields[Field.DAY], order = at, tried
            if day is None:
                notes.append(f"{column_letters(at)} 列的值都是日期。")
            break
    words = {key_of(word) or word for word in (*IN_WORDS, *OUT_WORDS)}
    if Field.DIRECTION in fields and not _share(
        data, fields[Field.DIRECTION], lambda cell: _word(cell) in words
    ):
        del fields[Field.DIRECTION]
    if Field.DIRECTION not in fields:
        at = next(
            (one for one in range(width) if one not in fields.values() and _share(data, one, lambda cell: _word(cell) in words) == 100),
            None,
        )  # fmt: skip
        if at is not None:
            fields[Field.DIRECTION] = at
            notes.append(f"{column_letters(at)} 列的值都是收支方向。")
    if Field.OWN_ACCOUNT in fields:
        at = fields[Field.OWN_ACCOUNT]
        if len({_shown(row, at) for row in data if _shown(row, at)}) > 1:
            del fields[Field.OWN_ACCOUNT]
    return order


def _word(cell: Cell) -> str:
    text = cell_text(cell)
    return key_of(text) or text


def _amounts(
    sheet: Sheet, header: int, data: list[Row], fields: dict[Field, int], order: DateOrder, notes: list[str]
) -> None:
    """Which columns hold the money. Of all that could, the choice whose balances follow from each other is taken."""
    money = [at for at in range(len(sheet.rows[header])) if _share(data, at, _is_amount) >= _NEARLY_ALL]
    if {Field.DEBIT, Field.CREDIT} & fields.keys():
        fields.pop(Field.AMOUNT, None)
        fields.pop(Field.DIRECTION, None)
    for choice in _choices(fields, money):
        layout = _layout(sheet.rows[header], choice, order)
        try:
            trial = try_layout(sheet, header, layout)
        except ValueError:
            continue
        if trial.is_proved and trial.count > 1:
            if choice != fields:
                notes.append("按余额逐笔核对，推定了金额和余额所在的列。")
            fields.clear()
            fields.update(choice)
            notes.append(f"余额逐笔核对 {trial.count} 笔，全部相符。")
            return
    notes.append("余额没有核对上，请人工指明各列。")


def _choices(fields: Mapping[Field, int], money: Sequence[int]) -> Iterator[dict[Field, int]]:
    """What could be the money columns: as the titles say first, then every other arrangement of number columns."""
    yield dict(fields)
    parts = (Field.DEBIT, Field.CREDIT, Field.AMOUNT, Field.BALANCE)
    others = {one: at for one, at in fields.items() if one not in parts}
    free = [at for at in money if at not in others.values()][:6]
    for debit, credit, balance in permutations(free, 3):
        rest: dict[Field, int] = {one: at for one, at in others.items() if one is not Field.DIRECTION}
        yield {**rest, Field.DEBIT: debit, Field.CREDIT: credit, Field.BALANCE: balance}
    for amount, balance in permutations(free, 2):
        yield {**others, Field.AMOUNT: amount, Field.BALANCE: balance}


def _layout(header: Row, fields: Mapping[Field, int], order: DateOrder) -> Layout:
    columns = {one: cell_text(header[at]) for one, at in fields.items() if cell_text(header[at])}
    return Layout(name="", columns=columns, fingerprint=fingerprint_of(header), date_order=order)


def with_columns(guess: Guess, columns: Mapping[Field, str], *, name: str, order: DateOrder) -> Layout:
    """The layout a person made of a guess."""
    return replace(guess.layout, name=name, columns=dict(columns), date_order=order)
