"""A third person's debt to the debtor (到期债权): what an objection bars, and what may be enforced."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.law.amounts import yuan_text
from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Step
from zhixing.law.limit_table import LimitKind
from zhixing.law.limits import clock


class GarnisheeUnclear(ValueError):
    """The sums objected to do not fit the claim."""


class Answer(StrEnum):
    """What the third person says."""

    DENIES = "denies"
    """A real objection, to all or a part."""
    CANNOT_PAY = "cannot_pay"
    NO_RELATION_TO_APPLICANT = "no_relation_to_applicant"


NOT_OBJECTIONS = frozenset({Answer.CANNOT_PAY, Answer.NO_RELATION_TO_APPLICANT})


@dataclass(frozen=True, slots=True)
class Objected:
    """An answer to the notice: `fen` is the part denied."""

    on: date
    answer: Answer
    fen: int


@dataclass(frozen=True, slots=True)
class GarnisheeState:
    """What may be enforced against the third person now. The freeze of the claim stands in every case.

    `open_until` is the last of the fifteen days while they run; nothing is enforced before.
    """

    enforceable_fen: int
    barred_fen: int
    open_until: date | None
    explanation: tuple[Step, ...]


@rule("limits.garnishee", "limits.garnishee_bar", "limits.garnishee_part", "limits.garnishee_freeze")
def garnishee_state(
    *, served_on: date, claim_fen: int, today: date, objected: Objected | None = None, by_title: bool = False
) -> GarnisheeState:
    """The state of a notice to perform a due debt of `claim_fen`, served on `served_on`.

    A denial in time bars the denied part without examination, unless an effective title fixes the claim (`by_title`).
    Inability to pay, or having nothing to do with the applicant, is no objection. Raises GarnisheeUnclear.
    """
    if objected and not 0 < objected.fen <= claim_fen:
        raise GarnisheeUnclear("异议的金额应当大于零且不超过到期债权额。")
    running = clock(LimitKind.GARNISHEE, served_on)
    if today <= running.due_on and objected is None:
        return GarnisheeState(0, 0, running.due_on, running.explanation)
    barred = 0
    subject, text = "limits.garnishee", "期内未提出异议又不履行，可以强制执行。"
    if objected and objected.answer in NOT_OBJECTIONS:
        subject, text = "limits.garnishee_part", "无履行能力、与申请执行人无直接法律关系，不属于异议。"
    elif objected and by_title:
        subject, text = "limits.garnishee_freeze", "到期债权由生效法律文书确定，予以否认的不予支持。"
    elif objected and objected.on > running.due_on:
        text = f"异议超过 {running.due_on:%Y-%m-%d}，不产生期内异议的效力。"
    elif objected:
        barred = objected.fen
        subject, text = (
            "limits.garnishee_bar",
            "期内异议，不审查，对异议部分不得强制执行；债权冻结不因此失效。",
        )
    left = claim_fen - barred
    made = step(subject, served_on, text, "", yuan_text(left, True))
    still_open = running.due_on if today <= running.due_on else None
    return GarnisheeState(0 if still_open else left, barred, still_open, (*running.explanation, made))
