"""Taking over a hand-kept ledger of measures (查封冻结台账): what each row becomes and what is wrong with it.

A measure that exists must be watched, so a row is kept wherever a case and a start can be told; what is doubtful is
flagged. A row without a usable end keeps no end and is red until a person fills it in: a guessed end is how a freeze
lapses in silence. A term longer than the law allows is watched only as far as the law allows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from zhixing.foundation import names
from zhixing.foundation.dates import DateFault, UnreadableDate, read_date
from zhixing.foundation.tables import Cell, Column, Table, TableRow, cell_text, read_table
from zhixing.law.case_numbers import CaseNumber, CaseNumberUnreadable, parse
from zhixing.law.explanation import Step
from zhixing.law.measure_terms import (
    DEFAULTS,
    AssetClass,
    AssetClassUnknown,
    Conventions,
    SpecialAsset,
    TermRefused,
    asset_class_of,
    check_term,
)

LEDGER_COLUMNS: tuple[Column, ...] = (
    Column("number", ("案号", "执行案号", "案件号", "案件编号"), required=True),
    Column("debtor", ("被执行人", "被执行人姓名", "被执行人名称", "被申请人", "被控制人", "财产所有人", "权利人"), required=True),
    Column("asset_type", ("财产类型", "财产种类", "财产类别", "标的物类型", "财产性质"), required=True),
    Column("description", ("财产描述", "财产名称", "财产信息", "财产明细", "财产情况", "标的物", "查封财产", "财产")),
    Column("unit", ("协助单位", "协助执行单位", "协助执行人", "协执单位", "协助机关", "登记机关")),
    Column("measure", ("控制措施", "措施", "措施类型", "执行措施", "控制方式", "查控措施")),
    Column(
        "start",
        ("起始日", "起始日期", "开始日期", "控制起始日", "查封日期", "冻结日期", "查封起始日", "冻结起始日", "起日", "生效日期"),
        required=True,
    ),
    Column(
        "end",
        ("届满日", "届满日期", "到期日", "到期日期", "截止日期", "终止日期", "期限届满日", "控制届满日", "止日", "到期时间"),
        required=True,
    ),
    Column("waiting", ("是否轮候", "轮候", "是否为轮候", "首封或轮候", "首封/轮候", "轮候情况", "是否首封")),
    Column("note", ("备注", "说明", "附注")),
)  # fmt: skip
_PROPER_NAMES = {column.field: column.name for column in LEDGER_COLUMNS}
_YES = frozenset({"是", "轮候", "√", "有", "y", "yes", "true", "1", "轮候查封", "轮候冻结"})
_NO = frozenset(
    {
        "",
        "否",
        "首封",
        "首轮",
        "首冻",
        "首查封",
        "不是",
        "非轮候",
        "×",
        "x",
        "无",
        "-",
        "n",
        "no",
        "false",
        "0",
    }
)
_BLANKS = frozenset({"", "无", "-", "—", "--", "——", "/", "空"})


class MeasureKind(StrEnum):
    """冻结, 查封, 扣押."""

    FREEZE = "freeze"
    SEAL = "seal"
    SEIZE = "seize"


class Problem(StrEnum):
    """What is wrong with a row. The first three refuse it; the others flag a measure that is kept."""

    UNKNOWN_CASE = "unknown-case"
    BAD_CASE_NUMBER = "bad-case-number"
    UNREADABLE_START = "unreadable-start"
    NO_END = "no-end"
    NOT_A_DATE = "not-a-date"
    END_BEFORE_START = "end-before-start"
    OVER_THE_LIMIT = "over-the-limit"
    COUNTING_DISPUTED = "counting-disputed"
    LIMIT_UNKNOWN = "limit-unknown"
    NOT_A_PARTY = "not-a-party"
    UNKNOWN_ASSET = "unknown-asset"
    UNKNOWN_MEASURE = "unknown-measure"
    WAITING_UNCLEAR = "waiting-unclear"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a row: code, the column's heading, the cell as written, and what to do."""

    code: Problem
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportedMeasure:
    """A measure taken over from the ledger.

    `stated_end` is what the row says; `effective_end` the last day to rely on, never later than the law allows; both
    None when the row has no usable end. `written_type` and `written_measure` keep the office's own words.
    """

    number: CaseNumber
    debtors: tuple[str, ...]
    asset: AssetClass
    special: SpecialAsset | None
    kind: MeasureKind
    renewal: bool
    waiting: bool
    start: date
    stated_end: date | None
    effective_end: date | None
    written_type: str
    written_measure: str
    description: str
    unit: str
    note: str
    explanation: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerDecision:
    """What becomes of one row: kept as `measure` with `flags`, or refused for `reasons`."""

    row: int
    number: str
    measure: ImportedMeasure | None
    flags: tuple[Finding, ...] = ()
    reasons: tuple[Finding, ...] = ()

    @property
    def red(self) -> bool:
        """Whether the measure is kept without an end and so cannot be watched until somebody fills it in."""
        return self.measure is not None and self.measure.effective_end is None


def read_ledger(source: Path | bytes) -> Table:
    """The ledger in an xlsx or csv file. Raises UnreadableFile; MissingColumns when a needed column is not there."""
    return read_table(source, LEDGER_COLUMNS)


def take_over(
    rows: Iterable[TableRow],
    *,
    debtors_of: Mapping[str, Collection[str]],
    headings: Mapping[str, str] | None = None,
    conventions: Conventions = DEFAULTS,
) -> Iterator[LedgerDecision]:
    """Decides every row in order, lazily.

    `debtors_of` gives for the canonical number of each case of the court the names of its debtors; a row of any
    other case is refused. `headings` gives the file's own heading for a field. First terms are held against 民诉法解释
    art. 485 (rules of 2004 for measures before 2015-02-04) by `conventions`.
    """
    for row in rows:
        yield _Entry(row, headings or {}, conventions).decide(debtors_of)


@dataclass(slots=True)
class _Entry:
    """One row under examination."""

    row: TableRow
    headings: Mapping[str, str]
    conventions: Conventions
    flags: list[Finding] = field(default_factory=list)
    reasons: list[Finding] = field(default_factory=list)

    def decide(self, debtors_of: Mapping[str, Collection[str]]) -> LedgerDecision:
        number, start = self.number(debtors_of), self.start()
        shown = number.text if number is not None else self.text("number")
        if number is None or start is None or self.reasons:
            return LedgerDecision(self.row.number, shown, None, reasons=tuple(self.reasons))
        debtors = self.debtors(debtors_of[number.text])
        asset, special = self.asset()
        kind, renewal, waiting = self.kind(asset)
        stated = self.end(start)
        effective, explanation = self.within_law(start, stated, asset, special, renewal)
        measure = ImportedMeasure(
            number, debtors, asset, special, kind, renewal, waiting, start, stated, effective,
            self.text("asset_type"), self.text("measure"), self.text("description"), self.text("unit"),
            self.text("note"), explanation,
        )  # fmt: skip
        return LedgerDecision(self.row.number, shown, measure, flags=tuple(self.flags))

    def cell(self, name: str) -> Cell:
        return self.row.cells.get(name, "")

    def text(self, name: str) -> str:
        return cell_text(self.cell(name))[:500]

    def finding(self, code: Problem, name: str, message: str) -> Finding:
        return Finding(code, self.headings.get(name) or _PROPER_NAMES[name], self.text(name), message)

    def flag(self, code: Problem, name: str, message: str) -> None:
        self.flags.append(self.finding(code, name, message))

    def number(self, debtors_of: Mapping[str, Collection[str]]) -> CaseNumber | None:
        try:
            number = parse(self.text("number")).case
        except CaseNumberUnreadable as error:
            self.reasons.append(self.finding(Problem.BAD_CASE_NUMBER, "number", str(error)))
            return None
        if number.text not in debtors_of:
            message = f"本院没有案件{number.text}，请核对案号，或先完成立案。"
            self.reasons.append(self.finding(Problem.UNKNOWN_CASE, "number", message))
        return number

    def start(self) -> date | None:
        try:
            return read_date(self.cell("start"))
        except UnreadableDate as error:
            message = f"起始日：{error}没有起始日，期限无法计算。"
            self.reasons.append(self.finding(Problem.UNREADABLE_START, "start", message))
            return None

    def debtors(self, known: Collection[str]) -> tuple[str, ...]:
        listed = names.split_parties(self.text("debtor"))
        keys = {names.comparing_key(name) for name in known}
        if not listed or any(names.comparing_key(name) not in keys for name in listed):
            self.flag(
                Problem.NOT_A_PARTY, "debtor", "所列被执行人不是本案当事人，请核对姓名；核实前不得据此处置。"
            )
        return listed

    def asset(self) -> tuple[AssetClass, SpecialAsset | None]:
        """An unreadable type falls into the class that takes what no other class takes, and is flagged."""
        written = self.text("asset_type")
        words = written + self.text("description")
        special = SpecialAsset.LISTED_SHARES if "国有股" in words or "社会法人股" in words else None
        for text in (written, self.text("description")):
            try:
                return asset_class_of(text), special
            except AssetClassUnknown:
                continue
        self.flag(Problem.UNKNOWN_ASSET, "asset_type", "看不出财产类型，暂按其他财产权计算期限，请补充。")
        return AssetClass.OTHER, special

    def kind(self, asset: AssetClass) -> tuple[MeasureKind, bool, bool]:
        """Kind, whether it is a renewal, whether it waits behind another court's measure."""
        written = self.text("measure")
        usual = MeasureKind.FREEZE if asset in (AssetClass.DEPOSIT, AssetClass.OTHER) else MeasureKind.SEAL
        by_word = {"扣": MeasureKind.SEIZE, "冻": MeasureKind.FREEZE, "封": MeasureKind.SEAL}
        kind = next((kind for word, kind in by_word.items() if word in written), None)
        if kind is None:
            self.flag(Problem.UNKNOWN_MEASURE, "measure", "看不出是查封、扣押还是冻结，请补充。")
        return kind or usual, "续" in written, self.waits() or "轮候" in written

    def waits(self) -> bool:
        written = self.text("waiting").casefold()
        asks_first = "首封" in self.headings.get("waiting", "") and "轮候" not in self.headings.get(
            "waiting", ""
        )
        if written in _YES or (written.startswith("第") and "轮候" in written):
            return not (asks_first and written not in ("轮候", "轮候查封", "轮候冻结"))
        if written in _NO:
            return asks_first and written in ("否", "不是")
        self.flag(Problem.WAITING_UNCLEAR, "waiting", "看不出是否轮候，暂按首封登记，请填写“是”或“否”。")
        return False

    def end(self, start: date) -> date | None:
        if self.text("end") in _BLANKS:
            self.flag(Problem.NO_END, "end", "没有届满日，无法提醒续行，请按裁定书补录届满日。")
            return None
        try:
            end = read_date(self.cell("end"))
        except UnreadableDate as error:
            code = Problem.NO_END if error.fault is DateFault.EMPTY else Problem.NOT_A_DATE
            self.flag(code, "end", f"届满日不是日期，无法提醒续行，请按裁定书补录届满日。（{error}）")
            return None
        if end < start:
            self.flag(
                Problem.END_BEFORE_START,
                "end",
                f"届满日（{end}）早于起始日（{start}），请按裁定书补录届满日。",
            )
            return None
        return end

    def within_law(
        self, start: date, end: date | None, asset: AssetClass, special: SpecialAsset | None, renewal: bool
    ) -> tuple[date | None, tuple[Step, ...]]:
        """The end to rely on: the stated one, cut to what the law allows."""
        if end is None:
            return None, ()
        try:
            check = check_term(
                asset, start, end, renewal=renewal, conventions=self.conventions, special=special
            )
        except TermRefused as error:
            self.flag(Problem.LIMIT_UNKNOWN, "start", str(error))
            return end, ()
        if check.disputed:
            message = f"届满日比从严算法多一日，按{check.watch_until}提醒续行。"
            self.flag(Problem.COUNTING_DISPUTED, "end", message)
        elif not check.ok:
            message = f"{asset.chinese}的期限超过法定最长期限{check.over_by_days}日，超过部分不能依靠，按{check.watch_until}提醒续行。"
            self.flag(Problem.OVER_THE_LIMIT, "end", message)
        return check.watch_until, check.explanation
