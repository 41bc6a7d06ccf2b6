"""`zhixing demo`: the office of Wangqing lives its year week by week, and everything it did is proved at the end.

Each week the filing office hands over the cases filed, the bank the lines of its statement; notices are issued, plans
made and approved by people with the right to, payments written for the bank, its answers taken in, satisfied cases
concluded. Nothing here does what the rooms do: it only turns the clock and hands over files. Run again, it goes on
where it stopped and changes nothing twice.
"""

import csv
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from zhixing.cli.output import progress, stderr
from zhixing.config.house import open_house
from zhixing.foundation import clock
from zhixing.foundation.home import home
from zhixing.foundation.tables import TableRow, cell_text
from zhixing.law.amounts import yuan_text

COURT = "吉2424"
OPENS_ON = date(2022, 1, 4)
FIRST_WEEK_ENDS = date(2022, 1, 9)
LAST_DAY = date(2023, 5, 31)
LEDGER_ON = date(2023, 1, 29)
YEAR = 2022


@dataclass(slots=True)
class Tally:
    """What the run did, in figures."""

    accepted: int = 0
    refused: int = 0
    documents: int = 0
    deliveries: int = 0
    served: int = 0
    lines: int = 0
    marked: int = 0
    unidentified: int = 0
    reversed: int = 0
    asked: int = 0
    answered: int = 0
    measures: int = 0
    measures_without_end: int = 0
    plans_approved: int = 0
    payments_sent: int = 0
    paid_fen: int = 0
    returned: int = 0
    concluded: int = 0
    seconds: float = 0.0
    closing: str = ""
    reconciled: bool = False
    verified: bool = False
    checks: dict[str, Any] = field(default_factory=dict)


def weeks() -> Iterator[date]:
    """The Sundays of the run, and its last day."""
    day = FIRST_WEEK_ENDS
    while day < LAST_DAY:
        yield day
        day += timedelta(days=7)
    yield LAST_DAY


def run_demo(*, serve: bool, port: int, as_json: bool) -> None:
    """Do the whole of it, print what was done, and leave the console running if asked."""
    started = time.monotonic()
    with open_house():
        tally = Demo(_sample()).run()
        tally.seconds = time.monotonic() - started
    _report(tally, as_json)
    if not tally.verified or not tally.reconciled:
        sys.exit(1)
    if serve:
        from zhixing.config.running import AlreadyUp, Parent

        _print_sign_ins(port)
        try:
            Parent(home().prepare(), "127.0.0.1", port, 2).run()
        except AlreadyUp as error:
            click.echo(str(error), err=True)


def _report(tally: Tally, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(tally), ensure_ascii=False))
        return
    money = yuan_text(tally.paid_fen, thousands=True)
    lines = [
        f"立案　{tally.accepted:,} 件，退回 {tally.refused:,} 行",
        f"文书　{tally.documents:,} 份（受理案件通知书、执行通知书与报告财产令）",
        f"送达　{tally.deliveries:,} 份，已送达 {tally.served:,} 份",
        f"案款　流水 {tally.lines:,} 笔：已标记 {tally.marked:,}，不明款 {tally.unidentified:,}，冲正 {tally.reversed:,}",
        f"发放　方案 {tally.plans_approved:,} 个，付款 {tally.payments_sent:,} 笔，已到账 {money} 元，退汇 {tally.returned:,} 笔",
        f"查询　向六家协助单位发出 {tally.asked:,} 次，答复 {tally.answered:,} 次",
        f"查控　措施 {tally.measures:,} 条，其中 {tally.measures_without_end:,} 条没有届满日（标红）",
        f"结案　{tally.concluded:,} 件",
        f"对账　{'账簿＝银行＝各案合计' if tally.reconciled else '不平，见对账页'}",
        f"证明　{'全部成立' if tally.verified else '有问题'}："
        + "；".join(check["figures"] for check in tally.checks.values()),
        f"用时　{tally.seconds:.0f} 秒",
        "",
        tally.closing,
    ]
    click.echo("\n".join(lines))
    for check in tally.checks.values():
        for problem in check["problems"][:10]:
            click.echo(f"  ✗ {problem}", err=True)


def _print_sign_ins(port: int) -> None:
    from zhixing.foundation.identity.operations import demo_accounts

    table = Table(title=f"控制台 http://127.0.0.1:{port}/　（Ctrl-C 停止）", title_justify="left")
    for heading in ("角色", "姓名", "用户名", "密码", "一次性代码（各用一次）"):
        table.add_column(heading)
    for account in demo_accounts():
        codes = " ".join(account.recovery_codes[:2])
        table.add_row(account.role.label, account.display_name, account.username, account.password, codes)
    stderr.print(table)
    stderr.print("动态口令：另开一个终端执行 [bold].venv/bin/zhixing code 用户名[/bold]")


def _sample() -> Path:
    from zhixing.simulator import sample_folder

    return sample_folder()


class Demo:
    """One run over an office's files."""

    def __init__(self, folder: Path) -> None:
        from zhixing.cases.rules.register import read_register
        from zhixing.foundation.evidence.rules import sha256
        from zhixing.foundation.identity.actors import Actor
        from zhixing.foundation.identity.queries import court_by_code

        self.tally = Tally()
        self.court = court_by_code(COURT)
        self.office = Actor.system("演示")
        self.register_file = folder / "执行案件台账.xlsx"
        content = self.register_file.read_bytes()
        self.register, self.register_sha256 = read_register(content), sha256(content)
        self.rows_of: dict[date, list[TableRow]] = {}
        for row in self.register.rows:
            self.rows_of.setdefault(self._week_of(row.cells.get("filed_on")), []).append(row)
        self.statement = Slices((folder / "案款专户流水.csv").read_bytes())
        self.ledger_file = folder / "查封冻结台账.xlsx"
        self.units_folder = folder / "units"

    def run(self) -> Tally:
        """Live through the weeks that have not been lived yet, then look back."""
        from zhixing.cli.demo_delivery import carriers_at_work

        self._open_office()
        done_until = self._done_until()
        ahead = [day for day in weeks() if done_until is None or day > done_until]
        with progress("运行一年的执行局") as advance, carriers_at_work(self.court, self.office):
            for place, day in enumerate(ahead, start=1):
                self._live_until(day)
                advance(place, len(ahead))
        clock.rehearse_on(LAST_DAY)
        self._ask_units()
        self._look_back()
        return self.tally

    def _ask_units(self) -> None:
        """A round of queries about open cases, answered by the agreement units' own registers over the wire."""
        from zhixing.cli.demo_inquiries import ask_the_units

        self.tally.asked, self.tally.answered = ask_the_units(self.units_folder, self.court, self.office)

    def _open_office(self) -> None:
        from zhixing.cases.operations import name_court_account
        from zhixing.foundation.identity.operations import make_demo_accounts, register_officers
        from zhixing.foundation.identity.scope import every_court_visible

        clock.rehearse_on(OPENS_ON)
        with every_court_visible():
            names = [cell_text(row.cells.get("officer")) for row in self.register.rows]
            busiest = Counter(names).most_common(1)[0][0]
            accounts = make_demo_accounts(self.court, clock.now(), officer_name=busiest)
            self.people = {account.role: account for account in accounts}
            register_officers(court=self.court, names=names, now=clock.now())
            name_court_account(
                court=self.court, holder="汪清县人民法院（执行案款专户）", bank_name="中国建设银行汪清支行",
                number=self.statement.account_number, actor=self.office, now=clock.now(),
            )  # fmt: skip

    def _done_until(self) -> date | None:
        from zhixing.foundation.evidence.models import Fact
        from zhixing.foundation.identity.scope import every_court_visible

        with every_court_visible():
            last = Fact.objects.filter(kind="demo.week").order_by("-at").first()
        return date.fromisoformat(last.body["until"]) if last else None

    def _live_until(self, day: date) -> None:
        from zhixing.cli.demo_delivery import serve_the_week
        from zhixing.foundation.evidence.operations import record
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.foundation.sweeps.engine import run_sweep

        clock.rehearse_on(day)
        self._file_cases(day)
        run_sweep("documents.first_notices")
        serve_the_week(self.court, self.office)
        self._take_statement(day)
        self._plan()
        self._approve()
        self._pay()
        if day >= LEDGER_ON and day - timedelta(days=7) < LEDGER_ON:
            self._take_over_ledger()
        with courts_visible([self.court.pk]):
            record(
                court_id=self.court.pk, subject=f"court:{self.court.pk}", kind="demo.week", at=clock.now(),
                actor=self.office, body={"until": day.isoformat()},
            )  # fmt: skip
        run_sweep("evidence.seal")

    def _file_cases(self, day: date) -> None:
        from zhixing.cases.operations import take_register

        rows = tuple(self.rows_of.get(day, ()))
        if rows:
            take_register(
                court=self.court, table=replace(self.register, rows=rows), file_name=self.register_file.name,
                file_sha256=self.register_sha256, now=clock.now(), actor=self.office,
            )  # fmt: skip

    @staticmethod
    def _week_of(cell: object) -> date:
        """The end of the week in which a row was filed; a row without a readable day comes in the first."""
        from zhixing.foundation.dates import UnreadableDate, read_date

        try:
            filed = read_date(cell)
        except UnreadableDate:
            return FIRST_WEEK_ENDS
        return next((day for day in weeks() if filed <= day), LAST_DAY)

    def _take_statement(self, day: date) -> None:
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds.operations import import_statement

        content = self.statement.until(day)
        if content is None:
            return
        with courts_visible([self.court.pk]):
            import_statement(
                court=self.court, content=content, name=f"案款专户流水{day:%Y%m%d}.csv", now=clock.now(),
                actor=self.office,
            )  # fmt: skip

    @property
    def bank(self) -> Any:
        """The simulated bank, which keeps its own books beside the home."""
        from zhixing.simulator.bank import Bank
        from zhixing.simulator.faults import Faults

        if not hasattr(self, "_bank"):
            place = home().root / "simulated-bank"
            place.mkdir(exist_ok=True)
            self._bank = Bank(
                place, seed=7, faults=Faults(returned=12), account=self.statement.account_number,
                opening_fen=self.statement.closing_fen,
            )  # fmt: skip
        return self._bank

    def _plan(self) -> None:
        from zhixing.foundation.sweeps.engine import run_sweep

        run_sweep("funds.plan")

    def _approve(self) -> None:
        """The chief and the vice president decide what lies before them, each within their tier."""
        from zhixing.foundation.identity.models import Role, User
        from zhixing.foundation.identity.queries import actor_for
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds.models import Plan
        from zhixing.funds.operations import approve

        for role in (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT):
            person = User.objects.get(username=self.people[role].username)
            with courts_visible([self.court.pk]):
                actor = actor_for(person)
                waiting = list(
                    Plan.objects.filter(court=self.court, state="proposed", approver_role=role.value)
                    .order_by("proposed_at", "id")
                    .values_list("id", flat=True)
                )
            for plan_id in waiting:
                with courts_visible([self.court.pk]):
                    approve(plan_id=plan_id, now=clock.now(), actor=actor)

    def _pay(self) -> None:
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.funds.operations.paying import note_left, take_bank_answer, write_payment_file

        with courts_visible([self.court.pk]):
            file = write_payment_file(court=self.court, now=clock.now(), actor=self.office)
        answers = []
        if file is not None:
            answers.append(self.bank.submit(bytes(file.content), now=clock.now()))
            with courts_visible([self.court.pk]):
                note_left(file_id=file.id, now=clock.now())
        answers += [message.body for message in self.bank.messages(now=clock.now() + timedelta(hours=3))]
        for answer in answers[-60:]:
            with courts_visible([self.court.pk]):
                take_bank_answer(court=self.court, content=answer, now=clock.now(), actor=self.office)

    def _take_over_ledger(self) -> None:
        from zhixing.foundation.evidence.rules import sha256
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.freezes.operations import take_over_ledger
        from zhixing.freezes.rules.ledger import read_ledger

        content = self.ledger_file.read_bytes()
        with courts_visible([self.court.pk]):
            take_over_ledger(
                court=self.court, table=read_ledger(content), file_name=self.ledger_file.name,
                file_sha256=sha256(content), now=clock.now(), actor=self.office,
            )  # fmt: skip

    def _look_back(self) -> None:
        from zhixing.cases.models import Case, IntakeFile
        from zhixing.command.queries import closing_sentence
        from zhixing.config.verification import verify_everything
        from zhixing.delivery.models import Delivery
        from zhixing.documents.models import Document
        from zhixing.foundation.identity.scope import courts_visible
        from zhixing.foundation.sweeps.engine import run_sweep
        from zhixing.funds.queries import reconcile

        run_sweep("evidence.seal")
        tally, court = self.tally, self.court
        with courts_visible([court.pk]):
            tally.accepted = Case.objects.filter(court=court).count()
            tally.refused = sum(len(file.refused) for file in IntakeFile.objects.filter(court=court))
            tally.documents = Document.objects.filter(court=court).count()
            tally.deliveries = Delivery.objects.filter(court=court).count()
            tally.served = Delivery.objects.filter(court=court, state="served").count()
            tally.concluded = Case.objects.filter(court=court, status="concluded").count()
            self._count_money()
            self._count_measures()
            tally.closing = closing_sentence(court=court, year=YEAR, as_of=date(YEAR, 12, 31))
            tally.reconciled = all(found.is_even for found in reconcile(court=court, on=clock.today()))
        report = verify_everything()
        tally.verified, tally.checks = report.ok, report.as_json()["checks"]

    def _count_money(self) -> None:
        from django.db.models import Count, Sum

        from zhixing.funds.models import Payment, Plan, Receipt, StatementLine

        tally, court = self.tally, self.court
        tally.lines = StatementLine.objects.filter(court=court).count()
        states = dict(Receipt.objects.filter(court=court).values_list("state").annotate(Count("pk")))
        tally.reversed = states.get("reversed", 0)
        tally.unidentified = states.get("unidentified", 0)
        tally.marked = sum(states.values()) - tally.reversed - tally.unidentified
        tally.plans_approved = Plan.objects.filter(court=court, state="approved").count()
        payments = Payment.objects.filter(court=court)
        tally.payments_sent = payments.filter(sent_at__isnull=False).count()
        done = payments.filter(state="done").aggregate(sum=Sum("fen"))
        tally.paid_fen = done["sum"] or 0
        tally.returned = payments.filter(state="failed").count()

    def _count_measures(self) -> None:
        from zhixing.freezes.models import Measure

        measures = Measure.objects.filter(court=self.court)
        self.tally.measures = measures.count()
        self.tally.measures_without_end = measures.filter(ends_on=None).count()


@dataclass(frozen=True, slots=True)
class _Line:
    on: date
    text: str


class Slices:
    """A bank statement handed over week by week: each slice has the file's head and the lines of its days."""

    def __init__(self, content: bytes) -> None:
        rows = content.decode("gb18030").splitlines(keepends=True)
        start = next(place for place, row in enumerate(rows) if row.startswith("交易流水号")) + 1
        self._head = rows[:start]
        self._lines = [_Line(_day_of(row), row) for row in rows[start:] if row.strip()]
        cells = next(csv.reader(io.StringIO(rows[1])))
        self.account_number = cells[1].partition(":")[2]
        self.closing_fen = _fen(next(csv.reader(io.StringIO(rows[-1])))[4])

    def until(self, day: date) -> bytes | None:
        """The slice of the week that ends on `day`; None when the bank booked nothing."""
        first = day - timedelta(days=7) if day.weekday() == 6 else day - timedelta(days=day.weekday() + 1)
        chosen = [line.text for line in self._lines if first < line.on <= day]
        return "".join([*self._head, *chosen]).encode("gb18030") if chosen else None


def _day_of(row: str) -> date:
    cells = next(csv.reader(io.StringIO(row)))
    return date.fromisoformat(cells[1][:8])


def _fen(text: str) -> int:
    from zhixing.foundation.money import read_fen

    return read_fen(text, zero_allowed=True)
