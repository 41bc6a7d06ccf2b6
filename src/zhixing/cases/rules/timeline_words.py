"""Facts in the words of the field: what happened, and the detail that a person wants beside it."""

from collections.abc import Callable, Mapping
from typing import Any

from zhixing.cases.rules.findings import About
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind
from zhixing.law.amounts import yuan_text

Body = Mapping[str, Any]

WORDS: dict[str, str] = {
    "case.filed": "立案",
    "case.concluded": "结案",
    "debt.satisfied": "债务清偿完毕",
    "case.reopened": "撤销结案，继续执行",
    "case.resumed": "恢复执行，另立案号",
    "case.stayed": "中止、暂缓执行",
    "case.stay_ended": "中止、暂缓结束，继续执行",
    "restriction.decided": "决定限制措施",
    "restriction.published": "发布失信信息",
    "restriction.to_lift": "限制措施应当解除",
    "restriction.kept": "限制措施继续有效",
    "restriction.lifted": "解除限制措施",
    "finding.stated": "记录终本核查事项",
    "personal_data.viewed": "查看完整证件号码",
    "document.issued": "制作文书",
    "document.opened": "打开文书",
    "document.printed": "打印文书",
    "document.edition_made": "制作中朝文对照本",
    "document.signature_asked": "送院长签发",
    "document.signed": "院长签发",
    "document.sent_back": "退回待签发文书",
    "document.draft_withdrawn": "撤回待签发文书",
    "delivery.begun": "开始送达",
    "delivery.served": "认定送达",
    "delivery.unserved": "送达认定被推翻",
    "delivery.by_notice": "公告送达中",
    "delivery.withdrawn": "撤回送达",
    "delivery.proved": "出具送达证明",
    "delivery.rebutted": "受送达人推翻推定送达",
    "delivery.no_fault": "认定受送达人无过错",
    "delivery.arrival_proved": "受送达人证明到达日",
    "delivery.acted": "受送达人作出相应行为",
    "delivery.replied": "受送达人回复收悉",
    "delivery_consent.given": "同意电子送达",
    "delivery_consent.refused": "不同意电子送达",
    "delivery_consent.withdrawn": "撤回电子送达同意",
    "address.entered": "登记送达地址",
    "address.ended": "送达地址失效",
    "entry.link_made": "受送达人申请查阅文书，已向其确认的地址发送链接",
    "entry.no_confirmed_address": "受送达人申请查阅文书，没有其确认的电子地址",
    "entry.identified": "受送达人核验身份，进入查阅",
    "entry.wrong_answer": "查阅链接核验身份未通过",
    "party.lost": "记明当事人下落不明",
    "party.found": "记明当事人下落",
    "money.arrived": "案款到账",
    "money.marked": "案款认领到案",
    "money.identified": "不明款认领到案",
    "money.unidentified": "不明款待认领",
    "money.unexplained": "账户变动待说明",
    "money.reversed": "银行冲正",
    "money.distributed": "分配案款",
    "money.paid": "案款付至当事人",
    "money.payment_failed": "付款未成功",
    "money.payment_returned": "付款被退回",
    "distribution.drafted": "起草财产分配方案",
    "distribution.revised": "修改财产分配方案草稿",
    "distribution.served": "送达财产分配方案",
    "distribution.objected": "对财产分配方案提出异议",
    "distribution.objection_noted": "办理分配方案异议",
    "distribution.amending": "依异议修正财产分配方案",
    "distribution.bankruptcy": "移送破产审查事项",
    "distribution.withdrawn": "撤回财产分配方案",
    "distribution.proposed": "拟定分配",
    "distribution.approved": "批准分配",
    "distribution.refused": "退回分配",
    "payment.ordered": "发出付款指令",
    "plan.proposed": "拟定分配方案",
    "plan.approved": "批准分配方案",
    "plan.rejected": "退回分配方案",
    "plan.withdrawn": "撤回分配方案",
    "money.sent": "付款送银行",
    "money.hand_entered": "登记现金票据收款",
    "money.hand_received": "两名执行人员收取现金票据",
    "money.hand_deposited": "现金票据存入案款专户",
    "money.hand_sent_back": "银行退回交存款",
    "money.hand_bounced": "票据退票",
    "money.hand_cancelled": "作废收款收据",
    "money.hand_late": "现金票据次日交存",
    "money.unmarked": "撤回案款标记",
    "money.suggestion_refused": "否定推荐的案件",
    "relatives.noted": "读入婚姻登记",
    "money.payment_unknown": "付款结果不明",
    "money.answered": "收到银行回执",
    "money.difference_settled": "核对账目差异",
    "payment_file.downloaded": "下载付款文件",
    "funds.exported": "导出案款列表",
    "deferral.proposed": "报请延缓发放",
    "deferral.approved": "批准延缓发放",
    "deferral.refused": "不予延缓发放",
    "deferral.ended": "延缓发放结束",
    "party.told": "告知当事人案款情况",
    "public_notice.made": "制作不明款认领公告",
    "payee.change_proposed": "提出变更收款账户",
    "payee.called_back": "回拨登记号码核实账户",
    "payee.confirmed": "他人确认收款账户，进入冷静期",
    "payee.effective": "新收款账户生效",
    "payee.refused": "不予变更收款账户",
    "payee.bank_corrected": "更正开户行",
    "payee.third_announced": "公示案外收款人",
    "payee.third_objected": "当事人对案外收款人提出异议",
    "payee.third_allowed": "同意发放案外收款人",
    "payee.third_refused": "不予发放案外收款人",
    "payout_rule.proposed": "提出预先授权发放",
    "payout_rule.given": "作出预先授权",
    "payout_rule.refused": "未批准预先授权",
    "payout_rule.revoked": "撤销预先授权",
    "payout_rule.suspended": "停用预先授权",
    "payout_rule.drawn": "抽中事后抽查",
    "payout_rule.reviewed": "事后抽查",
    "deposit.noticed": "通知提存",
    "settlement.entered": "录入执行和解",
    "settlement.missed": "和解协议逾期未履行",
    "settlement.running": "和解协议恢复按期履行",
    "settlement.performed": "和解协议履行完毕",
    "settlement.resumed": "恢复执行",
    "setting.proposed": "提出放宽案款设定",
    "setting.changed": "调整案款设定",
    "setting.refused": "不予放宽案款设定",
    "debtor.asked_about": "查询被执行人财产",
    "reply.taken": "单位答复查询",
    "request.unanswered": "单位逾期无答复",
    "request.tried_again": "重新询问单位",
    "request.given_up": "不再等待单位答复",
    "audit.reviewed": "抽查查询",
    "asset.found": "查到财产",
    "asset.changed": "财产有变化",
    "identity.conflict": "身份冲突待核实",
    "identity.decision_proposed": "提出身份核实意见",
    "identity.decision_returned": "退回身份核实意见",
    "identity.decided": "身份核实生效",
    "spouse_lead.viewed": "查看配偶线索",
    "assets.exported": "导出财产一本通",
    "control.ordered": "发出控制请求",
    "control.confirmed": "单位回执：已办理",
    "control.partly": "单位回执：部分办理",
    "control.refused": "控制请求未办理",
    "control.unknown": "控制结果不明，正在核实",
    "claim.recorded": "有人申诉冻错人",
    "control.proposed": "提出控制方案",
    "proposal.edited": "调整控制方案",
    "proposal.submitted": "提交控制方案",
    "proposal.approved": "批准控制方案",
    "proposal.returned": "退回控制方案",
    "proposal.discarded": "作废控制方案",
    "asset.estimated": "录入财产估值",
    "excess.found": "发现超标的额控制",
    "excess.keep_asked": "提请保留超标的额控制",
    "excess.keep_refused": "不同意保留超标的额控制",
    "excess.kept": "决定保留超标的额控制",
    "excess.over": "超标的额控制已消除",
    "measure.controlled": "协助单位确认控制",
    "measure.partly": "协助单位部分控制",
    "measure.entered_from_paper": "登记纸质控制措施",
    "measure.carried_over": "保全转为执行措施",
    "measure.linked": "台账续行并入首次措施",
    "measure.refused": "协助单位未控制",
    "measure.renewal_drafted": "拟续行",
    "measure.renewal_withdrawn": "撤回续行",
    "measure.renewal_sent": "已发出续行",
    "measure.renewal_partly": "协助单位部分续行",
    "measure.renewal_refused": "协助单位未续行",
    "measure.release_drafted": "拟解除",
    "measure.release_withdrawn": "撤回解除",
    "measure.release_sent": "已发出解除",
    "measure.release_refused": "协助单位未解除",
    "measure.partly_released": "协助单位解除超出部分",
    "measure.delivered": "续行、解除文书已送达",
    "measure.waiting_advanced": "轮候在先措施已失效",
    "measure.waiting_effective": "轮候转为正式",
    "measure.waiting_moved_up": "轮候顺位前移",
    "measure.not_renewed_asked": "提请不再续行",
    "measure.not_renewed": "批准不再续行",
    "measure.not_renewed_refused": "不同意不再续行",
    "measure.handed_over": "控制措施移交其他法院",
    "applicant.reminded": "告知申请执行人控制期限将届满",
    "measure.taken_over": "接管控制措施",
    "measure.end_entered": "补录控制措施届满日",
    "measure.end_corrected": "更正控制措施届满日",
    "measure.taken": "采取控制措施",
    "measure.renewed": "续行控制措施",
    "measure.renewal_requested": "申请续行",
    "measure.corrected": "更正控制措施",
    "measure.lapsed": "控制措施失效",
    "measure.released": "解除控制措施",
    "access.refused": "越权访问被拒绝",
    "register.taken": "导入案件台账",
    "register.exported": "导出案件列表",
    "court.account_named": "登记案款专户",
    "case_rules.set": "设定案件规则",
    "notices.issued": "立案文书已制作",
    "party_link.made": "给当事人链接",
    "party_link.revoked": "收回当事人链接",
    "party_link.identified": "当事人通过链接核对身份",
    "party_link.wrong_answer": "通过链接核对身份未通过",
    "party_link.seen": "当事人通过链接查看",
    "payment.repair_offered": "收款人提交更正账户",
    "payment.repair_accepted": "回拨核实后采纳更正账户",
    "payment.repair_refused": "未采纳更正账户",
    "task.prepared": "智能辅助拟办",
    "task.refused": "未采纳拟办事项",
    "task.outdated": "拟办事项因情况变化作废",
    "tasks.approved": "批准拟办事项",
    "red.answered": "核定不一致的信息",
    "act.done": "智能辅助办理",
    "act.failed": "智能辅助未办成",
    "act.reversed": "撤回智能辅助所办事项",
    "sample.judged": "抽查智能辅助所办事项",
}
"""Kinds of facts that appear on a case's timeline, whichever room writes them. An unknown kind is shown as it is."""

_CLOSING = {
    "performed": "执行完毕", "suspended_for_want_of_assets": "终结本次执行程序", "terminated": "终结执行",
    "withdrawn": "销案", "not_enforced": "不予执行", "rejected": "驳回申请",
}  # fmt: skip
_DOCUMENTS = {
    "acceptance_notice": "受理案件通知书",
    "enforcement_notice": "执行通知书",
    "money_receipt": "执行案款收据",
    "payout_voucher": "案款发放凭证",
    "unclaimed_notice": "不明款认领公告",
    "distribution_plan": "执行财产分配方案",
}


def _yuan(body: Body, name: str) -> str:
    fen = body.get(name)
    return f"{yuan_text(fen, True)} 元" if isinstance(fen, int) else ""


def _money(body: Body) -> str:
    fen = body.get("fen")
    return f"{yuan_text(fen, True)} 元" if isinstance(fen, int) else ""


def _document(body: Body) -> str:
    name = _DOCUMENTS.get(str(body.get("kind", "")), "")
    return f"{name} {body.get('number', '')}".strip()


_RESULTS = {"found": "有财产", "none": "无财产", "refused": "拒绝答复"}


def _asked(body: Body) -> str:
    units = body.get("units")
    named = "、".join(str(unit) for unit in units) if isinstance(units, list) else ""
    return f"{named}；{body.get('purpose', '')}"


_ACTS = {
    "freeze": "冻结、查封", "renew": "续行", "wait": "轮候", "release": "解除", "release_waiting": "解除轮候", "deduct": "扣划",
    "extract_income": "提取收入", "freeze_and_deduct": "冻结并扣划",
}  # fmt: skip


def _control(body: Body) -> str:
    """The act, the unit, what was asked and what is held, as far as the fact says so."""
    parts = [f"{_ACTS.get(str(body.get('action', '')), '')} {body.get('unit', '')}".strip()]
    for name, words in (
        ("asked_fen", "请求"),
        ("amount_fen", "请求"),
        ("actual_fen", "实际"),
        ("excess_fen", "超出可用"),
    ):
        if body.get(name):
            parts.append(f"{words} {_yuan(body, name)}")
    return "，".join(part for part in parts if part)


def _restriction(body: Body) -> str:
    """The kind, the cause and until when, as far as the fact says so."""
    kind = RestrictionKind(str(body["kind"])).label if body.get("kind") else ""
    cause = EndCause(str(body["cause"])).label if body.get("cause") else ""
    due = f"至迟 {body['due']}" if body.get("due") else ""
    return "，".join(part for part in (kind, str(body.get("number", "")), cause, due) if part)


def _about(body: Body) -> str:
    words = About(str(body["about"])).label if body.get("about") else ""
    return f"{words}{'' if body.get('holds', True) else '（撤回）'}，{body.get('on', '')}"


_DETAILS: dict[str, Callable[[Body], str]] = {
    "control.ordered": _control,
    "control.confirmed": _control,
    "control.partly": _control,
    "control.refused": _control,
    "control.unknown": _control,
    "debtor.asked_about": _asked,
    "reply.taken": lambda body: (
        f"{body.get('unit', '')} {_RESULTS.get(str(body.get('result', '')), '')}".strip()
    ),
    "request.unanswered": lambda body: str(body.get("unit", "")),
    "request.given_up": lambda body: str(body.get("reason", "")),
    "case.filed": lambda body: (
        f"{body.get('number', '')}，恢复执行 {body['resumes']}"
        if "resumes" in body
        else f"{body.get('number', '')}，台账第 {body.get('register_row', '')} 行"
    ),
    "case.resumed": lambda body: f"{body.get('number', '')}，{body.get('on', '')}",
    "case.reopened": lambda body: f"理由：{body.get('reason', '')}",
    "notices.issued": lambda body: f"{body.get('documents', '')} 份，已编号用印",
    "case.stayed": lambda body: f"自 {body.get('on', '')}，{body.get('reason', '')}",
    "case.stay_ended": lambda body: f"自 {body.get('on', '')} 继续执行",
    "restriction.decided": _restriction,
    "restriction.published": _restriction,
    "restriction.to_lift": _restriction,
    "restriction.kept": _restriction,
    "restriction.lifted": _restriction,
    "finding.stated": _about,
    "case.concluded": lambda body: f"{_CLOSING.get(str(body.get('kind', '')), '')}，{body.get('on', '')}",
    "debt.satisfied": lambda body: f"截至 {body.get('on', '')}",
    "personal_data.viewed": lambda body: f"事由：{body.get('reason', '')}",
    "asset.found": lambda body: f"{body.get('count', 0)} 项",
    "asset.changed": lambda body: f"{body.get('count', 0)} 处",
    "identity.conflict": lambda body: f"{body.get('count', 0)} 行",
    "identity.decision_proposed": lambda body: str(body.get("reason", "")),
    "control.proposed": lambda body: f"{body.get('items', 0)} 项，{_yuan(body, 'fen')}",
    "proposal.submitted": lambda body: (
        f"{body.get('items', 0)} 项，{_yuan(body, 'fen')}"
        + (f"，超出需要的理由：{body['reason']}" if body.get("reason") else "")
    ),
    "proposal.approved": lambda body: f"{body.get('orders', 0)} 项控制请求，{_yuan(body, 'fen')}",
    "proposal.returned": lambda body: f"理由：{body.get('reason', '')}",
    "proposal.discarded": lambda body: f"理由：{body.get('reason', '')}",
    "excess.found": lambda body: (
        f"已控制 {_yuan(body, 'held_fen')}，尚需 {_yuan(body, 'need_fen')}，拟解除 {_yuan(body, 'release_fen')}"
    ),
    "excess.keep_asked": lambda body: f"理由：{body.get('reason', '')}",
    "excess.kept": lambda body: f"理由：{body.get('reason', '')}",
    "identity.decided": lambda body: str(body.get("reason", "")),
    "spouse_lead.viewed": lambda body: f"事由：{body.get('reason', '')}",
    "document.issued": _document,
    "document.opened": _document,
    "document.printed": _document,
    "document.sent_back": lambda body: f"理由：{body.get('reason', '')}",
    "task.prepared": lambda body: (
        f"{body.get('name', '')}，{body.get('acts', 0)} 项{'，有不一致' if body.get('red') else ''}"
    ),
    "task.refused": lambda body: f"理由：{body.get('reason', '')}",
    "task.outdated": lambda body: str(body.get("why", "")),
    "tasks.approved": lambda body: f"{body.get('acts', 0)} 项",
    "act.reversed": lambda body: f"理由：{body.get('reason', '')}",
}


def words_of(kind: str) -> str:
    """What happened."""
    return WORDS.get(kind, kind)


def detail_of(kind: str, body: Body) -> str:
    """What a person wants to know beside it; empty when the words say it all."""
    if kind in _DETAILS:
        return _DETAILS[kind](body)
    return _money(body) if kind.startswith(("money.", "distribution.", "payment.", "plan.")) else ""
