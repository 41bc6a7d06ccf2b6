"""Taking in a bank statement: every line once, marked where it is certain, whole file or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import CourtAccount
from zhixing.cases.operations import default_account
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import LineUse, Statement
from zhixing.funds.operations import receiving_lines as lines_of
from zhixing.funds.operations.receiving_candidates import candidates_for
from zhixing.funds.operations.receiving_joining import join_on, known_lines, note_gaps
from zhixing.funds.operations.receiving_lines import Taken
from zhixing.funds.operations.receiving_money import Entry, enter
from zhixing.funds.operations.teaching import layouts_of
from zhixing.funds.rules.statement import BankLine, BankStatement, StatementRefused
from zhixing.funds.rules.statement_files import read_statements
from zhixing.funds.rules.suggestions import THRESHOLD

Progress = Callable[[int, int], None]


class Fate(StrEnum):
    """What becomes of one line."""

    MARKED = "marked"
    UNIDENTIFIED = "unidentified"
    DUPLICATE = "duplicate"
    REVERSED = "reversed"
    PAYOUT = "payout"
    RETURN = "return"
    HAND_DEPOSIT = "hand_deposit"
    UNEXPLAINED = "unexplained"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "marked": "自动标记", "unidentified": "待认领", "duplicate": "以前已导入", "reversed": "冲正", "payout": "本系统付款",
            "return": "银行退回", "hand_deposit": "现金票据交存", "unexplained": "来历不明的支出",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowReport:
    """What becomes of one line, and why, in words."""

    row: int
    serial: str
    on: date
    fen: int
    payer: str
    remark: str
    fate: Fate
    words: str = ""


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `payouts` are debits that were payments of ours, `gaps` what is missing, in fen.

    `candidates` are, by serial, the cases suggested for unidentified money: number, strength in hundredths, reasons.
    After a dry run nothing is kept and `statement_ids` is empty; `accounts` are those the file speaks of.
    """

    lines: int = 0
    posted: int = 0
    duplicates: int = 0
    marked: list[tuple[str, str, str]] = field(default_factory=list)
    unidentified: list[tuple[str, str]] = field(default_factory=list)
    candidates: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    reversed: list[tuple[str, str]] = field(default_factory=list)
    payouts: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    gap_words: list[str] = field(default_factory=list)
    rows: list[RowReport] = field(default_factory=list)
    statement_ids: list[UUID] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    dry_run: bool = False

    @property
    def statement_id(self) -> UUID | None:
        """The first statement that was kept."""
        return self.statement_ids[0] if self.statement_ids else None

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        said: dict[str, Any] = {
            "lines": self.lines,
            "posted": self.posted,
            "duplicates": self.duplicates,
            "marked": [{"serial": serial, "case": case, "by": by} for serial, case, by in self.marked],
            "unidentified": [
                {"serial": serial, "why": why, "candidates": self._candidates_of(serial)}
                for serial, why in self.unidentified
            ],
            "threshold": THRESHOLD / 100,
            "reversed": [{"serial": serial, "of": original} for serial, original in self.reversed],
        }
        return said | {"dry_run": True} if self.dry_run else said

    def _candidates_of(self, serial: str) -> list[dict[str, Any]]:
        """The suggestions as printed: at most five, best first, none below the threshold."""
        return [
            {"case": case, "score": points / 100, "why": why}
            for case, points, why in self.candidates.get(serial, ())
        ]


class _NothingKept(Exception):
    """Ends a dry run: what it wrote is rolled back."""


def import_statement(
    *,
    court: Court,
    content: bytes,
    name: str,
    now: datetime,
    actor: Actor,
    on_progress: Progress | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in a file in one transaction: post each line once, mark what is certain, leave the rest with its clock.

    The file is a camt.053 or camt.054 message or a table; it may hold several statements. Lines that are known (by the
    bank's serial) are counted and left as they are. Raises StatementRefused, with the line, when a line cannot be read,
    the running balance breaks, or a known serial says something else now; then nothing is posted. A dry run does all
    of it and rolls it back: its report is what would happen now.
    """
    actor.require(court.pk, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
    statements = read_statements(content, layouts_of(court.pk))
    report = ImportReport(lines=sum(len(one.lines) for one in statements), dry_run=dry_run)
    told = on_progress or (lambda done, total: None)
    done = 0
    try:
        with transaction.atomic():
            file = _File(court, name, sha256(content), now, actor)
            for statement in statements:
                _take_in(file, statement, report, partial(_tell, told, done, report.lines))
                done += len(statement.lines)
            if dry_run:
                raise _NothingKept
    except _NothingKept:
        report.statement_ids.clear()
    return report


def _tell(told: Progress, before: int, total: int, here: int) -> None:
    told(before + here, total)


@dataclass(frozen=True, slots=True)
class _File:
    """The file that is taken in, where and by whom."""

    court: Court
    name: str
    sha256: str
    now: datetime
    actor: Actor


def _take_in(
    file: _File, statement: BankStatement, report: ImportReport, progress: Callable[[int], None]
) -> None:
    """Take in one statement of the file."""
    court, now, actor = file.court, file.now, file.actor
    account = _account_for(court, statement, now, actor)
    report.accounts.append(account.number)
    report.sources.append(statement.source)
    indexes = lines_of.indexes_of_accounts(statement.lines)
    digests = lines_of.digests(statement.lines, indexes)
    known = known_lines(account, statement, digests)
    report.duplicates += len(known)
    new = [place for place, line in enumerate(statement.lines) if line.serial not in known]
    progress(len(known))
    taken: list[Taken] = []
    if new:
        joint = join_on(account, statement, known)
        row = _statement_row(file, account, statement, len(new))
        report.statement_ids.append(row.id)
        taken = lines_of.take(court, account, statement.lines, new, digests, indexes)
        step = Entry(court, account, row.id, now, actor)
        enter(step, taken, joint.joined, lambda done: progress(len(known) + done))
        for fen, days in note_gaps(court, account, taken, joint, now):
            report.gaps.append(fen)
            report.gap_words.append(days)
        _fill_report(report, taken)
        report.candidates |= candidates_for(court=court, taken=taken, now=now)
        _record_arrival(file, statement, row, taken)
    _fill_rows(report, statement, taken)


def _record_arrival(file: _File, statement: BankStatement, row: Statement, taken: Sequence[Taken]) -> None:
    counted = ImportReport()
    _fill_report(counted, taken)
    record(
        court_id=file.court.pk, subject=f"statement:{row.id}", kind="money.arrived", at=file.now, actor=file.actor,
        body={
            "file": file.name, "sha256": row.sha256, "lines": row.line_count, "posted": counted.posted,
            "duplicates": row.duplicate_count, "marked": len(counted.marked), "unidentified": len(counted.unidentified),
            "reversed": len(counted.reversed), "first_on": row.first_on.isoformat(), "last_on": row.last_on.isoformat(),
            "closing_fen": row.closing_fen, "source": statement.source,
        },
    )  # fmt: skip


def _account_for(court: Court, statement: BankStatement, now: datetime, actor: Actor) -> CourtAccount:
    """The court's account of the statement, locked: two files of one account are taken one after the other."""
    strangers = Court.objects.exclude(pk=court.pk).values_list("name", flat=True)
    if court.name not in statement.holder and any(other in statement.holder for other in strangers):
        raise StatementRefused(f"对账单户名是“{statement.holder}”，不是{court.name}的账户。")
    default = default_account(court=court)
    mine = CourtAccount.objects.select_for_update(no_key=True).filter(court=court)
    if not statement.account:
        return mine.get(pk=default.pk)
    account = mine.filter(number=statement.account).first()
    if account is not None:
        return account
    account = mine.get(pk=default.pk)
    if account.number:
        raise StatementRefused(
            f"对账单账号 {statement.account} 不是{court.short_name}登记的案款专户（{account.number}），请先登记该账户。"
        )
    account.number, account.holder = statement.account, statement.holder or account.holder
    account.save(update_fields=["number", "holder"])
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="court.account_named", at=now, actor=actor,
        body={"holder": account.holder, "bank": account.bank_name, "number": account.number},
    )  # fmt: skip
    return account


def _statement_row(file: _File, account: CourtAccount, statement: BankStatement, new: int) -> Statement:
    return Statement.objects.create(
        id=uuid7(), court=file.court, bank_account=account, name=file.name[-200:], sha256=file.sha256,
        source=statement.source[:80], first_on=statement.lines[0].at.date(), last_on=statement.lines[-1].at.date(),
        opening_fen=statement.opening_fen, closing_fen=statement.closing_fen, line_count=len(statement.lines),
        posted_count=new, duplicate_count=len(statement.lines) - new, taken_at=file.now, taken_by=file.actor.name,
    )  # fmt: skip


def _fill_report(report: ImportReport, taken: Sequence[Taken]) -> None:
    report.posted += len(taken)
    for line in taken:
        serial = line.line.serial
        if line.use is LineUse.REVERSAL and line.original_serial:
            report.reversed.append((serial, line.original_serial))
        elif line.use in (LineUse.PAYOUT, LineUse.RETURN):
            report.payouts.append(serial)
        elif line.marked is not None:
            report.marked.append((serial, line.marked.case.number, line.marked.by.value))
        elif line.unidentified is not None:
            report.unidentified.append((serial, f"{line.unidentified.why.value}：{line.unidentified.text}"))


def _fill_rows(report: ImportReport, statement: BankStatement, taken: Sequence[Taken]) -> None:
    """Row by row in the order of the file."""
    mine = {line.line.serial: line for line in taken}
    rows = [_row(line, mine.get(line.serial)) for line in statement.lines]
    report.rows += sorted(rows, key=lambda row: row.row)


def _row(line: BankLine, taken: Taken | None) -> RowReport:
    fate, words = Fate.DUPLICATE, ""
    if taken is not None:
        fate, words = _fate(taken)
    return RowReport(line.row, line.serial, line.at.date(), line.fen, line.name, line.remark, fate, words)


def _fate(taken: Taken) -> tuple[Fate, str]:
    if taken.use is LineUse.REVERSAL:
        return (
            Fate.REVERSED,
            f"冲正 {taken.original_serial}" if taken.original_serial else "找不到原交易，待查",
        )
    if taken.use is LineUse.HAND_DEPOSIT:
        return Fate.HAND_DEPOSIT, "、".join(one.number for one in taken.hand)
    if taken.payment is not None:
        return (Fate.PAYOUT if taken.use is LineUse.PAYOUT else Fate.RETURN), taken.payment.reference
    if taken.marked is not None:
        return Fate.MARKED, f"{taken.marked.case.number}（{taken.marked.by.label}）"
    said = taken.unidentified.text if taken.unidentified else ""
    return (Fate.UNIDENTIFIED if taken.use is LineUse.RECEIPT else Fate.UNEXPLAINED), said
