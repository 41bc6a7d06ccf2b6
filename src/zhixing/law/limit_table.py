"""The table of time limits: name, length, article. A court that reads the law otherwise corrects a row here."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a length counts."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class LimitKind(StrEnum):
    """Every limit the house watches, named by the act that must be done in time."""

    APPLY = "apply"
    ACCEPT = "accept"
    FILE_TRANSFER = "file_transfer"
    HANDLER = "handler"
    NOTICE = "notice"
    NOTICE_INTERNAL = "notice_internal"
    NOTICE_AFTER_MEASURES = "notice_after_measures"
    REPORT_ORDER = "report_order"
    LEADS_REQUEST = "leads_request"
    LEAD_CHECK = "lead_check"
    LEAD_CHECK_URGENT = "lead_check_urgent"
    INVESTIGATION_START = "investigation_start"
    INVESTIGATION = "investigation"
    REPORT_SUPPLEMENT = "report_supplement"
    AUDIT_DECISION = "audit_decision"
    REWARD_DECISION = "reward_decision"
    CONCLUDE = "conclude"
    CONCLUDE_ADMINISTRATIVE = "conclude_administrative"
    EXTENSION_REQUEST = "extension_request"
    """Counted back from the end of the conclusion limit; it has no row of its own."""
    SUPERIOR_TAKES_OVER = "superior_takes_over"
    OBJECTION_FILING = "objection_filing"
    OBJECTION_DECISION = "objection_decision"
    RECONSIDERATION_REQUEST = "reconsideration_request"
    RECONSIDERATION_DECISION = "reconsideration_decision"
    THIRD_PARTY_DECISION = "third_party_decision"
    THIRD_PARTY_SUIT = "third_party_suit"
    TERMINATION_OBJECTION = "termination_objection"
    JURISDICTION_OBJECTION = "jurisdiction_objection"
    GARNISHEE = "garnishee"
    ENTRUSTED_FILING = "entrusted_filing"
    ENTRUSTED_START = "entrusted_start"
    ENTRUSTED_REPORT = "entrusted_report"
    SECURED_SUSPENSION = "secured_suspension"
    SUPERIOR_SUSPENSION = "superior_suspension"
    INTERFERENCE = "interference"
    APPRAISER = "appraiser"
    TRANSFER_REGISTRATION = "transfer_registration"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: `length` in `unit` from the event in `text`.

    `max_extension` in the same unit (0: none). With `holiday_rule` an end on a rest day moves to the next working day;
    the longest time something may last is never lengthened that way.
    """

    kind: LimitKind
    name: str
    length: int
    subject: str
    text: str
    unit: Unit = Unit.DAYS
    max_extension: int = 0
    holiday_rule: bool = True


_K = LimitKind
_ROWS = (
    Limit(
        _K.APPLY,
        "申请执行",
        2,
        "limits.apply",
        "履行期间最后一日（未规定的，生效之日）起二年内申请。",
        Unit.YEARS,
    ),
    Limit(_K.ACCEPT, "立案审查", 7, "limits.acceptance", "收到申请后七日内立案或者裁定不予受理。"),
    Limit(_K.FILE_TRANSFER, "移送案卷", 3, "limits.file_transfer", "决定立案后三日内移送执行机构。"),
    Limit(_K.HANDLER, "确定承办人", 7, "limits.handler", "立案后七日内确定承办人。"),
    Limit(_K.NOTICE, "发出执行通知", 10, "limits.notice", "收到申请执行书后十日内发出执行通知。"),
    Limit(
        _K.NOTICE_INTERNAL,
        "承办人发出执行通知",
        3,
        "limits.notice_internal",
        "承办人收到案件材料后三日内发出。",
    ),
    Limit(
        _K.NOTICE_AFTER_MEASURES,
        "先行控制后补发通知",
        3,
        "limits.notice_after_measures",
        "立即采取强制执行措施的，自采取措施之日起三日内发送执行通知书。",
    ),
    Limit(_K.REPORT_ORDER, "发出报告财产令", 10, "limits.report_order", "报告财产令与执行通知同时发出。"),
    Limit(
        _K.LEADS_REQUEST,
        "通知提供财产线索",
        3,
        "limits.leads_request",
        "承办人收到案件材料后三日内通知申请执行人。",
    ),
    Limit(_K.LEAD_CHECK, "核实财产线索", 7, "limits.lead_check", "线索明确、具体的，七日内调查核实。"),
    Limit(_K.LEAD_CHECK_URGENT, "核实紧急财产线索", 3, "limits.lead_check", "情况紧急的，三日内调查核实。"),
    Limit(
        _K.INVESTIGATION_START, "启动财产调查", 10, "limits.investigation", "申请执行人申请调查后十日内启动。"
    ),
    Limit(
        _K.INVESTIGATION, "完成财产调查", 1, "limits.investigation", "一般应当在一个月内完成。", Unit.MONTHS
    ),
    Limit(
        _K.REPORT_SUPPLEMENT, "补充报告财产", 10, "limits.report_supplement", "财产变动之日起十日内补充报告。"
    ),
    Limit(_K.AUDIT_DECISION, "决定是否审计", 10, "limits.audit", "收到书面申请之日起十日内决定。"),
    Limit(_K.REWARD_DECISION, "决定是否悬赏", 10, "limits.reward", "收到书面申请之日起十日内决定。"),
    Limit(_K.CONCLUDE, "执行结案", 6, "limits.conclude", "立案之日起六个月内执行结案。", Unit.MONTHS, 3),
    Limit(
        _K.CONCLUDE_ADMINISTRATIVE,
        "非诉执行结案",
        3,
        "limits.conclude_extension",
        "立案之日起三个月内执结。",
        Unit.MONTHS,
        3,
    ),
    Limit(
        _K.SUPERIOR_TAKES_OVER,
        "超过六个月未执行",
        6,
        "limits.superior",
        "收到申请执行书之日起超过六个月未执行的，申请执行人可以向上一级法院申请执行。",
        Unit.MONTHS,
        holiday_rule=False,
    ),
    Limit(_K.OBJECTION_FILING, "执行异议立案", 3, "limits.objection_filing", "符合条件的，三日内立案。"),
    Limit(_K.OBJECTION_DECISION, "审查执行异议", 15, "limits.objection", "收到书面异议之日起十五日内审查。"),
    Limit(_K.RECONSIDERATION_REQUEST, "申请复议", 10, "limits.objection", "裁定送达之日起十日内申请复议。"),
    Limit(
        _K.RECONSIDERATION_DECISION,
        "审查复议",
        30,
        "limits.reconsideration",
        "收到复议申请之日起三十日内审查完毕。",
        max_extension=30,
    ),
    Limit(
        _K.THIRD_PARTY_DECISION,
        "审查案外人异议",
        15,
        "limits.third_party",
        "收到书面异议之日起十五日内审查。",
    ),
    Limit(_K.THIRD_PARTY_SUIT, "提起执行异议之诉", 15, "limits.third_party", "裁定送达之日起十五日内起诉。"),
    Limit(
        _K.TERMINATION_OBJECTION,
        "对终结执行提出异议",
        60,
        "limits.termination_objection",
        "收到终结执行法律文书之日起六十日内提出。",
    ),
    Limit(
        _K.JURISDICTION_OBJECTION,
        "管辖异议",
        10,
        "limits.jurisdiction",
        "收到执行通知书之日起十日内，不停止执行。",
    ),
    Limit(
        _K.GARNISHEE, "第三人履行或者异议", 15, "limits.garnishee", "收到履行通知后十五日内履行或者提出异议。"
    ),
    Limit(_K.ENTRUSTED_FILING, "受托立案", 7, "limits.entrusted_filing", "收到委托执行函后七日内立案。"),
    Limit(_K.ENTRUSTED_START, "受托开始执行", 15, "limits.entrusted", "收到委托函件后十五日内开始执行。"),
    Limit(
        _K.ENTRUSTED_REPORT, "受托函告情况", 30, "limits.entrusted", "三十日内未执行完毕的，函告执行情况。"
    ),
    Limit(
        _K.SECURED_SUSPENSION,
        "担保暂缓最长期限",
        1,
        "limits.secured_suspension",
        "暂缓执行最长不得超过一年。",
        Unit.YEARS,
        holiday_rule=False,
    ),
    Limit(
        _K.SUPERIOR_SUSPENSION,
        "上级通知暂缓",
        3,
        "limits.superior_suspension",
        "暂缓执行一般不得超过三个月。",
        Unit.MONTHS,
        3,
        holiday_rule=False,
    ),
    Limit(
        _K.INTERFERENCE,
        "排除妨害申请",
        6,
        "limits.interference",
        "执行终结六个月内可以申请排除妨害。",
        Unit.MONTHS,
    ),
    Limit(_K.APPRAISER, "选定评估拍卖机构", 10, "limits.appraiser", "十日内完成遴选。"),
    Limit(
        _K.TRANSFER_REGISTRATION,
        "送达过户协助通知",
        5,
        "limits.transfer_registration",
        "五日内送达登记机关。",
    ),
    Limit(_K.APPROVAL, "完成审批", 7, "limits.approval", "七日内完成审批。"),
)
LIMITS: dict[LimitKind, Limit] = {row.kind: row for row in _ROWS}
