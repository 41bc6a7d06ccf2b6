"""How a case ends and goes on: grounds, what a 终本 needs, under which number enforcement is resumed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.cases.rules.kinds import ClosingKind
from zhixing.law.case_numbers import CaseNumber
from zhixing.law.suspension import Condition, SuspensionTest, examine_suspension
from zhixing.law.suspension_dossier import Dossier

RESUMED = "执恢"


class EndGround(StrEnum):
    """Why enforcement ends for good (民事诉讼法, the article on termination)."""

    WITHDRAWN = "withdrawn"
    TITLE_REVOKED = "revoked"
    DIED = "died"
    SUPPORT = "support"
    UNABLE = "unable"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in the words of the article."""
        return {
            "withdrawn": "申请人撤销申请",
            "revoked": "据以执行的法律文书被撤销",
            "died": "作为被执行人的公民死亡，无遗产可供执行，又无义务承担人",
            "support": "追索赡养费、扶养费、抚养费案件的权利人死亡",
            "unable": "作为被执行人的公民因生活困难无力偿还借款，无收入来源，又丧失劳动能力",
            "other": "有人民法院认为应当终结执行的其他情形",
        }[self.value]


class ResumeGround(StrEnum):
    """Why enforcement goes on again (法发〔2014〕26号, article 6)."""

    ASSETS_FOUND = "assets_found"
    SETTLEMENT_BROKEN = "settlement_broken"
    SETTLEMENT_VOID = "settlement_void"
    RETURNED = "returned"
    CAUSE_GONE = "cause_gone"

    @property
    def label(self) -> str:
        """The ground in words."""
        return {
            "assets_found": "终结本次执行程序后发现被执行人有可供执行的财产",
            "settlement_broken": "被执行人不履行执行和解协议",
            "settlement_void": "受欺诈、胁迫达成和解协议",
            "returned": "委托执行被退回",
            "cause_gone": "终结执行的原因消失，当事人再次申请执行",
        }[self.value]


RESUMABLE: dict[ClosingKind, frozenset[ResumeGround]] = {
    ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS: frozenset({ResumeGround.ASSETS_FOUND}),
    ClosingKind.TERMINATED: frozenset(set(ResumeGround) - {ResumeGround.ASSETS_FOUND}),
    ClosingKind.PERFORMED: frozenset({ResumeGround.SETTLEMENT_VOID}),
}
"""Which closed case may be resumed on which ground. A stayed case is not closed and goes on under its own number."""


class CannotEnd(ValueError):
    """The case may not end this way now; the message says what is missing."""


class CannotResume(ValueError):
    """The case may not be resumed; the message says why."""


def resumed_number(court_code: str, *, year: int, sequence: int) -> CaseNumber:
    """The number of the resumed case: filed anew as 执恢, in the year of resumption, counted on its own."""
    return CaseNumber(year, court_code, RESUMED, sequence)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a 终本 still lacks: the condition, in words."""

    key: str
    title: str
    reason: str


def missing_of(test: SuspensionTest) -> tuple[Missing, ...]:
    """The binding conditions that are not met."""
    return tuple(
        Missing(found.key, found.title, found.reason)
        for found in test.conditions
        if found.binding and not found.met
    )


def refuse_unready(file: Dossier, on: date) -> SuspensionTest:
    """The test of a file whose 终本 is ready on a day. Raises CannotEnd with everything that is missing."""
    test = examine_suspension(file, on)
    if missing := missing_of(test):
        words = "；".join(f"{one.title}：{one.reason.rstrip('。')}" for one in missing)
        raise CannotEnd(f"尚不符合终结本次执行程序的条件。{words}。")
    return test


def as_record(test: SuspensionTest) -> dict[str, object]:
    """A test as the ending keeps it: each condition and check, met or not, with its article."""

    def row(found: Condition) -> dict[str, object]:
        return {
            "key": found.key, "title": found.title, "met": found.met, "reason": found.reason, "article": found.article,
            "binding": found.binding,
        }  # fmt: skip

    return {"conditions": [row(found) for found in test.conditions], "warnings": list(test.warnings)}
