"""Kinds whose content another part of the house puts together: first notices, vouchers, distribution plans, findings.

Nobody fills a form for them, so they stand on a context of their own instead of a paper with facts. For a court's own wording they
are used like any other kind: the context stands where the facts stand, and there is no paper.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zhixing.documents.rules.acceptance import acceptance_blocks
from zhixing.documents.rules.asset_results import asset_result_blocks
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.contexts import AcceptanceNotice, EnforcementNotice, complete
from zhixing.documents.rules.distribution_plan import distribution_plan_blocks
from zhixing.documents.rules.enforcement import enforcement_blocks
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand
from zhixing.documents.rules.vouchers import voucher_blocks
from zhixing.documents.rules.writing import to_text


@dataclass(frozen=True, slots=True)
class MadeKind:
    """A kind written from a context alone: how it is written, what must be said in it."""

    kind: DocumentKind
    write: Callable[[Any], tuple[Block, ...]]
    demands: tuple[Demand, ...]

    def draft(self, paper: None, facts: object) -> tuple[Block, ...]:
        """The blocks, once the context is complete and everything demanded is said. Raises DocumentRefused."""
        if isinstance(facts, AcceptanceNotice | EnforcementNotice):
            complete(facts)
        blocks = self.write(facts)
        self.check_demands(blocks)
        return blocks

    def blocks(self, paper: None, facts: object) -> tuple[Block, ...]:
        """The blocks of a context that is known to be complete."""
        return self.write(facts)

    def check_demands(self, blocks: Sequence[Block]) -> None:
        """Whether everything that must be said is said. Raises MissingField naming the item."""
        text = to_text(blocks)
        for demand in self.demands:
            if not any(word in text for word in demand.words):
                raise MissingField(self.kind.document_name, demand.item)


ACCEPTANCE = MadeKind(
    DocumentKind.ACCEPTANCE_NOTICE, acceptance_blocks,
    (
        Demand("limits.acceptance", "立案受理", ("受理",)),
        Demand("limits.leads_request", "提供财产线索", ("财产线索",)),
        Demand("limits.acceptance", "再次申请执行不受时效限制", ("不受申请执行时效期间的限制",)),
    ),
)  # fmt: skip
ENFORCEMENT = MadeKind(
    DocumentKind.ENFORCEMENT_NOTICE, enforcement_blocks,
    (
        Demand("enforcement.notice", "责令履行", ("责令",)),
        Demand("interest.delay.notice", "迟延履行的后果", ("加倍支付迟延履行期间的债务利息", "迟延履行金")),
        Demand("sanctions.grounds", "纳入失信被执行人名单的风险", ("信用惩戒",)),
        Demand("sanctions.consumption", "限制消费的风险", ("限制消费",)),
        Demand("documents.refusal", "拒不履行的法律责任", ("罚款、拘留",)),
        Demand("enforcement.property_report", "报告财产", ("报告财产",)),
        Demand("funds.account", "执行款专户和汇款附言", ("附言",)),
    ),
)  # fmt: skip
RECEIPT = MadeKind(
    DocumentKind.MONEY_RECEIPT, voucher_blocks,
    (Demand("funds.account", "收到款项", ("收到",)), Demand("funds.account", "查验码", ("查验码",))),
)  # fmt: skip
PAYOUT = MadeKind(
    DocumentKind.PAYOUT_VOUCHER, voucher_blocks,
    (Demand("funds.pay", "支付款项", ("支付",)), Demand("funds.pay", "查验码", ("查验码",))),
)  # fmt: skip
PLAN = MadeKind(
    DocumentKind.DISTRIBUTION_PLAN, distribution_plan_blocks,
    (
        Demand("distribution.plan", "制作分配方案", ("分配方案",)),
        Demand("distribution.plan", "可分配的款项", ("可分配",)),
        Demand("distribution.plan", "各项的依据", ("依据",)),
    ),
)  # fmt: skip
FINDINGS = MadeKind(
    DocumentKind.ASSET_RESULT_NOTICE, asset_result_blocks,
    (
        Demand("limits.investigation", "没有答复不等于没有财产", ("没有答复不等于没有财产", "均已答复")),
        Demand("limits.leads_request", "可以提供线索", ("线索",)),
    ),
)  # fmt: skip

MADE_KINDS: dict[DocumentKind, MadeKind] = {
    one.kind: one for one in (ACCEPTANCE, ENFORCEMENT, RECEIPT, PAYOUT, PLAN, FINDINGS)
}
