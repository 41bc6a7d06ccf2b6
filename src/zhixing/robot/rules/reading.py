"""Reading a procedure's text. Every fault is named with its line and field and says what to do; nothing is guessed."""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, Protocol

from zhixing.law.articles import statute_book
from zhixing.robot.rules.conditions import CONDITIONS
from zhixing.robot.rules.params import faults_of
from zhixing.robot.rules.procedures import ANSWERS, CLOCKS, Clock, Procedure, Rule, Step, When
from zhixing.robot.rules.states import Approver

_KEY = re.compile(r"[a-z][a-z0-9_]{2,59}")
_FACT = re.compile(r"[a-z_]+\.[a-z_]+")
_HEADER = re.compile(r"\s*(\[\[?)\s*([a-z_]+)\s*\]")
_FIELD = re.compile(r"\s*([a-z_]+)\s*=")
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")
_TOP = {"key", "name", "why", "subject", "when", "if", "then", "approver", "at_once", "per_hour", "hours", "working_days_only", "due_days"}  # fmt: skip
_WHEN = {"fact", "clock", "answer", "within_days"}
_CLOCK = {"of", "name", "days", "every_months", "for_years"}


class KnownAction(Protocol):
    """What reading a procedure needs to know of an action."""

    @property
    def may_go_alone(self) -> bool:
        """Whether its risk allows a procedure without an approver."""
        ...

    def check_params(self, params: Mapping[str, Any]) -> Sequence[str]:
        """What is wrong with the parameters."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a procedure's text: the line (0 where none can be named), the field, and what to do."""

    line: int
    field: str
    words: str

    @property
    def text(self) -> str:
        """The fault as one sentence."""
        return (
            f"第 {self.line} 行，{self.field}：{self.words}" if self.line else f"{self.field}：{self.words}"
        )


class ProcedureFaulty(ValueError):
    """A procedure's text cannot be taken. `faults` names all that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.text for fault in self.faults))


def lines_of(text: str) -> dict[str, int]:
    """The line of every field: ``when.fact``, ``if[2].rule`` (counted from 1)."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    place = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[2]
            counts[name] = counts.get(name, 0) + 1
            place = f"{name}[{counts[name]}]" if header[1] == "[[" else name
            found.setdefault(place, number)
        elif item := _FIELD.match(line):
            found.setdefault(f"{place}.{item[1]}" if place else item[1], number)
    return found


class _Reader:
    """Reads fields one by one and remembers what is wrong."""

    def __init__(self, text: str) -> None:
        self.faults: list[Fault] = []
        self._lines = lines_of(text)

    def fault(self, field: str, words: str) -> None:
        place = field
        while place not in self._lines and "." in place:
            place = place.rpartition(".")[0]
        self.faults.append(Fault(self._lines.get(place, 0), field, words))

    def unknown(self, given: Mapping[str, Any], known: set[str], place: str = "") -> None:
        for name in given:
            if name not in known:
                self.fault(f"{place}{name}", f"没有这一项，可用：{'、'.join(sorted(known))}")

    def text(self, given: Mapping[str, Any], name: str, place: str = "", *, most: int = 300) -> str:
        value = given.get(name, "")
        if not isinstance(value, str) or not value.strip() or len(value) > most:
            self.fault(f"{place}{name}", f"须填写文字，不超过 {most} 字")
            return ""
        return value.strip()

    def whole(
        self, given: Mapping[str, Any], name: str, least: int, most: int, default: int, place: str = ""
    ) -> int:
        value = given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.fault(f"{place}{name}", f"应为 {least} 至 {most} 之间的整数")
            return default
        return value

    def yes(self, given: Mapping[str, Any], name: str, default: bool, place: str = "") -> bool:
        value = given.get(name, default)
        if not isinstance(value, bool):
            self.fault(f"{place}{name}", "应为 true 或者 false")
            return default
        return value

    def two_languages(self, given: Mapping[str, Any], name: str) -> tuple[str, str]:
        value = given.get(name)
        if not isinstance(value, dict):
            self.fault(name, f'须写中英文，如 {name} = {{zh = "……", en = "…"}}')
            return "", ""
        self.unknown(value, {"zh", "en"}, f"{name}.")
        most = 80 if name == "name" else 300
        return self.text(value, "zh", f"{name}.", most=most), self.text(value, "en", f"{name}.", most=most)

    def table(self, given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        value = given.get(name, {})
        if not isinstance(value, dict):
            self.fault(name, "应为一个表")
            return {}
        return value

    def rows(self, given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        value = given.get(name, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.fault(name, f"应写作 [[{name}]]，一项一段")
            return []
        return value


def read_procedure(text: str, *, actions: Mapping[str, KnownAction]) -> Procedure:
    """The procedure a text describes. Raises ProcedureFaulty with every fault."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        raise ProcedureFaulty(
            [Fault(int(line[1]) if line else 0, "TOML", f"不合 TOML 语法，请改正：{problem}")]
        ) from None
    reader = _Reader(text)
    reader.unknown(given, _TOP)
    key = reader.text(given, "key", most=60)
    if key and not _KEY.fullmatch(key):
        reader.fault("key", "只用小写字母、数字和下划线，以字母开头，3 至 60 位")
    name_zh, name_en = reader.two_languages(given, "name")
    why_zh, why_en = reader.two_languages(given, "why")
    when = _when(reader, reader.table(given, "when"))
    conditions = tuple(
        _rule(reader, row, place) for place, row in enumerate(reader.rows(given, "if"), start=1)
    )
    acts = tuple(
        _step(reader, row, place, actions) for place, row in enumerate(reader.rows(given, "then"), start=1)
    )
    if not acts:
        reader.fault("then", "至少要有一个 [[then]]，写明 action")
    opens_at, closes_at = _hours(reader, given)
    rest: dict[str, Any] = {
        "subject": _subject(reader, given),
        "approver": _approver(reader, given),
        "at_once": reader.whole(given, "at_once", 1, 100_000, 500),
        "per_hour": reader.whole(given, "per_hour", 1, 1_000_000, 1_000),
        "working_days_only": reader.yes(given, "working_days_only", True),
        "due_days": reader.whole(given, "due_days", 0, 365, 0) if "due_days" in given else None,
    }
    if rest["approver"] is Approver.NOBODY:
        for place, act in enumerate(acts, start=1):
            if act.action in actions and not actions[act.action].may_go_alone:
                reader.fault(f"then[{place}].action", f"“{act.action}”须由人批准，approver 不能是 nobody")
    if reader.faults:
        raise ProcedureFaulty(reader.faults)
    return Procedure(
        key=key, name_zh=name_zh, name_en=name_en, why_zh=why_zh, why_en=why_en, when=when, conditions=conditions,
        acts=acts, opens_at=opens_at, closes_at=closes_at, text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(), **rest,
    )  # fmt: skip


def _when(reader: _Reader, given: Mapping[str, Any]) -> When:
    reader.unknown(given, _WHEN, "when.")
    callers = [name for name in ("fact", "clock", "answer") if name in given]
    within = reader.whole(given, "within_days", 1, 3_650, 30, "when.")
    if len(callers) != 1:
        reader.fault("when", "须写明由什么引起：fact、clock、answer 三者之一，只写一个")
        return When(within_days=within)
    if callers == ["clock"]:
        return When(clock=_clock(reader, given["clock"]), within_days=within)
    if callers == ["answer"]:
        answer = given["answer"]
        if not isinstance(answer, str) or answer not in ANSWERS:
            reader.fault("when.answer", f"可用：{'、'.join(ANSWERS)}")
            return When(within_days=within)
        return When(facts=ANSWERS[answer], answer=answer, within_days=within)
    facts = given["fact"]
    if (
        not isinstance(facts, list)
        or not facts
        or not all(isinstance(one, str) and _FACT.fullmatch(one) for one in facts)
    ):
        reader.fault("when.fact", '应为事实种类的列表，如 ["case.filed"]')
        return When(within_days=within)
    return When(facts=tuple(facts), within_days=within)


def _clock(reader: _Reader, given: Any) -> Clock | None:
    if not isinstance(given, dict):
        reader.fault("when.clock", '应为一个表，如 {of = "suspended", every_months = 6, for_years = 5}')
        return None
    place = "when.clock."
    reader.unknown(given, _CLOCK, place)
    of = str(given.get("of", ""))
    if of not in CLOCKS:
        reader.fault(f"{place}of", f"可用：{'、'.join(CLOCKS)}")
        return None
    every = reader.whole(given, "every_months", 0, 60, 0, place)
    years = reader.whole(given, "for_years", 0, 20, 0, place)
    if bool(every) != bool(years):
        reader.fault("when.clock", "every_months 与 for_years 须同时写明，或者都不写")
    if every and of not in {"filed", "concluded", "suspended"}:
        reader.fault(f"{place}every_months", "只能从立案、结案、终本之日起按月重复")
    name = given.get("name", "")
    if not isinstance(name, str) or (not name and of in {"limit", "paper"}):
        reader.fault(f"{place}name", "须写明是哪一期限或者哪一种文书")
    return Clock(of, str(name), reader.whole(given, "days", -3_650, 3_650, 0, place), every, years)


def _rule(reader: _Reader, given: Mapping[str, Any], number: int) -> Rule:
    place = f"if[{number}]."
    key = reader.text(given, "rule", place, most=60)
    params = {name: value for name, value in given.items() if name not in {"rule", "not"}}
    if key and key not in CONDITIONS:
        reader.fault(f"{place}rule", f"没有条件“{key}”，可用：{'、'.join(sorted(CONDITIONS))}")
    elif key:
        for name, words in faults_of(params, CONDITIONS[key].params):
            reader.fault(f"{place}{name}", words)
    return Rule(key, params, reader.yes(given, "not", False, place))


def _step(reader: _Reader, given: Mapping[str, Any], number: int, actions: Mapping[str, KnownAction]) -> Step:
    place = f"then[{number}]."
    key = reader.text(given, "action", place, most=60)
    params = {name: value for name, value in given.items() if name != "action"}
    if key and key not in actions:
        reader.fault(f"{place}action", f"没有动作“{key}”，可用：{'、'.join(sorted(actions))}")
    elif key:
        for words in actions[key].check_params(params):
            reader.fault(f"{place}action", words)
    return Step(key, params)


def _hours(reader: _Reader, given: Mapping[str, Any]) -> tuple[time, time]:
    value = given.get("hours", "08:00-18:00")
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        reader.fault("hours", "应写作 08:30-17:30")
        return time(8), time(18)
    opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if opens >= closes:
        reader.fault("hours", "开始须早于结束")
    return opens, closes


def _approver(reader: _Reader, given: Mapping[str, Any]) -> Approver:
    value = given.get("approver", Approver.OFFICER.value)
    if value not in {one.value for one in Approver}:
        reader.fault("approver", f"可用：{'、'.join(one.value for one in Approver)}")
        return Approver.OFFICER
    return Approver(value)


def _subject(reader: _Reader, given: Mapping[str, Any]) -> str:
    value = given.get("subject", "")
    if not isinstance(value, str) or (value and value not in statute_book()):
        reader.fault("subject", "法条库中没有这个题目，请在 law/statutes 中查找")
        return ""
    return value
