"""How a statement joins the lines of its account that are known, and the gaps that raise their hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zhixing.cases.models import CourtAccount
from zhixing.foundation.database.rows import select_any
from zhixing.foundation.identity.models import Court
from zhixing.funds.models import Difference, DifferenceKind, LineUse, StatementLine
from zhixing.funds.operations.receiving_lines import Taken
from zhixing.funds.rules.continuity import Edge, Joined, join, missing_days
from zhixing.funds.rules.statement import SHANGHAI, BankLine, BankStatement, StatementRefused
from zhixing.law.amounts import yuan_text


@dataclass(frozen=True, slots=True)
class KnownLine:
    """What is known of a serial that was taken before."""

    digest: str
    on: date
    fen: int
    balance_fen: int | None
    source: str

    def says(self, line: BankLine, digest: str, source: str) -> bool:
        """Whether a line is this one again. Another source may word it otherwise, but not its day, amount or balance."""
        if digest == self.digest:
            return True
        balances_agree = (
            self.balance_fen is None or line.balance_fen is None or self.balance_fen == line.balance_fen
        )
        return source != self.source and (line.at.date(), line.fen) == (self.on, self.fen) and balances_agree


def known_lines(
    account: CourtAccount, statement: BankStatement, digests: Sequence[str]
) -> dict[str, KnownLine]:
    """The serials that were taken before. Raises StatementRefused when one of them says something else now."""
    rows = select_any(
        "SELECT l.serial, l.content_sha256, l.booked_on, l.fen, l.balance_fen, s.source"
        " FROM funds_statementline l JOIN funds_statement s ON s.id = l.statement_id"
        " WHERE l.serial = ANY (%s) AND l.bank_account_id = %s",
        [line.serial for line in statement.lines],
        account.pk,
    )
    found = {row[0]: KnownLine(*row[1:]) for row in rows}
    for line, digest in zip(statement.lines, digests, strict=True):
        known = found.get(line.serial)
        if known is not None and not known.says(line, digest, statement.source):
            raise StatementRefused(
                f"流水号 {line.serial} 以前已经导入，但内容与本次不同，请向银行核实。", line.row, "交易流水号"
            )
    return found


@dataclass(frozen=True, slots=True)
class Joint:
    """How a file joins on, and the known days beside it (None where nothing is known)."""

    joined: Joined
    known_until: date | None
    known_from: date | None


def join_on(account: CourtAccount, statement: BankStatement, known: Mapping[str, KnownLine]) -> Joint:
    """Judge where the new lines of a file stand among what is known of the account."""
    proved = StatementLine.objects.filter(bank_account=account, balance_fen__isnull=False)
    first, last = statement.lines[0].at, statement.lines[-1].at
    before = _edge(proved.filter(booked_at__lte=first).order_by("-booked_at", "-id").first())
    after = _edge(proved.filter(booked_at__gt=last).order_by("booked_at", "id").first())
    mine = {line.serial for line in statement.lines}
    joined = join(
        statement.lines,
        known,
        first_known=_edge(proved.order_by("booked_at", "id").first()),
        before=before,
        after=after,
        unproved={serial for serial, one in known.items() if one.balance_fen is None},
        between_before=_unproved(account, mine, before.at if before else None, first),
        between_after=_unproved(account, mine, last, after.at if after else None) if after else 0,
    )
    return Joint(joined, before.at.date() if before else None, after.at.date() if after else None)


def _edge(row: StatementLine | None) -> Edge | None:
    if row is None or row.balance_fen is None:
        return None
    return Edge(row.serial, row.fen, row.balance_fen, row.booked_at.astimezone(SHANGHAI))


def _unproved(account: CourtAccount, mine: set[str], after: datetime | None, until: datetime | None) -> int:
    """What the bank's lines without a balance come to between two moments, without those of the file itself."""
    rows = StatementLine.objects.filter(bank_account=account, balance_fen=None).exclude(
        use=LineUse.HAND.value
    )
    rows = rows.filter(Q(booked_at__gt=after) if after else Q(), Q(booked_at__lte=until) if until else Q())
    return sum(fen for serial, fen in rows.values_list("serial", "fen") if serial not in mine)


def note_gaps(
    court: Court, account: CourtAccount, taken: Sequence[Taken], joint: Joint, now: datetime
) -> list[tuple[int, str]]:
    """A gap raises its hand, with the days that are missing; one that this file fills is settled. Fen and days."""
    joined, gaps = joint.joined, []
    if not joined.gap_before and not joined.gap_after:
        Difference.objects.filter(
            bank_account=account, kind=DifferenceKind.GAP.value, settled_at=None,
            line_id__in=_lines_right_after(account, taken),
        ).update(settled_at=now, settled_by="对账单导入", resolution="缺失的对账单已补入。")  # fmt: skip
    edges = ((joined.gap_before, taken[0], "之前"), (joined.gap_after, taken[-1], "之后"))
    for fen, line, where in edges:
        if not fen:
            continue
        on = line.line.at.date()
        follower = _lines_right_after(account, taken) if where == "之后" else [line.id]
        days = (
            missing_days(joint.known_until or on, on)
            if where == "之前"
            else missing_days(on, joint.known_from or on)
        )
        gaps.append((fen, days))
        Difference.objects.create(
            court=court, bank_account=account, kind=DifferenceKind.GAP.value, line_id=follower[0], on=on, fen=fen,
            noted_at=now,
            text=f"流水 {line.line.serial} {where}缺少对账单，余额相差 {yuan_text(fen, True)} 元：{days}。",
        )  # fmt: skip
    return gaps


def _lines_right_after(account: CourtAccount, taken: Sequence[Taken]) -> list[UUID]:
    row = (
        StatementLine.objects.filter(
            bank_account=account, booked_at__gt=taken[-1].line.at, balance_fen__isnull=False
        )
        .order_by("booked_at", "id")
        .first()
    )
    return [row.id] if row else []
