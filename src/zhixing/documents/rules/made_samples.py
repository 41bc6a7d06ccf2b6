"""Made-up contexts for the kinds that no form is filled for: of one paper an ordinary one first, then what else changes a sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from zhixing.documents.rules.asset_results import AskedUnit, AssetResultNotice, FoundKind
from zhixing.documents.rules.contexts import (
    AcceptanceNotice,
    AmountDue,
    EnforcementNotice,
    PaymentAccount,
    PropertyReport,
    Recipient,
)
from zhixing.documents.rules.distribution_plan import DistributionPlan, MoneyRow, ShareRow
from zhixing.documents.rules.first_notices import notice_articles
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Paper
from zhixing.documents.rules.vouchers import CheckCode, Voucher
from zhixing.law.articles import cite

Samples = tuple[object, ...]
CLAIM_FEN, PAID_FEN = 3_027_500, 1_000_000


def _article(subject: str, on: date) -> str:
    return cite(subject, on).citation_in_document


def _acceptance(paper: Paper, text: str, bare: bool) -> Samples:
    first = paper.applicants[0]
    return (
        AcceptanceNotice(
            paper.court, paper.document_number, paper.case_number, Recipient(first.name, first.is_person),
            tuple(one.name for one in paper.debtors), paper.cause, paper.title, CLAIM_FEN, paper.filed_on,
            paper.issued_on, 10, _article("limits.acceptance", paper.issued_on),
        ),
    )  # fmt: skip


def _enforcement(paper: Paper, text: str, bare: bool) -> Samples:
    first, others = paper.debtors[0], tuple(one.name for one in paper.debtors[1:])
    account = paper.account or PaymentAccount(
        paper.court.name, "建设银行汪清支行", "22050168636700000123", "1"
    )
    amounts = (
        AmountDue("本金", CLAIM_FEN, text or "执行依据确定的金额"),
        AmountDue("申请执行费", 35_413, "《诉讼费用交纳办法》第十四条"),
    )
    whole = EnforcementNotice(
        paper.court, paper.document_number, paper.case_number, Recipient(first.name, first.is_person),
        "、".join(one.name for one in paper.applicants), paper.cause, paper.title, paper.filed_on, paper.issued_on, 3,
        amounts, paper.issued_on, account, PropertyReport(paper.document_number, 5), notice_articles(paper.issued_on),
        text or "以未清偿的本金为基数，按年利率6%计算至实际清偿之日止",
        "以未清偿的除一般债务利息之外的金钱债务为基数，按日万分之一点七五计算至实际清偿之日止",
        co_debtors=others,
    )  # fmt: skip
    if bare:
        return (whole,)
    duty = replace(whole, other_duties=(text or "交付位于汪清镇的房屋",))
    return (
        duty,
        whole,
        replace(duty, amounts=(), interest="", doubled=""),
        replace(whole, co_debtors=("延边长白山木业有限公司",), liability="承担连带清偿责任"),
        replace(whole, co_debtors=("延边长白山木业有限公司",)),
        replace(whole, perform_within=0),
    )


def _voucher(kind: DocumentKind, subject: str) -> "Callable[[Paper, str, bool], Samples]":
    def made(paper: Paper, text: str, bare: bool) -> Samples:
        who = (paper.debtors if kind is DocumentKind.MONEY_RECEIPT else paper.applicants)[0].name
        whole = Voucher(
            kind, paper.court.name, paper.document_number, paper.case_number, who, "6217****0123", text or "建设银行汪清支行",
            PAID_FEN, paper.issued_on, text or "20221201000123", "执行款", ("收款 R-1", text or "认领 M-1"),
            _article(subject, paper.issued_on), paper.issued_on, CheckCode("A1B2C3D4", "https://example.cn/p/check/A1B2C3D4/"),
        )  # fmt: skip
        without = replace(whole, bank="", account="", serial="", entries=())
        return (without,) if bare else (whole, without)

    return made


def _plan(paper: Paper, text: str, bare: bool) -> Samples:
    on = paper.issued_on
    names = [one.name for one in (paper.debtors if len(paper.debtors) > 1 else paper.applicants)]
    share = PAID_FEN // len(names)
    shares = tuple(
        ShareRow(
            name, text or "（2022）吉2424执7号", "普通债权", CLAIM_FEN, share, "33.03%",
            _article("distribution.pro_rata", on), text or "按债权比例受偿",
        )
        for name in names
    )  # fmt: skip
    whole = DistributionPlan(
        paper.court, paper.document_number, paper.case_number, paper.debtors[0].name, tuple(names),
        "被执行人的财产不足以清偿全部债权", (_article("distribution.pro_rata", on),), text or "执行费用已经先行扣除。", on,
        (MoneyRow(on - timedelta(30), paper.debtors[0].name, share * len(names)),), shares, 0,
        (_article("distribution.plan", on), _article("distribution.objection", on)), on,
    )  # fmt: skip
    without = replace(whole, facts="", objection=())
    paid = tuple(replace(row, claim_fen=share) for row in shares)
    more = tuple(replace(row, fen=row.fen + 10_000) for row in whole.money)
    excess = replace(whole, shares=paid, money=more, excess_fen=10_000)
    return (without,) if bare else (whole, without, excess, replace(whole, amends=True, objection=()))


def _findings(paper: Paper, text: str, bare: bool) -> Samples:
    on, first = paper.issued_on, paper.applicants[0]
    asked = tuple(
        AskedUnit(one.name, text or "汪清县农村信用合作联社", on - timedelta(5), result, on - timedelta(6))
        for one in paper.debtors
        for result in ("found", "none", "refused", "")
    )
    found = tuple(FoundKind(one.name, "不动产", 2, 1, 1, 1) for one in paper.debtors)
    whole = AssetResultNotice(
        paper.court, paper.document_number, paper.case_number, Recipient(first.name, first.is_person), on, asked, found
    )  # fmt: skip
    none = replace(whole, asked=tuple(one for one in asked if one.result == "none"), found=())
    return (none,) if bare else (whole, none)


SAMPLES: dict[DocumentKind, Callable[[Paper, str, bool], Samples]] = {
    DocumentKind.ACCEPTANCE_NOTICE: _acceptance,
    DocumentKind.ENFORCEMENT_NOTICE: _enforcement,
    DocumentKind.MONEY_RECEIPT: _voucher(DocumentKind.MONEY_RECEIPT, "funds.identify"),
    DocumentKind.PAYOUT_VOUCHER: _voucher(DocumentKind.PAYOUT_VOUCHER, "funds.pay"),
    DocumentKind.DISTRIBUTION_PLAN: _plan,
    DocumentKind.ASSET_RESULT_NOTICE: _findings,
}
"""For each kind: of a paper, a text to put where a person writes, and whether to leave out everything that may be."""
