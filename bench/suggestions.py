"""How often the right case is suggested for unidentified money: worlds of several seeds, by kind of trace.

The truth is the simulator's; the house is not told it. Every world is taken in, measured and rolled back. Money whose
case was refused at filing has no right answer in the house and is listed by itself.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.measuring import Row
from zhixing.simulator.payments import Payment
from zhixing.simulator.world import REGISTER_FILE, STATEMENT_FILE, World

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

WORLDS = (
    (501, 600, False), (502, 600, False), (503, 600, False), (504, 600, True), (505, 600, True), (506, 5_000, False),
    (507, 5_000, True),
)  # fmt: skip
FIRST_MIN, TOP_THREE_MIN = 90, 97
COURT = ("吉2402", "图们市人民法院")
_RECORD = "units/民政局-婚姻.csv"
NO_CASE, NOT_FILED, NO_TRACE = (
    "无案件 of no case",
    "未立案 case refused at filing",
    "外人转账 stranger, plain remark",
)


@dataclass(slots=True)
class Tally:
    """By kind of trace: how many lines, how often right first, among the first three, and suggested at all."""

    lines: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    three: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)
    wrong_marks: int = 0
    marks: int = 0

    def add(self, kind: str, right: str, found: list[str]) -> None:
        """One unidentified line."""
        self.lines[kind] += 1
        self.first[kind] += found[:1] == [right]
        self.three[kind] += right in found[:3]
        self.suggested[kind] += bool(found)

    def join(self, other: "Tally") -> None:
        """Add another world's figures."""
        for name in ("lines", "first", "three", "suggested"):
            getattr(self, name).update(getattr(other, name))
        self.wrong_marks += other.wrong_marks
        self.marks += other.marks

    def traced(self) -> tuple[int, int, int]:
        """Lines that carry a trace, right first, right among three."""
        kinds = [kind for kind in self.lines if not kind.startswith((NO_CASE, NOT_FILED, NO_TRACE))]
        lines, first, three = (
            sum(counter[kind] for kind in kinds) for counter in (self.lines, self.first, self.three)
        )
        return lines, first, three


def kind_of(paid: Payment, refused: frozenset[str], spouses: dict[str, set[str]]) -> str:
    """What trace a line carries, from the truth. `spouses` are current ones by the debtor's number, if the house knows."""
    if paid.case is None or paid.debtor is None:
        return f"{NO_CASE}：{paid.note or '其他用途'}"
    if paid.case.number in refused:
        return NOT_FILED
    if paid.note and paid.note != "genuine second transfer":
        return f"陷阱 trap：{paid.note}"
    if paid.payer == paid.debtor.name:
        return _of_the_debtor(paid.remark, paid.case.applicant.name)
    if paid.debtor.name in paid.remark:
        return "代为付款 debtor named by another"
    return "配偶转账 spouse by record" if paid.payer in spouses.get(paid.debtor.id_number, ()) else NO_TRACE


def _of_the_debtor(remark: str, applicant: str) -> str:
    if any(char.isdecimal() for char in remark):
        return "案号不完整 incomplete number"
    return "写明申请人 applicant named" if applicant in remark else "被执行人本人 debtor, plain remark"


def evaluate(seed: int, cases: int, hard: bool, civil: bool) -> Tally:
    """Take a world in, look at what was suggested, and leave nothing behind."""
    from django.db import transaction

    from zhixing.foundation.identity.queries import court_by_code
    from zhixing.foundation.identity.scope import courts_visible

    world = World(seed, *COURT, cases=cases, hard=hard)
    with transaction.atomic():
        court = court_by_code(COURT[0])
        with courts_visible([court.pk]):
            tally = _taken_in(court, world, civil)
        transaction.set_rollback(True)
    return tally


def _taken_in(court: "Court", world: World, civil: bool) -> Tally:
    from zhixing.cases.operations import note_relatives, take_register
    from zhixing.cases.rules.register import read_register
    from zhixing.cases.rules.relatives import read_record
    from zhixing.foundation import clock
    from zhixing.foundation.identity.actors import Actor
    from zhixing.funds.operations import import_statement

    files, actor, now = world.files(), Actor.system("bench"), clock.now()
    taken = take_register(
        court=court,
        table=read_register(files[REGISTER_FILE]),
        file_name="x",
        file_sha256="",
        now=now,
        actor=actor,
    )
    if civil:
        table = read_record(files[_RECORD])
        note_relatives(court=court, table=table, file_name=_RECORD, file_sha256="", now=now, actor=actor)
    report = import_statement(court=court, content=files[STATEMENT_FILE], name="x", now=now, actor=actor)
    refused = frozenset(one.number for one in taken.refused) - {
        case.number for case in world.cases if case.mistake is None
    }
    spouses = _spouses(world) if civil else {}
    lines = {line.serial: line.payment for line in world.lines}
    tally = Tally(marks=len(report.marked))
    for serial, number, _ in report.marked:
        case = lines[serial].case
        tally.wrong_marks += case is None or case.number != number
    for serial, _ in report.unidentified:
        paid = lines[serial]
        if paid.fen > 0:
            found = [number for number, _, _ in report.candidates.get(serial, [])]
            tally.add(kind_of(paid, refused, spouses), paid.case.number if paid.case else "", found)
    return tally


def _spouses(world: World) -> dict[str, set[str]]:
    record = next(unit for unit in world.units.files if unit.name in _RECORD)
    found: dict[str, set[str]] = {}
    for _, number, spouse, _, _, status in record.lines:
        if status == "已婚":
            found.setdefault(number, set()).add(spouse)
    return found


def table_of(tally: Tally) -> Iterable[str]:
    """The figures by kind of trace, a line each."""
    for kind, count in sorted(tally.lines.items()):
        first, three = 100 * tally.first[kind] / count, 100 * tally.three[kind] / count
        right = "" if kind.startswith(NO_CASE) else f"首位 {first:.1f} %，前三 {three:.1f} %，"
        yield f"{kind}：{count} 笔，{right}有推荐 {tally.suggested[kind]}"


def measure() -> list[Row]:
    """All worlds without and with the civil-affairs record; the kinds of trace are printed as they are."""
    import sys

    rows = []
    for civil in (False, True):
        for hard in (False, True):
            whole = Tally()
            for seed, cases, is_hard in WORLDS:
                if is_hard is hard:
                    whole.join(evaluate(seed, cases, hard, civil))
            sys.stderr.write("\n".join(("", *table_of(whole))) + "\n")
            rows += _rows(whole, hard, civil)
    return rows


def _rows(tally: Tally, hard: bool, civil: bool) -> list[Row]:
    lines, first, three = tally.traced()
    name = f"推荐{'（难）' if hard else ''}{'，有婚姻登记' if civil else ''} suggestions"
    nothing = sum(count for kind, count in tally.suggested.items() if kind.startswith(NO_CASE))
    return [
        Row(
            f"{name}: first right", "%", 100 * first / lines, "要求", FIRST_MIN, f"≥ {FIRST_MIN} %",
            100 * first >= FIRST_MIN * lines, f"{lines:,} 笔有线索的不明款",
        ),
        Row(
            f"{name}: in first three", "%", 100 * three / lines, "要求", TOP_THREE_MIN, f"≥ {TOP_THREE_MIN} %",
            100 * three >= TOP_THREE_MIN * lines,
        ),
        Row(
            f"{name}: wrong", "笔", tally.wrong_marks + nothing, "", 0, "0", not tally.wrong_marks and not nothing,
            f"自动标记 {tally.marks:,}，错 {tally.wrong_marks}；无案件的款被推荐 {nothing}",
        ),
    ]  # fmt: skip
