"""The room's words in both languages, its chips, and who sees which button. What is allowed the operations decide."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.funds.queries import PaymentState, PlanState, ReceiptState

TEXT_MAX = 80
AFTER_MAX = 120

MARKERS = (Role.OFFICER, Role.FUND_ACCOUNTANT, Role.CLERK)
UNMARKERS = (Role.OFFICER, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
PLANNERS = (Role.OFFICER, Role.FUND_ACCOUNTANT, Role.CLERK)
REJECTERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
WITHDRAWERS = (Role.FUND_ACCOUNTANT, Role.OFFICER)
REPAIRERS = (Role.FUND_ACCOUNTANT, Role.OFFICER)
ACCOUNTANTS = (Role.FUND_ACCOUNTANT,)
IMPORTERS = (Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
JOURNAL_READERS = (Role.AUDITOR, Role.FUND_ACCOUNTANT)
SETTLERS = (Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, Role.AUDITOR)

RECEIPT_CHIPS = {
    ReceiptState.UNIDENTIFIED: "waiting",
    ReceiptState.MARKED: "waiting",
    ReceiptState.PLANNED: "sent",
    ReceiptState.CLEARED: "done",
    ReceiptState.REVERSED: "ended",
    ReceiptState.RETURNED: "ended",
}
PLAN_CHIPS = {
    PlanState.PROPOSED: "waiting",
    PlanState.APPROVED: "done",
    PlanState.REJECTED: "refused",
    PlanState.WITHDRAWN: "ended",
}
PAYMENT_CHIPS = {
    PaymentState.READY: "waiting",
    PaymentState.SENT: "sent",
    PaymentState.DONE: "confirmed",
    PaymentState.FAILED: "refused",
    PaymentState.UNKNOWN: "overdue",
}
_ENGLISH = {
    "待核实": "to confirm",
    "冷静期": "cooling off",
    "有效": "in force",
    "不予变更": "refused",
    "已替换": "replaced",
    "待批准": "to be given",
    "已停用": "suspended",
    "已撤销": "revoked",
    "未批准": "not given",
    "待抽查": "to look at",
    "无误": "in order",
    "有误": "not in order",
    "履行中": "running",
    "逾期未履行": "missed",
    "履行完毕": "performed",
    "已恢复执行": "resumed",
    "已履行": "paid",
    "逾期后履行": "paid late",
    "今日到期": "due today",
    "未到期": "ahead",
    "发放参与分配债权人": "to another creditor",
    "发放案外收款人": "to a payee who is no party",
    "执行费用": "costs",
    "提存": "deposit",
    "待认领": "to identify",
    "待制作方案": "to be planned",
    "延缓中": "deferred",
    "待银行回执": "at the bank",
    "待更正": "to be repaired",
    "延缓发放": "Deferral",
    "待批准延缓": "deferral to approve",
    "延缓已结束": "deferral ended",
    "不予延缓": "deferral refused",
    "即将到期": "ending soon",
    "到账": "arrival",
    "已发放": "paid",
    "付款退回": "returned",
    "已告知": "told",
    "待告知": "to tell",
    "已标记": "marked",
    "已列分配方案": "planned",
    "已分配": "cleared",
    "已冲正": "reversed",
    "已退还付款人": "returned to the payer",
    "待审批": "to approve",
    "付款中": "being paid",
    "全部": "all",
    "已批准": "approved",
    "已退回": "rejected",
    "已撤回": "withdrawn",
    "待付款": "ready",
    "已送银行": "sent to the bank",
    "已付": "paid",
    "银行退回": "returned",
    "结果不明": "outcome unknown",
    "申请执行费": "application fee",
    "发放申请执行人": "to the applicant",
    "退还被执行人": "back to the debtor",
    "执行局局长": "bureau chief",
    "分管副院长": "vice president",
    "银行入账": "Booked by the bank",
    "认领到案": "Put to a case",
    "分配方案": "Distribution plan",
    "审批": "Approval",
    "更正收款信息后重发的审批": "Approval of the repaired payment",
    "付款": "Payment",
    "银行回执": "The bank's answer",
    "银行冲正": "Reversed by the bank",
    "银行已入账": "booked",
    "未认领": "never identified",
    "待制作": "to be planned",
    "未到": "ahead",
    "已提出": "proposed",
    "待送银行": "to be sent",
    "无须付款": "nothing to pay",
    "银行已付": "paid by the bank",
    "等待银行": "waiting for the bank",
    "已退回，已提出更正": "returned, repair proposed",
    "付款人是被执行人": "the payer is the debtor",
    "付款人是申请执行人": "the payer is the applicant",
    "虚拟子账号": "sub-account",
    "完整案号": "complete case number",
    "人工认领": "a person",
    "案款专户存款": "bank account",
    "库存现金及票据": "cash and instruments in hand",
    "现金票据收取": "Taken by hand",
    "两名执行人员收取": "by two officers",
    "退票": "Bounced",
    "已退票": "bounced",
    "案件子账户": "case sub-accounts",
    "不明款": "unidentified",
    "提存款": "deposited",
    "在途款": "in transit",
    "应退款": "refunds payable",
    "本金": "principal",
    "诉讼费等费用": "costs",
    "一般债务利息": "general interest",
    "加倍部分债务利息": "doubled part",
}


def word(chinese: str) -> str:
    """One of this room's words in the language of the person."""
    return t(chinese, _ENGLISH.get(chinese, chinese))


_PARTS = {
    "funds.plan": ("系统自动拟定", "the house itself"),
    "funds.send": ("系统自动送出", "the house itself"),
    "funds.answers": ("系统自动接收", "the house itself"),
    "funds.refunds": ("系统自动提出", "the house itself"),
    "funds.payees": ("系统自动提出", "the house itself"),
    "funds.preauthorised": ("依预先授权", "by the rule given"),
}


def who(name: str) -> str:
    """A person's name, or what part of the house acted."""
    return t(*_PARTS[name]) if name in _PARTS else name


def shared() -> dict[str, object]:
    """What every template of the room needs."""
    return {
        "word": word,
        "who": who,
        "receipt_chips": RECEIPT_CHIPS,
        "plan_chips": PLAN_CHIPS,
        "payment_chips": PAYMENT_CHIPS,
        "role_label": lambda role: word(Role(role).label),
    }


def may(request: HouseRequest, roles: Iterable[Role]) -> bool:
    """Whether the person holds one of the roles in any court in sight; for buttons of a list."""
    return bool(request.actor.courts_as(*roles))


def asked_text(request: HouseRequest) -> str:
    """What was typed into the filter."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_MAX]


def address(**values: str) -> str:
    """A list's address; empty values are left out."""
    return "?" + urlencode({name: value for name, value in values.items() if value})


def room_tabs(current: str) -> list[tuple[str, str, bool, None]]:
    """The room's own pages."""
    pages = (
        ("funds", t("到账", "Receipts")),
        ("funds-plans", t("分配审批", "Plans")),
        ("funds-distributions", t("财产分配", "Distributions")),
        ("funds-payments", t("付款", "Payments")),
        ("funds-refunds", t("退款提存", "Refunds")),
        ("funds-authorisations", t("预先授权", "Rules")),
        ("funds-settlements", t("和解", "Settlements")),
        ("funds-import", t("对账单", "Statements")),
        ("funds-hand", t("现金票据", "Cash")),
        ("funds-reconcile", t("对账", "Reconciliation")),
        ("funds-board", t("临期", "Near due")),
        ("funds-deferrals", t("延缓", "Deferrals")),
        ("funds-tellings", t("告知", "Telling")),
        ("funds-announcements", t("公告", "Notices")),
    )
    return [(words, reverse(name), name == current, None) for name, words in pages]


def gone(error: Exception) -> Http404:
    """The 404 that says what is not there."""
    return Http404(str(error))
