"""Restrictions of a debtor: their kinds, what ends them, and until when they must be lifted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from zhixing.cases.rules.kinds import ClosingKind
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.restrictions import Duty, LiftCause, lift_consumption
from zhixing.law.sanctions import DELETE_WORKING_DAYS, DeletionCause, Ground, deletion_due
from zhixing.law.working_days import add_working_days, provisional_flag


class RestrictionKind(StrEnum):
    """What is restricted."""

    CONSUMPTION = "consumption"
    DEFAULTER = "defaulter"
    EXIT = "exit"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"consumption": "限制消费", "defaulter": "失信名单", "exit": "限制出境"}[self.value]

    @property
    def lifted_by(self) -> str:
        """What ends it, in a word."""
        return {"consumption": "解除", "defaulter": "删除", "exit": "解除"}[self.value]


class EndCause(StrEnum):
    """Why a restriction ends."""

    PERFORMED = "performed"
    SETTLEMENT_PERFORMED = "settlement_performed"
    CREDITOR_ASKED = "creditor_asked"
    SECURITY = "security"
    TWO_EMPTY_QUERIES = "two_empty_queries"
    STAYED = "stayed"
    NOT_ENFORCED = "not_enforced"
    TERMINATED = "terminated"
    TERM_ENDED = "term_ended"
    EARLY_DECISION = "early_decision"
    WRONG_ENTRY = "wrong_entry"
    WRONG_DETAILS = "wrong_details"

    @property
    def label(self) -> str:
        """The cause in words."""
        return _CAUSES[self.value]


_CAUSES = {
    "performed": "义务已履行完毕",
    "settlement_performed": "执行和解协议已履行完毕",
    "creditor_asked": "申请执行人书面同意",
    "security": "提供了确实有效的担保",
    "two_empty_queries": "终本后两次以上网络查控未发现财产",
    "stayed": "因审判监督或者破产程序中止执行",
    "not_enforced": "裁定不予执行",
    "terminated": "裁定终结执行",
    "term_ended": "期限届满",
    "early_decision": "决定提前解除",
    "wrong_entry": "不应采取而采取",
    "wrong_details": "记载不准确",
}
ENDS_WITH: dict[ClosingKind, EndCause] = {
    ClosingKind.PERFORMED: EndCause.PERFORMED,
    ClosingKind.TERMINATED: EndCause.TERMINATED,
    ClosingKind.WITHDRAWN: EndCause.TERMINATED,
    ClosingKind.NOT_ENFORCED: EndCause.NOT_ENFORCED,
    ClosingKind.REJECTED: EndCause.NOT_ENFORCED,
}
"""How the end of a case ends its restrictions; after 终本 they go on."""

_PERFORMED = frozenset({EndCause.PERFORMED, EndCause.SETTLEMENT_PERFORMED})
_ASKED = frozenset({EndCause.CREDITOR_ASKED, EndCause.SECURITY})
_NOT_OF_THE_LIST = frozenset({EndCause.SECURITY})
_ONLY_OF_THE_LIST = frozenset({EndCause.TWO_EMPTY_QUERIES, EndCause.WRONG_DETAILS})


class CauseDoesNotFit(ValueError):
    """This cause does not end this kind of restriction; the message says which does."""


@dataclass(frozen=True, slots=True)
class Lifting:
    """What a cause asks for: `due_on` is the last day to lift, None where the cause does not oblige the court."""

    due_on: date | None
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


def lifting(
    kind: RestrictionKind, cause: EndCause, occurred_on: date, *, ends_on: date | None = None, empty_queries: int = 0
) -> Lifting:  # fmt: skip
    """Until when a restriction must be lifted after a cause of `occurred_on`; `ends_on` is its own term, if it has one.

    The list has three working days and, with a term, waits for its end (法释〔2017〕7号 第10条). Restricted consumption is
    lifted "promptly" (法释〔2015〕17号 第9条): the house watches the same three working days and says so. Security and
    consent allow the lifting of consumption and do not oblige. Raises CauseDoesNotFit, SanctionNotAllowed.
    """
    if kind is RestrictionKind.DEFAULTER:
        if cause in _NOT_OF_THE_LIST:
            raise CauseDoesNotFit("提供担保不是删除失信信息的事由，可以决定提前删除。")
        deletion = deletion_due(
            DeletionCause(cause.value), occurred_on, ends_on=ends_on, empty_queries=empty_queries
        )
        return Lifting(deletion.due_on, deletion.explanation, deletion.flags)
    if cause in _ONLY_OF_THE_LIST:
        raise CauseDoesNotFit(f"“{cause.label}”只适用于失信名单。")
    subject = "sanctions.consumption_lift" if kind is RestrictionKind.CONSUMPTION else "documents.exit"
    if cause in _ASKED or cause is EndCause.EARLY_DECISION:
        if kind is RestrictionKind.CONSUMPTION and cause in _ASKED:
            asked = LiftCause.SECURITY if cause is EndCause.SECURITY else LiftCause.CREDITOR_CONSENT
            return Lifting(None, lift_consumption(asked, occurred_on).explanation)
        return Lifting(None, (step(subject, occurred_on, f"{cause.label}，可以解除。"),))
    if cause in _PERFORMED and kind is RestrictionKind.CONSUMPTION:
        decided = lift_consumption(LiftCause.PERFORMED, occurred_on)
        basis = decided.explanation if decided.duty is Duty.MUST else ()
    else:
        basis = (step(subject, occurred_on, f"{cause.label}，{kind.label}措施失去依据，应当及时解除。"),)
    due = add_working_days(occurred_on, DELETE_WORKING_DAYS)
    flags = [
        Flag(
            "restriction.promptly",
            f"条文只要求“及时”，本系统按{DELETE_WORKING_DAYS}个工作日（{due.on:%Y-%m-%d}）提醒。",
        )
    ]
    if due.provisional:
        flags.append(provisional_flag(due.on))
    return Lifting(due.on, basis, tuple(flags))


def grounds_of(numbers: Collection[int]) -> tuple[Ground, ...]:
    """The grounds of an entry by their numbers, in order. Raises ValueError for a seventh."""
    return tuple(sorted({Ground(number) for number in numbers}))


class Standing(StrEnum):
    """Where a restriction stands on a day."""

    DECIDED = "decided"
    IN_FORCE = "in_force"
    TO_LIFT = "to_lift"
    OVERDUE = "overdue"
    LIFTED = "lifted"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "decided": "已决定，待发布", "in_force": "生效中", "to_lift": "应当解除", "overdue": "逾期未解除", "lifted": "已解除",
        }[self.value]  # fmt: skip

    @property
    def chip(self) -> str:
        """Its colour."""
        return {
            "decided": "draft", "in_force": "waiting", "to_lift": "due", "overdue": "overdue", "lifted": "ended",
        }[self.value]  # fmt: skip


def standing(
    kind: RestrictionKind, *, published_on: date | None, lift_due_on: date | None, lifted_on: date | None, on: date
) -> Standing:  # fmt: skip
    """Where a restriction stands on a day: an overdue lifting before everything else."""
    if lifted_on is not None:
        return Standing.LIFTED
    if lift_due_on is not None:
        return Standing.OVERDUE if lift_due_on < on else Standing.TO_LIFT
    if kind is RestrictionKind.DEFAULTER and published_on is None:
        return Standing.DECIDED
    return Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class RestrictionLine:
    """One restriction. `case_id` is the case it was taken in, which a resumed case goes on from."""

    id: UUID
    case_id: UUID
    party_id: UUID
    party: str
    kind: RestrictionKind
    grounds: tuple[int, ...]
    reason: str
    decided_on: date
    published_on: date | None
    ends_on: date | None
    cause: EndCause | None
    lift_since: date | None
    lift_due_on: date | None
    lifted_on: date | None
    document_id: UUID | None
    document_number: str
    lift_document_number: str

    def standing(self, on: date) -> Standing:
        """Where it stands on a day."""
        return standing(
            self.kind,
            published_on=self.published_on,
            lift_due_on=self.lift_due_on,
            lifted_on=self.lifted_on,
            on=on,
        )

    @property
    def is_standing(self) -> bool:
        """Whether it has not been lifted."""
        return self.lifted_on is None

    def why(self) -> Lifting | None:
        """Why it must or may be lifted, with the article; None while nothing ended it."""
        if self.cause is None or self.lift_since is None:
            return None
        return lifting(self.kind, self.cause, self.lift_since, ends_on=self.ends_on, empty_queries=2)
