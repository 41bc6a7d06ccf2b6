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
    CONTINUITY_PROOF = "continuity_proof"
    DELIVERY_NOTICE = "delivery_notice"
    DELIVERY_PROOF = "delivery_proof"

    @property
    def document_name(self) -> str:
        """The name under the court's name."""
        return _NAMES[self.value]

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
    "continuity_proof": "控制连续性证明",
    "delivery_notice": "送达公告",
    "delivery_proof": "送达证明",
}
