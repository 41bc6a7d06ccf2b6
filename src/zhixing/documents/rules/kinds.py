"""The kinds of document, what each is called, and which kinds are numbered together."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """A kind of document; `document_name` is what it is called and refused by."""

    ACCEPTANCE_NOTICE = "acceptance_notice"
    ENFORCEMENT_NOTICE = "enforcement_notice"
    MONEY_RECEIPT = "money_receipt"
    PAYOUT_VOUCHER = "payout_voucher"
    UNCLAIMED_NOTICE = "unclaimed_notice"
    DISTRIBUTION_PLAN = "distribution_plan"
    ASSET_RESULT_NOTICE = "asset_result_notice"
    CONTROL_RULING = "control_ruling"
    ASSISTANCE_NOTICE = "assistance_notice"
    PROPERTY_REPORT_ORDER = "property_report_order"
    CONSUMPTION_ORDER = "consumption_order"
    CONSUMPTION_LIFT = "consumption_lift"
    DEFAULTER_DECISION = "defaulter_decision"
    DEFAULTER_REMOVAL = "defaulter_removal"
    EXIT_DECISION = "exit_decision"
    SUMMONS = "summons"
    COMPULSORY_SUMMONS = "compulsory_summons"
    TALK_RECORD = "talk_record"
    SEARCH_WARRANT = "search_warrant"
    SEAL_RECORD = "seal_record"
    FINE_DECISION = "fine_decision"
    DETENTION_DECISION = "detention_decision"
    EVICTION_NOTICE = "eviction_notice"
    AUCTION_RULING = "auction_ruling"
    SETTLEMENT_RECORD = "settlement_record"
    DEFERRAL_DECISION = "deferral_decision"
    SUSPENSION_INTERVIEW = "suspension_interview"
    SUSPENSION_RULING = "suspension_ruling"
    STAY_RULING = "stay_ruling"
    TERMINATION_RULING = "termination_ruling"
    RESUMPTION_NOTICE = "resumption_notice"
    COMPLETION_NOTICE = "completion_notice"
    THIRD_PARTY_DEBT_NOTICE = "third_party_debt_notice"
    LEAD_FEEDBACK = "lead_feedback"
    ENTRUSTING_LETTER = "entrusting_letter"
    TRANSFER_REQUEST = "transfer_request"
    REWARD_NOTICE = "reward_notice"
    FUNDS_NOTICE = "funds_notice"
    RENEWAL_REMINDER = "renewal_reminder"
    ADDRESS_CONFIRMATION = "address_confirmation"
    PROOF_OF_SERVICE = "proof_of_service"
    CONTINUITY_PROOF = "continuity_proof"
    DELIVERY_NOTICE = "delivery_notice"
    DELIVERY_PROOF = "delivery_proof"

    @property
    def document_name(self) -> str:
        """The name under the court's name."""
        return _NAMES[self.value]

    @property
    def chosen_as(self) -> str:
        """How the kind is chosen from a list: its name, and for a ruling what it rules."""
        about = _RULED.get(self.value)
        return f"{self.document_name}（{about}）" if about else self.document_name

    @property
    def series(self) -> str:
        """The kinds that bear one name are numbered together: every ruling of a case counts on, 之一, 之二."""
        return _RULINGS if self.document_name == RULING else self.value


RULING = "执行裁定书"
_RULINGS = "ruling"
_NAMES = {
    "acceptance_notice": "受理案件通知书",
    "enforcement_notice": "执行通知书",
    "money_receipt": "执行案款收据",
    "payout_voucher": "案款发放凭证",
    "unclaimed_notice": "不明款认领公告",
    "distribution_plan": "执行财产分配方案",
    "asset_result_notice": "财产查询结果告知书",
    "control_ruling": RULING,
    "assistance_notice": "协助执行通知书",
    "property_report_order": "报告财产令",
    "consumption_order": "限制消费令",
    "consumption_lift": "解除限制消费令",
    "defaulter_decision": "失信决定书",
    "defaulter_removal": "删除失信信息决定书",
    "exit_decision": "限制出境决定书",
    "summons": "传票",
    "compulsory_summons": "拘传票",
    "talk_record": "谈话笔录",
    "search_warrant": "搜查令",
    "seal_record": "查封笔录",
    "fine_decision": "罚款决定书",
    "detention_decision": "拘留决定书",
    "eviction_notice": "腾退公告",
    "auction_ruling": RULING,
    "settlement_record": "执行和解笔录",
    "deferral_decision": "暂缓执行决定书",
    "suspension_interview": "终结本次执行程序约谈告知书",
    "suspension_ruling": RULING,
    "stay_ruling": RULING,
    "termination_ruling": RULING,
    "resumption_notice": "恢复执行通知书",
    "completion_notice": "结案通知书",
    "third_party_debt_notice": "履行到期债务通知书",
    "lead_feedback": "财产线索核实结果告知书",
    "entrusting_letter": "委托执行函",
    "transfer_request": "商请移送执行函",
    "reward_notice": "悬赏公告",
    "funds_notice": "执行款领取通知书",
    "renewal_reminder": "续行控制申请提示书",
    "address_confirmation": "送达地址确认书",
    "proof_of_service": "送达回证",
    "continuity_proof": "控制连续性证明",
    "delivery_notice": "送达公告",
    "delivery_proof": "送达证明",
}
_RULED = {
    "control_ruling": "查封、扣押、冻结、续行、解除、扣划",
    "auction_ruling": "拍卖",
    "suspension_ruling": "终结本次执行程序",
    "stay_ruling": "中止执行",
    "termination_ruling": "终结执行",
}
