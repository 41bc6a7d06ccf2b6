"""The list of defaulters (失信被执行人名单): grounds, exclusions, how long, when to delete."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.working_days import add_months, add_working_days, period_end, provisional_flag

TERM_YEARS = 2
LONGEST_EXTRA_YEARS = 3
DELETE_WORKING_DAYS = 3
DECISION_DAYS = 15
CORRECTION_DAYS = 15
RECONSIDERATION_REQUEST_DAYS = 10
RECONSIDERATION_DAYS = 15
NO_REENTRY_MONTHS = 6
LONGEST_GRACE_MONTHS = 3


class SanctionNotAllowed(ValueError):
    """The sanction is outside what the law allows; the message says why."""


class Ground(IntEnum):
    """The six grounds, by their number in the article."""

    ABLE_BUT_REFUSES = 1
    OBSTRUCTION = 2
    EVASION = 3
    REPORTING_BREACH = 4
    RESTRICTION_BREACH = 5
    SETTLEMENT_REFUSED = 6


GROUND_NAMES = {
    Ground.ABLE_BUT_REFUSES: "有履行能力而拒不履行",
    Ground.OBSTRUCTION: "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
    Ground.EVASION: "以虚假诉讼、仲裁或者隐匿、转移财产等方法规避执行",
    Ground.REPORTING_BREACH: "违反财产报告制度",
    Ground.RESTRICTION_BREACH: "违反限制消费令",
    Ground.SETTLEMENT_REFUSED: "无正当理由拒不履行执行和解协议",
}


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """What may keep a debtor off the list. `re_request_by_creditor`: the creditor applies (not ex officio).

    `deleted_on_creditor_request`: the day an earlier entry was deleted because the creditor asked.
    """

    minor: bool = False
    sufficient_security: bool = False
    measures_suffice: bool = False
    turn_is_later: bool = False
    otherwise_not_refusing: bool = False
    grace_until: date | None = None
    re_request_by_creditor: bool = False
    deleted_on_creditor_request: date | None = None


@dataclass(frozen=True, slots=True)
class ListingTest:
    """Whether the debtor may be listed; `grounds` are those that remain."""

    allowed: bool
    grounds: tuple[Ground, ...]
    explanation: tuple[Step, ...]


@rule(
    "sanctions.grounds",
    "sanctions.not_ground_one",
    "sanctions.minor",
    "sanctions.deletion",
    "sanctions.grace",
)
def may_list(grounds: Collection[Ground], facts: ListingFacts, on: date) -> ListingTest:
    """Whether a debtor may be entered on the list on `on`, and on which grounds.

    Minors never. Ground 1 falls away with sufficient security, sufficient seized assets, a later turn, or otherwise no
    refusal. No entry while a grace period runs, nor for six months on the application of a creditor who had asked for
    the deletion.
    """
    left = tuple(sorted(set(grounds)))
    steps = [
        step("sanctions.grounds", on, f"第{ground.value}项：{GROUND_NAMES[ground]}。") for ground in left
    ]

    def refused(subject: str, text: str) -> ListingTest:
        return ListingTest(False, (), (*steps, step(subject, on, text)))

    if facts.minor:
        return refused("sanctions.minor", "被执行人为未成年人，不得纳入。")
    if facts.grace_until and on <= facts.grace_until:
        return refused("sanctions.grace", f"宽限期至 {facts.grace_until:%Y-%m-%d}，期内暂不纳入。")
    if facts.deleted_on_creditor_request and facts.re_request_by_creditor:
        free_from = reentry_from(facts.deleted_on_creditor_request)
        if on < free_from:
            return refused(
                "sanctions.deletion",
                f"依申请删除后六个月内再申请的不予支持，{free_from:%Y-%m-%d} 起可以申请。",
            )
    reasons = _not_refusing(facts)
    if reasons and Ground.ABLE_BUT_REFUSES in left:
        left = tuple(ground for ground in left if ground is not Ground.ABLE_BUT_REFUSES)
        steps.append(step("sanctions.not_ground_one", on, f"不得依第一项纳入：{'、'.join(reasons)}。"))
    return ListingTest(bool(left), left, tuple(steps))


def _not_refusing(facts: ListingFacts) -> list[str]:
    rows = (
        (facts.sufficient_security, "提供了充分有效担保"),
        (facts.measures_suffice, "已控制的财产足以清偿"),
        (facts.turn_is_later, "履行顺序在后"),
        (facts.otherwise_not_refusing, "其他不属于有履行能力而拒不履行的情形"),
    )
    return [text for holds, text in rows if holds]


def reentry_from(deleted_on: date) -> date:
    """The first day on which the creditor who asked for a deletion may apply for an entry again."""
    return add_months(deleted_on, NO_REENTRY_MONTHS) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ListingTerm:
    """How long an entry lasts. `ends_on` None: no fixed term (ground 1 alone); then deletion follows its causes.

    `delete_by` is the third working day after the end.
    """

    listed_on: date
    ends_on: date | None
    delete_by: date | None
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@rule("sanctions.listing_term", "sanctions.deletion")
def listing_term(
    listed_on: date, grounds: Collection[Ground], *, extra_years: int = 0, violent: bool = False
) -> ListingTerm:
    """The term of an entry made on `listed_on`.

    Two years on grounds 2 to 6; one to three more when violent or threatening and serious, or on several grounds. The
    term ends on the corresponding day, which the decision should state. Raises SanctionNotAllowed.
    """
    if not grounds:
        raise SanctionNotAllowed("纳入失信名单应当写明依据哪一项。")
    termed = {ground for ground in grounds if ground is not Ground.ABLE_BUT_REFUSES}
    if not 0 <= extra_years <= LONGEST_EXTRA_YEARS:
        raise SanctionNotAllowed("延长只能是一至三年。")
    serious = violent and Ground.OBSTRUCTION in grounds
    if extra_years and not (termed and (serious or len(set(grounds)) > 1)):
        raise SanctionNotAllowed("只有暴力、威胁抗拒执行情节严重，或者有多项失信行为的，才可以延长期限。")
    if not termed:
        made = step(
            "sanctions.listing_term", listed_on, "第一项情形没有固定期限，有删除事由时三个工作日内删除。"
        )
        return ListingTerm(listed_on, None, None, (made,))
    years = TERM_YEARS + extra_years
    ends_on = add_months(listed_on, 12 * years)
    delete = add_working_days(ends_on, DELETE_WORKING_DAYS)
    extra = f"，延长 {extra_years} 年" if extra_years else ""
    steps = (
        step(
            "sanctions.listing_term",
            listed_on,
            f"期限二年{extra}。",
            f"{listed_on:%Y-%m-%d} ＋ {years}年",
            f"{ends_on:%Y-%m-%d}",
        ),
        step(
            "sanctions.deletion",
            listed_on,
            "期限届满后三个工作日内删除。",
            f"{ends_on:%Y-%m-%d} ＋ 3 个工作日",
            f"{delete.on:%Y-%m-%d}",
        ),
    )
    return ListingTerm(listed_on, ends_on, delete.on, steps, _flags(delete.on, delete.provisional))


def _flags(on: date, provisional: bool) -> tuple[Flag, ...]:
    return (provisional_flag(on),) if provisional else ()


class DeletionCause(StrEnum):
    """Why an entry goes."""

    PERFORMED = "performed"
    SETTLEMENT_PERFORMED = "settlement_performed"
    CREDITOR_ASKED = "creditor_asked"
    TWO_EMPTY_QUERIES = "two_empty_queries"
    STAYED = "stayed"
    NOT_ENFORCED = "not_enforced"
    TERMINATED = "terminated"
    TERM_ENDED = "term_ended"
    EARLY_DECISION = "early_decision"
    """The court rewards performance or correction before the term ends."""
    WRONG_ENTRY = "wrong_entry"
    WRONG_DETAILS = "wrong_details"


CAUSE_NAMES = {
    DeletionCause.PERFORMED: "已履行义务或者已执行完毕",
    DeletionCause.SETTLEMENT_PERFORMED: "执行和解协议已履行完毕",
    DeletionCause.CREDITOR_ASKED: "申请执行人书面申请删除，审查同意",
    DeletionCause.TWO_EMPTY_QUERIES: "终本后网络查控两次以上未发现财产，且无有效线索",
    DeletionCause.STAYED: "因审判监督或者破产程序裁定中止执行",
    DeletionCause.NOT_ENFORCED: "裁定不予执行",
    DeletionCause.TERMINATED: "裁定终结执行",
    DeletionCause.TERM_ENDED: "纳入期限届满",
    DeletionCause.EARLY_DECISION: "决定提前删除",
    DeletionCause.WRONG_ENTRY: "不应纳入而纳入，应当撤销",
    DeletionCause.WRONG_DETAILS: "记载不准确，应当更正",
}
ANY_TIME = frozenset({DeletionCause.EARLY_DECISION, DeletionCause.WRONG_ENTRY, DeletionCause.WRONG_DETAILS})
"""Causes that work whether or not the entry has a term."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """Until when an entry must be deleted (or revoked, or corrected). `due_on` None: this cause does not delete it."""

    cause: DeletionCause
    due_on: date | None
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


@rule("sanctions.deletion", "sanctions.wrong_entry", "sanctions.listing_term")
def deletion_due(
    cause: DeletionCause, occurred_on: date, *, ends_on: date | None = None, empty_queries: int = 0
) -> Deletion:
    """Until when a cause that occurred on `occurred_on` deletes an entry; `ends_on` is the entry's term, if it has one.

    An entry with a term does not go for the seven ordinary causes, only when the term ends, by early decision, or when
    wrong. Raises SanctionNotAllowed when TERM_ENDED is given without a term, or fewer than two empty queries.
    """
    if cause is DeletionCause.TWO_EMPTY_QUERIES and empty_queries < 2:
        raise SanctionNotAllowed("终本后应当网络查控两次以上均无财产，才能删除。")
    if cause is DeletionCause.TERM_ENDED and ends_on is None:
        raise SanctionNotAllowed("没有纳入期限，不能以期限届满为由删除。")
    start = occurred_on
    if cause is DeletionCause.TERM_ENDED:
        start = ends_on or occurred_on
    elif ends_on is not None and cause not in ANY_TIME:
        text = f"有纳入期限（至 {ends_on:%Y-%m-%d}），“{CAUSE_NAMES[cause]}”不适用；可以决定提前删除。"
        return Deletion(cause, None, (step("sanctions.deletion", occurred_on, text),))
    due = add_working_days(start, DELETE_WORKING_DAYS)
    wrong = cause in (DeletionCause.WRONG_ENTRY, DeletionCause.WRONG_DETAILS)
    subject = "sanctions.wrong_entry" if wrong else "sanctions.deletion"
    text = f"{CAUSE_NAMES[cause]}，三个工作日内处理。"
    made = step(subject, occurred_on, text, f"{start:%Y-%m-%d} ＋ 3 个工作日", f"{due.on:%Y-%m-%d}")
    return Deletion(cause, due.on, (made,), _flags(due.on, due.provisional))


class ListingAct(StrEnum):
    """Acts about the list that have a limit in days."""

    DECIDE_APPLICATION = "decide_application"
    DECIDE_CORRECTION = "decide_correction"
    ASK_RECONSIDERATION = "ask_reconsideration"
    DECIDE_RECONSIDERATION = "decide_reconsideration"


_ACTS = {
    ListingAct.DECIDE_APPLICATION: (
        DECISION_DAYS,
        "sanctions.listing_decision",
        "收到纳入申请之日起十五日内决定。",
    ),
    ListingAct.DECIDE_CORRECTION: (
        CORRECTION_DAYS,
        "sanctions.correction",
        "收到纠正申请之日起十五日内审查。",
    ),
    ListingAct.ASK_RECONSIDERATION: (
        RECONSIDERATION_REQUEST_DAYS,
        "sanctions.correction",
        "驳回决定送达之日起十日内申请复议。",
    ),
    ListingAct.DECIDE_RECONSIDERATION: (
        RECONSIDERATION_DAYS,
        "sanctions.correction",
        "收到复议申请之日起十五日内决定。",
    ),
}


@dataclass(frozen=True, slots=True)
class SanctionDue:
    """The last day for an act about a sanction."""

    due_on: date
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...]


@rule("sanctions.listing_decision", "sanctions.correction")
def listing_act_due(act: ListingAct, on: date) -> SanctionDue:
    """Until when an act about the list is to be done after its event on `on`."""
    days, subject, text = _ACTS[act]
    end = period_end(on, days=days)
    return SanctionDue(end.last_day, (step(subject, on, text), *end.explanation), end.flags)


@rule("sanctions.grace")
def grace_end(on: date, months: int) -> date:
    """The last day of a grace period before publication, one to three months; raises SanctionNotAllowed."""
    if not 1 <= months <= LONGEST_GRACE_MONTHS:
        raise SanctionNotAllowed("失信宽限期为一至三个月。")
    return add_months(on, months)
