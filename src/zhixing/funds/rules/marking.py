"""Whose case a receipt is of: decided by what is certain, or left to a person with the reason in words.

Certain is the sub-account of a case, one complete case number in the remark that agrees with a party, or an account
that has paid for this debtor's one open case before (`payer_accounts.py`). Nothing is marked by likeness, by amount,
or by a name alone: one name may be ten people's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from zhixing.foundation.names import comparing_key
from zhixing.law.case_numbers import FoundNumbers, Part, find_in


class MarkedBy(StrEnum):
    """What made a mark certain."""

    SUB_ACCOUNT = "sub_account"
    CASE_NUMBER = "case_number"
    PAYER_ACCOUNT = "payer_account"
    PERSON = "person"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "sub_account": "虚拟子账号", "case_number": "完整案号", "payer_account": "已证实的付款账户", "person": "人工认领",
        }[self.value]  # fmt: skip


class Why(StrEnum):
    """Why a receipt could not be marked by itself."""

    NO_TRACE = "no_trace"
    NAME_ONLY = "name_only"
    INCOMPLETE_NUMBER = "incomplete_number"
    SEVERAL_NUMBERS = "several_numbers"
    NUMBER_OF_OTHER_COURT = "number_of_other_court"
    NUMBER_OF_NO_CASE = "number_of_no_case"
    PAYER_NOT_PARTY = "payer_not_party"
    PAYER_IS_APPLICANT = "payer_is_applicant"
    SUB_ACCOUNT_OF_NO_CASE = "sub_account_of_no_case"
    TRACES_DISAGREE = "traces_disagree"
    UNMARKED = "unmarked"
    UNEXPLAINED_DEBIT = "unexplained_debit"
    REVERSAL_WITHOUT_ORIGINAL = "reversal_without_original"

    @property
    def label(self) -> str:
        """The words on screen: what is missing."""
        return _WHY[self]


_WHY = {
    Why.NO_TRACE: "附言和子账号中没有任何案件线索",
    Why.NAME_ONLY: "附言中没有案号，仅凭姓名不作标记",
    Why.INCOMPLETE_NUMBER: "案号不完整",
    Why.SEVERAL_NUMBERS: "附言中有多个案号",
    Why.NUMBER_OF_OTHER_COURT: "附言中是其他法院的案号",
    Why.NUMBER_OF_NO_CASE: "附言中的案号在本院没有立案登记",
    Why.PAYER_NOT_PARTY: "案号完整，但付款人和附言中的姓名都不是该案被执行人",
    Why.PAYER_IS_APPLICANT: "案号完整，但付款人是该案申请执行人，请核实款项性质",
    Why.SUB_ACCOUNT_OF_NO_CASE: "虚拟子账号在本院没有对应的立案登记",
    Why.TRACES_DISAGREE: "虚拟子账号与附言中的案号不是同一案件",
    Why.UNMARKED: "人工撤回标记，待重新认领",
    Why.UNEXPLAINED_DEBIT: "支出不是本系统的付款，来历待查",
    Why.REVERSAL_WITHOUT_ORIGINAL: "冲正找不到原交易，待查",
}


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A filed case of the court, as marking needs it. Party names as keys for comparing.

    `debtor_id` is set where a debtor's own sub-account led to the case.
    """

    id: UUID
    number: str
    applicants: frozenset[str] = frozenset()
    debtors: frozenset[str] = frozenset()
    debtor_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Traces:
    """What a line says about its case: the sub-account, the numbers in the remark, and the words around them."""

    sub_account: str
    numbers: FoundNumbers | None
    words: frozenset[str]

    @property
    def number(self) -> str:
        """The one complete case number, or nothing."""
        exact = self.numbers.exact if self.numbers else None
        return exact.text if exact else ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The receipt is of this case."""

    case: KnownCase
    by: MarkedBy


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Nobody can tell yet; `detail` adds what the words of `why` leave open."""

    why: Why
    detail: str = ""

    @property
    def text(self) -> str:
        """The reason as a person reads it."""
        return f"{self.why.label}（{self.detail}）" if self.detail else self.why.label


_SPLIT = re.compile(r"[\s,，、;；:：。.()（）\[\]【】/\\|_\-—]+")
_BEFORE = (
    "代替",
    "代付",
    "代交",
    "代缴",
    "代",
    "替",
    "帮",
    "还给",
    "归还",
    "偿还",
    "支付",
    "付给",
    "付",
    "还",
    "交",
    "缴",
)
_BEHIND = (
    "执行案款", "执行款", "案件款", "案款", "还款", "欠款", "货款", "借款", "交执行款", "缴执行款", "执行费", "付款",
    "交款", "缴款", "款", "的", "交", "付", "还", "缴", "代付", "代交", "代缴",
)  # fmt: skip


def traces_of(remark: str, sub_account: str) -> Traces:
    """Read a line. A remark without any digit holds no case number."""
    numbers = find_in(remark) if any(char.isdecimal() for char in remark) else None
    return Traces(sub_account, numbers, _words(remark, numbers))


def _words(remark: str, numbers: FoundNumbers | None) -> frozenset[str]:
    """What is written besides numbers, word by word and freed of 代, 替, 执行款 and the like, as keys for comparing."""
    rest = remark
    if numbers:
        for found in sorted((*numbers.complete, *numbers.incomplete), key=lambda item: -item.start):
            rest = f"{rest[: found.start]} {rest[found.end :]}"
    found_words = set()
    for word in _SPLIT.split(rest):
        if word:
            found_words |= {comparing_key(word), comparing_key(_bare(word))}
    return frozenset(found_words - {""})


def _bare(word: str) -> str:
    """替李四交执行款 → 李四."""
    changed = True
    while changed:
        changed = False
        for behind in _BEHIND:
            if word.endswith(behind) and len(word) > len(behind):
                word, changed = word[: -len(behind)], True
                break
        for before in _BEFORE:
            if word.startswith(before) and len(word) > len(before) + 1:
                word, changed = word[len(before) :], True
                break
    return word


def decide(
    traces: Traces,
    *,
    payer_key: str,
    court_code: str,
    by_sub_account: Mapping[str, KnownCase],
    by_number: Mapping[str, KnownCase],
) -> Marked | Unidentified:
    """The case of a receipt. `payer_key` is the payer's name for comparing; the mappings hold filed cases only."""
    if traces.sub_account:
        return _by_sub_account(traces, by_sub_account)
    if traces.numbers is None or not (traces.numbers.complete or traces.numbers.incomplete):
        return Unidentified(Why.NAME_ONLY if _names_somebody(traces) else Why.NO_TRACE)
    if traces.numbers.exact is None:
        return _not_exact(traces.numbers)
    return _by_number(traces, payer_key, court_code, by_number)


def _by_number(
    traces: Traces, payer_key: str, court_code: str, known: Mapping[str, KnownCase]
) -> Marked | Unidentified:
    """A complete number decides only together with a party: the debtor pays, or the remark names one of the parties."""
    exact = traces.numbers.exact if traces.numbers else None
    case = known.get(traces.number)
    why = Why.PAYER_NOT_PARTY
    if exact is not None and exact.court != court_code:
        why = Why.NUMBER_OF_OTHER_COURT
    elif case is None:
        why = Why.NUMBER_OF_NO_CASE
    elif payer_key in case.debtors or traces.words & (case.debtors | case.applicants - {payer_key}):
        return Marked(case, MarkedBy.CASE_NUMBER)
    elif payer_key in case.applicants:
        why = Why.PAYER_IS_APPLICANT
    return Unidentified(why, traces.number)


def _by_sub_account(traces: Traces, known: Mapping[str, KnownCase]) -> Marked | Unidentified:
    case = known.get(traces.sub_account)
    if case is None:
        return Unidentified(Why.SUB_ACCOUNT_OF_NO_CASE, traces.sub_account)
    if traces.number and traces.number != case.number:
        return Unidentified(Why.TRACES_DISAGREE, f"子账号属{case.number}，附言为{traces.number}")
    return Marked(case, MarkedBy.SUB_ACCOUNT)


def _not_exact(numbers: FoundNumbers) -> Unidentified:
    cases = {found.number.case.text for found in numbers.complete if found.number}
    if len(cases) > 1:
        return Unidentified(Why.SEVERAL_NUMBERS, "、".join(sorted(cases)))
    missing = {part for found in numbers.incomplete for part in found.missing}
    return Unidentified(
        Why.INCOMPLETE_NUMBER, "缺" + "、".join(part.value for part in Part if part in missing)
    )


_PLAIN_WORDS = frozenset(
    comparing_key(word)
    for word in (
        "案款", "执行款", "还款", "转账", "执行案款", "法院执行", "执行", "诉讼费", "保证金", "货款", "利息", "退款", "付款", "汇款",
        "转款", "往来款", "缴款", "案件款", "法院", "欠款", "借款", "款", "执行费",
    )
)  # fmt: skip


def _names_somebody(traces: Traces) -> bool:
    return bool(traces.words - _PLAIN_WORDS)


_NEUTRAL_WORDS = frozenset(
    comparing_key(form)
    for word in (
        "案款", "执行款", "还款", "转账", "执行案款", "法院执行", "执行", "付款", "汇款", "转款", "缴款", "案件款", "法院", "法院执行款",
        "交执行款", "缴执行款", "还执行款", "款",
    )
    for form in (word, _bare(word))
)  # fmt: skip


def is_neutral(traces: Traces, payer_key: str) -> bool:
    """Whether a line bears no trace of its own: no number, no sub-account, no word but plain ones and the payer's name."""
    numbers = traces.numbers
    if traces.sub_account or (numbers and (numbers.complete or numbers.incomplete)):
        return False
    rest = {word.replace(payer_key, "") if payer_key else word for word in traces.words}
    return not rest - _NEUTRAL_WORDS - {""}
