"""This room's words in the language of the person: its tabs, its marks, a procedure as a sentence a person reads."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse

from zhixing.cases.rules.timeline_words import words_of
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.robot.actions import actions
from zhixing.robot.rules.checks import Proof
from zhixing.robot.rules.conditions import CONDITIONS
from zhixing.robot.rules.procedures import CLOCKS, Procedure, Rule, Step, When
from zhixing.robot.rules.states import ActState, TaskState

TASK_CHIPS = {
    TaskState.PROPOSED: "due", TaskState.APPROVED: "sent", TaskState.DONE: "done", TaskState.REFUSED: "ended",
    TaskState.OUTDATED: "ended", TaskState.FAILED: "overdue", TaskState.REVERSED: "refused",
}  # fmt: skip
ACT_CHIPS = {
    ActState.PLANNED: "draft", ActState.APPROVED: "waiting", ActState.WAITING: "sent", ActState.DONE: "done",
    ActState.FAILED: "overdue", ActState.UNTICKED: "ended", ActState.REFUSED: "ended", ActState.OUTDATED: "ended",
    ActState.REVERSED: "refused",
}  # fmt: skip
PROOF_CHIPS = {Proof.AGREES: "done", Proof.UNPROVED: "sent", Proof.DIFFERS: "overdue"}
_ANSWERS = {
    "inquiry": ("协助单位答复查询", "a unit answers a query"),
    "control": ("协助单位答复控制请求", "a unit answers a control order"),
    "delivery": ("送达有了结果", "a delivery has a result"),
    "bank": ("银行答复付款", "the bank answers a payment"),
}
_PARTIES = {
    "applicants": ("申请执行人", "the applicants"), "debtors": ("被执行人", "the debtors"),
    "all": ("全体当事人", "all parties"), "parties": ("全体当事人", "all parties"),
    "units": ("协助单位", "the units"), "holders": ("协助单位", "the holders"),
}  # fmt: skip


def room_tabs(current: str) -> list[tuple[str, str, bool, int | None]]:
    """The parts of the room."""
    parts = (
        ("robot", t("待核对", "To check")), ("robot-procedures", t("流程", "Procedures")),
        ("robot-dry-run", t("预演", "Dry run")), ("robot-samples", t("抽查", "Samples")),
        ("robot-results", t("差错率与成效", "Error rate and effect")), ("robot-log", t("记录", "Log")),
        ("robot-stops", t("停止与限额", "Stops and limits")),
    )  # fmt: skip
    return [(words, reverse(name), name == current, None) for name, words in parts]


def shared(current: str) -> dict[str, Any]:
    """What every page of the room needs."""
    return {
        "tabs": room_tabs(current), "task_chips": TASK_CHIPS, "act_chips": ACT_CHIPS, "proof_chips": PROOF_CHIPS,
        "state_words": lambda state: t(state.label, state.english), "proof_words": proof_words,
        "action_words": action_words, "percent": percent, "duration": duration, "called_by": called_by, "reverse_words": reverse_words,
    }  # fmt: skip


def proof_words(proof: Proof) -> str:
    """What the sources say together."""
    return {
        Proof.AGREES: t("来源一致", "sources agree"),
        Proof.UNPROVED: t("只有一个来源", "one source only"),
        Proof.DIFFERS: t("来源不一致", "sources differ"),
    }[proof]


def action_words(key: str) -> str:
    """The name of an action; its key when it is no longer known."""
    known = actions().get(key)
    return t(known.name_zh, known.name_en) if known else key


def called_by(words: str) -> str:
    """What called a procedure: a fact by its words, a day as it is written."""
    return words_of(words)


def reverse_words(key: str) -> str:
    """How an act of this kind is taken back."""
    known = actions().get(key)
    return known.reverse_words if known else ""


def percent(share: Decimal | None) -> str:
    """A share as percent with two decimals; a dash for none."""
    return "—" if share is None else f"{share * 100:.2f} %"


def duration(span: timedelta | None) -> str:
    """A span in hours and minutes, below an hour in minutes and seconds; a dash for none."""
    if span is None:
        return "—"
    seconds = int(span.total_seconds())
    sign, seconds = ("−", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return sign + t(f"{hours} 小时 {minutes} 分", f"{hours} h {minutes} min")
    if minutes:
        return sign + t(f"{minutes} 分 {seconds} 秒", f"{minutes} min {seconds} s")
    return sign + t(f"{seconds} 秒", f"{seconds} s")


# ---- a procedure in words ---------------------------------------------------------------------------------------------


def when_words(when: When) -> str:
    """What calls it."""
    within = t(f"，{when.within_days} 日内", f", within {when.within_days} days")
    if when.answer:
        return t(*_ANSWERS[when.answer]) + within
    if when.facts:
        return t("、", " or ").join(words_of(fact) for fact in when.facts) + within
    clock = when.clock
    assert clock is not None
    day = CLOCKS[clock.of] + (f"（{_word(clock.name)}）" if clock.name else "")
    if clock.every_months:
        return t(
            f"自{day}起每 {clock.every_months} 个月一次，共 {clock.for_years} 年",
            f"every {clock.every_months} months for {clock.for_years} years from {day}",
        )
    if clock.days < 0:
        return t(f"{day}前 {-clock.days} 日", f"{-clock.days} days before {day}") + within
    if clock.days:
        return t(f"{day}后 {clock.days} 日", f"{clock.days} days after {day}") + within
    return day + within


def rule_words(rule: Rule) -> str:
    """One condition."""
    known = CONDITIONS.get(rule.condition)
    name = t(known.name_zh, known.name_en) if known else rule.condition
    labels = {key: param.words for key, param in known.params.items()} if known else {}
    return (t("不是：", "not: ") if rule.negated else "") + name + _params(rule.params, labels)


def step_words(step: Step) -> str:
    """One act."""
    return action_words(step.action) + _params(step.params, {})


def procedure_words(procedure: Procedure) -> list[tuple[str, list[str]]]:
    """A procedure as headings and lines: when, if, then, who approves, how many, hours."""
    days = t("工作日", "on working days") if procedure.working_days_only else t("每天", "every day")
    hours = f"{procedure.opens_at:%H:%M}–{procedure.closes_at:%H:%M}"
    due = (
        [t(f"{procedure.due_days} 日内应当核对", f"to be checked within {procedure.due_days} days")]
        if procedure.due_days
        else []
    )
    return [
        (t("何时", "When"), [when_words(procedure.when)]),
        (t("如果", "If"), [rule_words(rule) for rule in procedure.conditions]),
        (t("就", "Then"), [step_words(step) for step in procedure.acts]),
        (t("谁批准", "Who approves"), [t(procedure.approver.label, procedure.approver.english), *due]),
        (t("数量", "How many"), [t(
            f"一次最多 {procedure.at_once} 件，每小时最多 {procedure.per_hour} 件",
            f"at most {procedure.at_once} at once, {procedure.per_hour} an hour",
        )]),
        (t("时间", "Hours"), [f"{days} {hours}"]),
    ]  # fmt: skip


def _params(params: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    parts = [_param(name, value, labels.get(name, "")) for name, value in params.items()]
    return f"（{'，'.join(parts)}）" if parts else ""


def _param(name: str, value: Any, label: str) -> str:
    values = value if isinstance(value, list) else [value]
    words = "、".join(_word(one) for one in values)
    shows_label = label and isinstance(value, int)
    return f"{label} {words}" if shows_label else words


def _word(value: Any) -> str:
    text = str(value)
    if text in _PARTIES:
        return t(*_PARTIES[text])
    try:
        return DocumentKind(text).document_name
    except ValueError:
        return text


def chosen_court(request: HouseRequest) -> int:
    """The court that the person looks at, else the first of theirs."""
    return request.chosen_court or request.actor.courts[0]
