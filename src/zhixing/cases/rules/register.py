"""Which rows of a case register (执行案件台账) are taken, as what, and why the others are refused.

Right but ugly is taken and brought into its normal form; wrong is refused with every reason at once. Refusals are for
what would hurt later: a person mistaken, money sent astray, a debt reckoned from wrong days. The rest are warnings.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from zhixing.cases.rules.register_columns import APPLICANT, DEBTOR, PROPER_NAMES, REGISTER_COLUMNS
from zhixing.cases.rules.register_parties import PartyFault, RegisterParty, Side, read_parties
from zhixing.foundation.dates import DateFault, UnreadableDate, read_date
from zhixing.foundation.identifiers import BadIdentifier, Hint, IdentifierFault, read_account
from zhixing.foundation.money import TEN_THOUSAND, AmountFault, UnreadableAmount, read_fen
from zhixing.foundation.tables import Cell, Table, TableRow, cell_text, read_table
from zhixing.law.case_numbers import CaseNumber, CaseNumberUnreadable, parse
from zhixing.law.rate_terms import RateKind, RateTerm, UnreadableRate, parse_rate

_BLANKS = frozenset({"", "无", "/", "-", "—", "--", "——", "空"})
_TITLES = {APPLICANT: "申请执行人", DEBTOR: "被执行人"}
MAX_TEXT = 500


class Refusal(StrEnum):
    """Why a row is refused."""

    DUPLICATE_NUMBER = "duplicate-number"
    BAD_CASE_NUMBER = "bad-case-number"
    WRONG_COURT = "wrong-court"
    MISSING_VALUE = "missing-value"
    UNREADABLE_DATE = "unreadable-date"
    DUE_BEFORE_EFFECTIVE = "due-before-effective"
    UNEQUAL_PARTIES = "unequal-parties"
    APPLICANT_ID = "applicant-id"
    DEBTOR_ID = "debtor-id"
    BAD_ACCOUNT = "bad-account"
    NO_PRINCIPAL = "no-principal"
    NEGATIVE = "negative"
    UNREADABLE_RATE = "unreadable-rate"
    UNREADABLE_COSTS = "unreadable-costs"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding about a row: code, the column's heading, the cell as written, and what to do.

    `field` is the column by its meaning, because two columns may bear one heading (联系电话 of either side).
    """

    code: str
    column: str
    value: str
    message: str
    field: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row that is taken, every value in its normal form. Money in fen; None where the register says nothing."""

    row: int
    number: CaseNumber
    filed_on: date
    officer: str
    cause: str
    title_number: str
    effective_on: date
    performance_ends_on: date
    applicants: tuple[RegisterParty, ...]
    debtors: tuple[RegisterParty, ...]
    bank: str
    account: str
    principal_fen: int
    interest_from: date | None
    rate_text: str | None
    litigation_costs_fen: int | None
    note: str


@dataclass(frozen=True, slots=True)
class RowDecision:
    """What becomes of one row: taken when `accepted` is there, else refused for `reasons`."""

    row: int
    number: str
    accepted: RegisterRow | None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


@lru_cache(maxsize=4096)
def _rate(written: str) -> RateTerm:
    return parse_rate(written)


def read_register(source: Path | bytes) -> Table:
    """The register in an xlsx or csv file. Raises UnreadableFile; MissingColumns when a needed column is not there."""
    return read_table(source, REGISTER_COLUMNS)


def check_register(table: Table, *, court_code: str, already_filed: Collection[str]) -> Iterator[RowDecision]:
    """`check_rows` for a whole table, findings named by the file's own headings."""
    return check_rows(table.rows, court_code=court_code, already_filed=already_filed, headings=table.headings)


def check_rows(
    rows: Iterable[TableRow],
    *,
    court_code: str,
    already_filed: Collection[str],
    headings: Mapping[str, str] | None = None,
) -> Iterator[RowDecision]:
    """Decides every row in order, lazily.

    `court_code` is the court that files (吉2424); `already_filed` the canonical case numbers it has filed.
    `headings` gives the file's heading for a field; an amount under a heading in 万元 counts ten thousands. Of rows
    that bear the same number the first is judged, the later ones are refused, whatever becomes of the first: two
    rows under one number are for a person to look at.
    """
    first_rows: dict[str, int] = {}
    for row in rows:
        yield _Check(row, headings or {}, court_code).decide(already_filed, first_rows)


@dataclass(slots=True)
class _Check:
    """One row under examination."""

    row: TableRow
    headings: Mapping[str, str]
    court_code: str
    reasons: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)

    def decide(self, already_filed: Collection[str], first_rows: dict[str, int]) -> RowDecision:
        number = self.number()
        if number is not None:
            self.look_for_duplicate(number, already_filed, first_rows)
        filed_on = self.day("filed_on")
        effective_on, ends_on = self.day("effective_on"), self.day("performance_ends_on")
        if effective_on and ends_on and ends_on < effective_on:
            self.refuse(
                Refusal.DUE_BEFORE_EFFECTIVE,
                "performance_ends_on",
                f"履行期限届满日（{ends_on}）早于执行依据生效日（{effective_on}），请核对两个日期。",
            )
        title_number = self.title_number()
        applicants, debtors = self.parties(APPLICANT, filed_on), self.parties(DEBTOR, filed_on)
        account = self.account()
        principal_fen = self.principal()
        interest_from, rate_text = self.interest()
        costs_fen = self.costs()
        if number is not None and filed_on is not None and number.year != filed_on.year:
            self.warn(Hint("year-differs", "案号年度与立案日期不是同一年，请核对。"), "filed_on")
        accepted = None
        if not self.reasons and number and filed_on and effective_on and ends_on and principal_fen:
            accepted = RegisterRow(
                self.row.number, number, filed_on, self.text("officer"), self.text("cause"), title_number,
                effective_on, ends_on, applicants, debtors, self.text("bank"), account, principal_fen,
                interest_from, rate_text, costs_fen, self.text("note"),
            )  # fmt: skip
        shown = number.text if number is not None else cell_text(self.cell("number"))
        return RowDecision(self.row.number, shown, accepted, tuple(self.reasons), tuple(self.warnings))

    def cell(self, name: str) -> Cell:
        return self.row.cells.get(name, "")

    def text(self, name: str) -> str:
        return cell_text(self.cell(name))[:MAX_TEXT]

    def heading(self, name: str) -> str:
        return self.headings.get(name) or PROPER_NAMES[name]

    def refuse(self, code: Refusal, name: str, message: str) -> None:
        self.reasons.append(Reason(code, self.heading(name), self.text(name), message, name))

    def warn(self, hint: Hint, name: str) -> None:
        self.warnings.append(Reason(hint.code, self.heading(name), self.text(name), hint.message, name))

    def number(self) -> CaseNumber | None:
        written = self.text("number")
        if not written:
            self.refuse(Refusal.MISSING_VALUE, "number", "案号为空，请填写，例如（2022）吉2424执272号。")
            return None
        try:
            number = parse(written).case
        except CaseNumberUnreadable as error:
            self.refuse(Refusal.BAD_CASE_NUMBER, "number", str(error))
            return None
        if not number.type_code.startswith("执"):
            self.refuse(
                Refusal.BAD_CASE_NUMBER, "number", f"“{number.type_code}”不是执行案件的类型代字，请核对案号。"
            )
            return None
        if number.court != self.court_code:
            self.refuse(
                Refusal.WRONG_COURT,
                "number",
                f"案号属于{number.court}，不是本院（{self.court_code}），请核对。",
            )
        return number

    def look_for_duplicate(
        self, number: CaseNumber, already_filed: Collection[str], first_rows: dict[str, int]
    ) -> None:
        first = first_rows.setdefault(number.text, self.row.number)
        if first != self.row.number:
            self.refuse(Refusal.DUPLICATE_NUMBER, "number", f"案号与第{first}行重复，请核对哪一行正确。")
        elif number.text in already_filed:
            self.refuse(Refusal.DUPLICATE_NUMBER, "number", "该案号已经立案，不再重复录入。")

    def day(self, name: str, *, optional: bool = False) -> date | None:
        if optional and self.text(name) in _BLANKS:
            return None
        try:
            return read_date(self.cell(name))
        except UnreadableDate as error:
            missing = error.fault is DateFault.EMPTY
            code = Refusal.MISSING_VALUE if missing else Refusal.UNREADABLE_DATE
            self.refuse(code, name, f"{PROPER_NAMES[name]}：{error}")
            return None

    def title_number(self) -> str:
        """The canonical text where the title bears a court's number; an award's or notary's number as written."""
        written = self.text("title_number")
        if not written:
            self.refuse(Refusal.MISSING_VALUE, "title_number", "执行依据文号为空，请填写。")
            return ""
        try:
            return parse(written).text
        except CaseNumberUnreadable:
            return written

    def parties(self, role: str, born_by: date | None) -> tuple[RegisterParty, ...]:
        codes = {
            PartyFault.MISSING: Refusal.MISSING_VALUE,
            PartyFault.UNEQUAL: Refusal.UNEQUAL_PARTIES,
            PartyFault.BAD_ID: Refusal.APPLICANT_ID if role == APPLICANT else Refusal.DEBTOR_ID,
        }

        def refuse(fault: PartyFault, name: str, message: str) -> None:
            self.refuse(codes[fault], name, message)

        return read_parties(self.cell, Side(role, _TITLES[role], born_by, refuse, self.warn))

    def account(self) -> str:
        try:
            return read_account(self.cell("account")).number
        except BadIdentifier as error:
            if error.fault is IdentifierFault.EMPTY:
                self.warn(Hint("no-account", "没有申请执行人的收款账号，发放案款前须补录。"), "account")
            else:
                self.refuse(Refusal.BAD_ACCOUNT, "account", str(error))
            return ""

    def principal(self) -> int | None:
        try:
            return read_fen(self.cell("principal"), unit=self.unit("principal"))
        except UnreadableAmount as error:
            code = Refusal.NEGATIVE if error.fault is AmountFault.NEGATIVE else Refusal.NO_PRINCIPAL
            self.refuse(code, "principal", str(error))
            return None

    def interest(self) -> tuple[date | None, str | None]:
        start = self.day("interest_from", optional=True)
        written = self.text("rate")
        if written in _BLANKS:
            if start is not None:
                self.warn(Hint("no-rate", "有利息起算日而没有利率，一般债务利息将不计算，请核对。"), "rate")
            return start, None
        try:
            term = _rate(written)
        except UnreadableRate as error:
            self.refuse(Refusal.UNREADABLE_RATE, "rate", str(error))
            return start, None
        if term.kind is RateKind.NONE:
            return start, None
        if term.fixed_at:
            self.warn(Hint("rate-day-open", f"利率以{term.fixed_at}为准，请在案件中补录这一天。"), "rate")
        if self.text("interest_from") in _BLANKS:
            self.refuse(
                Refusal.MISSING_VALUE, "interest_from", "有利率而没有利息起算日，利息无从计算，请填写。"
            )
        return start, term.canonical

    def costs(self) -> int | None:
        try:
            return read_fen(
                self.cell("litigation_costs"), unit=self.unit("litigation_costs"), zero_allowed=True
            )
        except UnreadableAmount as error:
            if error.fault is AmountFault.EMPTY:
                return None
            code = Refusal.NEGATIVE if error.fault is AmountFault.NEGATIVE else Refusal.UNREADABLE_COSTS
            self.refuse(code, "litigation_costs", f"{PROPER_NAMES['litigation_costs']}：{error}")
            return None

    def unit(self, name: str) -> int:
        return TEN_THOUSAND if "万元" in self.headings.get(name, "") else 1
