"""Taking in a bank statement: every line once, marked where it is certain, whole file or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
from zhixing.funds.models import Difference, DifferenceKind, LineUse, Statement, StatementLine
from zhixing.funds.operations import receiving_lines as lines_of
from zhixing.funds.operations.receiving_lines import Taken
from zhixing.funds.operations.receiving_money import Entry, enter
from zhixing.funds.rules.continuity import Edge, Joined, join
from zhixing.funds.rules.statement import BankStatement, StatementRefused, read_statement
from zhixing.law.amounts import yuan_text

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class ImportReport:
    """What became of a statement. `payouts` are debits that were payments of ours, `gaps` what is missing, in fen."""

    lines: int = 0
    posted: int = 0
    duplicates: int = 0
    marked: list[tuple[str, str, str]] = field(default_factory=list)
    unidentified: list[tuple[str, str]] = field(default_factory=list)
    reversed: list[tuple[str, str]] = field(default_factory=list)
    payouts: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    statement_id: UUID | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "lines": self.lines,
            "posted": self.posted,
            "duplicates": self.duplicates,
            "marked": [{"serial": serial, "case": case, "by": by} for serial, case, by in self.marked],
            "unidentified": [{"serial": serial, "why": why} for serial, why in self.unidentified],
            "reversed": [{"serial": serial, "of": original} for serial, original in self.reversed],
        }


def import_statement(
    *,
    court: Court,
    content: bytes,
    name: str,
    now: datetime,
    actor: Actor,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Take in a statement in one transaction: post each line once, mark what is certain, leave the rest with its clock.

    Lines that are known (by the bank's serial) are counted and left as they are. Raises StatementRefused, with the
    line, when a line cannot be read, the running balance breaks, or a known serial says something else now; then
    nothing is posted.
    """
    actor.require(court.pk, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
    statement = read_statement(content)
    progress = on_progress or (lambda done, total: None)
    with transaction.atomic():
        account = _account_for(court, statement, now, actor)
        indexes = lines_of.indexes_of_accounts(statement.lines)
        digests = lines_of.digests(statement.lines, indexes)
        known = _known(account, statement, digests)
        report = ImportReport(lines=len(statement.lines), duplicates=len(known))
        new = [place for place, line in enumerate(statement.lines) if line.serial not in known]
        progress(len(known), report.lines)
        if not new:
            return report
        joined = _join(account, statement, known)
        row = _statement_row(court, account, statement, name, sha256(content), len(new), now, actor)
        report.statement_id = row.id
        taken = lines_of.take(court, account, statement.lines, new, digests, indexes)
        step = Entry(court, account, row.id, now, actor)
        enter(step, taken, joined, lambda done: progress(len(known) + done, report.lines))
        _note_gaps(court, account, taken, joined, report, now)
        _fill_report(report, taken)
        record(
            court_id=court.pk, subject=f"statement:{row.id}", kind="money.arrived", at=now, actor=actor,
            body={
                "file": name, "sha256": row.sha256, "lines": report.lines, "posted": report.posted,
                "duplicates": report.duplicates, "marked": len(report.marked), "unidentified": len(report.unidentified),
                "reversed": len(report.reversed), "first_on": row.first_on.isoformat(), "last_on": row.last_on.isoformat(),
                "closing_fen": row.closing_fen,
            },
        )  # fmt: skip
    return report


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


def _known(account: CourtAccount, statement: BankStatement, digests: Sequence[str]) -> set[str]:
    """The serials that were taken before. Raises StatementRefused when one of them says something else now."""
    found = lines_of.known_serials(account, [line.serial for line in statement.lines])
    for line, digest in zip(statement.lines, digests, strict=True):
        if line.serial in found and found[line.serial] != digest:
            raise StatementRefused(
                f"流水号 {line.serial} 以前已经导入，但内容与本次不同，请向银行核实。", line.row, "交易流水号"
            )
    return set(found)


def _edge(row: StatementLine | None) -> Edge | None:
    return Edge(row.serial, row.fen, row.balance_fen) if row else None


def _join(account: CourtAccount, statement: BankStatement, known: set[str]) -> Joined:
    mine = StatementLine.objects.filter(bank_account=account)
    first, last = statement.lines[0].at, statement.lines[-1].at
    return join(
        statement.lines,
        known,
        first_known=_edge(mine.order_by("booked_at", "id").first()),
        before=_edge(mine.filter(booked_at__lte=first).order_by("-booked_at", "-id").first()),
        after=_edge(mine.filter(booked_at__gt=last).order_by("booked_at", "id").first()),
    )


def _statement_row(
    court: Court, account: CourtAccount, statement: BankStatement, name: str, digest: str, new: int,
    now: datetime, actor: Actor,
) -> Statement:  # fmt: skip
    return Statement.objects.create(
        id=uuid7(), court=court, bank_account=account, name=name[-200:], sha256=digest,
        first_on=statement.lines[0].at.date(), last_on=statement.lines[-1].at.date(),
        opening_fen=statement.opening_fen, closing_fen=statement.closing_fen, line_count=len(statement.lines),
        posted_count=new, duplicate_count=len(statement.lines) - new, taken_at=now, taken_by=actor.name,
    )  # fmt: skip


def _note_gaps(
    court: Court,
    account: CourtAccount,
    taken: Sequence[Taken],
    joined: Joined,
    report: ImportReport,
    now: datetime,
) -> None:
    """A gap raises its hand; one that this file fills is settled."""
    if not joined.gap_before and not joined.gap_after:
        Difference.objects.filter(
            bank_account=account, kind=DifferenceKind.GAP.value, settled_at=None,
            line_id__in=_lines_right_after(account, taken),
        ).update(settled_at=now, settled_by="对账单导入", resolution="缺失的对账单已补入。")  # fmt: skip
    edges = ((joined.gap_before, taken[0], "之前"), (joined.gap_after, taken[-1], "之后"))
    for fen, line, where in edges:
        if fen:
            report.gaps.append(fen)
            follower = _lines_right_after(account, taken) if where == "之后" else [line.id]
            Difference.objects.create(
                court=court, bank_account=account, kind=DifferenceKind.GAP.value, line_id=follower[0],
                on=line.line.at.date(), fen=fen, noted_at=now,
                text=f"流水 {line.line.serial} {where}缺少对账单，余额相差 {yuan_text(fen, True)} 元。",
            )  # fmt: skip


def _lines_right_after(account: CourtAccount, taken: Sequence[Taken]) -> list[UUID]:
    row = (
        StatementLine.objects.filter(bank_account=account, booked_at__gt=taken[-1].line.at)
        .order_by("booked_at", "id")
        .first()
    )
    return [row.id] if row else []


def _fill_report(report: ImportReport, taken: Sequence[Taken]) -> None:
    report.posted = len(taken)
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
