"""The documents that go out when a case is filed: to each applicant one, to each debtor one."""

from dataclasses import dataclass, replace
from datetime import date

from zhixing.cases.rules.debt import DebtStatement
from zhixing.documents.rules.contexts import (
    AcceptanceNotice,
    AmountDue,
    Context,
    EnforcementNotice,
    IssuingCourt,
    NoticeArticles,
    PaymentAccount,
    PropertyReport,
    Recipient,
    TitleOfEnforcement,
)
from zhixing.documents.rules.numbering import document_number
from zhixing.law.articles import cite
from zhixing.law.rate_terms import parse_rate

PERFORM_WITHIN_DAYS = 3
REPORT_WITHIN_DAYS = 5
LEADS_WITHIN_DAYS = 10
"""Periods the court sets itself; the law leaves them to it."""


@dataclass(frozen=True, slots=True)
class NoticeParty:
    """A party as the notices need it. `sub_account` is a debtor's own number for paying; empty: the case's."""

    key: str
    name: str
    is_person: bool
    sub_account: str = ""


@dataclass(frozen=True, slots=True)
class NoticeCase:
    """A case as the notices need it. `debt` is computed for the day of issue."""

    court: IssuingCourt
    account: PaymentAccount
    number: str
    cause: str
    filed_on: date
    title_made_by: str
    title_number: str
    claim_fen: int
    principal_fen: int
    costs_fen: int
    rate_text: str
    interest_from: date | None
    applicants: tuple[NoticeParty, ...]
    debtors: tuple[NoticeParty, ...]
    debt: DebtStatement


@dataclass(frozen=True, slots=True)
class Draft:
    """A document to be issued to a party."""

    recipient_key: str
    nth: int
    context: Context


def first_notices(case: NoticeCase, *, on: date) -> tuple[Draft, ...]:
    """The acceptance notice to each applicant and the enforcement notice with property-report order to each debtor."""
    return (
        *(_acceptance(case, party, nth, on) for nth, party in enumerate(case.applicants, start=1)),
        *(_enforcement(case, party, nth, on) for nth, party in enumerate(case.debtors, start=1)),
    )


def _cited(subject: str, on: date) -> str:
    return cite(subject, on).citation_in_document


def _title(case: NoticeCase) -> TitleOfEnforcement:
    return TitleOfEnforcement(made_by=case.title_made_by, number=case.title_number, name="生效法律文书")


def _acceptance(case: NoticeCase, party: NoticeParty, nth: int, on: date) -> Draft:
    notice = AcceptanceNotice(
        court=case.court,
        document_number=document_number("受理案件通知书", case.number, nth),
        case_number=case.number,
        applicant=Recipient(party.name, party.is_person),
        debtors=tuple(debtor.name for debtor in case.debtors),
        cause=case.cause,
        title=_title(case),
        claim_fen=case.claim_fen,
        filed_on=case.filed_on,
        issued_on=on,
        leads_days=LEADS_WITHIN_DAYS,
        articles=_cited("limits.acceptance", on),
    )
    return Draft(party.key, nth, notice)


def notice_articles(on: date) -> NoticeArticles:
    """The articles an enforcement notice of that day cites."""
    return NoticeArticles(
        notice=_cited("enforcement.notice", on),
        delay=_cited("interest.delay", on),
        notice_content=_cited("interest.delay.notice", on),
        defaulter_list=_cited("sanctions.grounds", on),
        consumption=_cited("sanctions.consumption", on),
        refusal=_cited("documents.refusal", on),
        report=_cited("enforcement.property_report", on),
        report_order=_cited("limits.report_order", on),
    )


def _amounts(case: NoticeCase) -> tuple[AmountDue, ...]:
    debt, until = case.debt.debt, f"计算至{case.debt.on.year}年{case.debt.on.month}月{case.debt.on.day}日"
    parts = (
        AmountDue("本金", debt.principal_left, "执行依据确定的金额"),
        AmountDue("诉讼费", debt.costs_left, "执行依据确定由被执行人负担"),
        AmountDue("一般债务利息", debt.general_left, until),
        AmountDue("加倍部分债务利息", debt.doubled_left, f"日万分之一点七五，{until}"),
        AmountDue("申请执行费", case.debt.fee_left_fen, "《诉讼费用交纳办法》第十四条"),
    )
    return tuple(part for part in parts if part.fen)


def _interest_words(case: NoticeCase) -> str:
    if not case.rate_text or case.interest_from is None:
        return "执行依据未确定一般债务利息，不计"
    return f"以未清偿的本金为基数，按{parse_rate(case.rate_text).canonical}计算至实际清偿之日止"


def _enforcement(case: NoticeCase, party: NoticeParty, nth: int, on: date) -> Draft:
    notice = EnforcementNotice(
        court=case.court,
        document_number=document_number("执行通知书", case.number, nth),
        case_number=case.number,
        debtor=Recipient(party.name, party.is_person),
        applicant="、".join(applicant.name for applicant in case.applicants),
        cause=case.cause,
        title=_title(case),
        filed_on=case.filed_on,
        issued_on=on,
        perform_within=PERFORM_WITHIN_DAYS,
        amounts=_amounts(case),
        as_of=case.debt.on,
        account=replace(case.account, sub_account=party.sub_account or case.account.sub_account),
        report=PropertyReport(document_number("报告财产令", case.number, nth), REPORT_WITHIN_DAYS),
        articles=notice_articles(on),
        interest=_interest_words(case),
        doubled="以未清偿的除一般债务利息之外的金钱债务为基数，按日万分之一点七五计算至实际清偿之日止",
        co_debtors=tuple(other.name for other in case.debtors if other.key != party.key),
    )
    return Draft(party.key, nth, notice)
