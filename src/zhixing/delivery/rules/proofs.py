"""The chain of hashes over the recorded facts of one delivery: each head covers the one before."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChainedFact:
    """A recorded fact as the chain covers it. `at` is the moment as text."""

    id: str
    kind: str
    at: str
    body_sha256: str


def first_head(delivery_id: str, document_sha256: str) -> str:
    """The chain begins with the delivery and the bytes of the document."""
    return _hash(delivery_id, document_sha256)


def heads(first: str, facts: Sequence[ChainedFact]) -> list[str]:
    """The head after each fact."""
    found, head = [], first
    for fact in facts:
        head = _hash(head, fact.id, fact.kind, fact.at, fact.body_sha256)
        found.append(head)
    return found


def _hash(*parts: str) -> str:
    return hashlib.sha256("".join(parts).encode()).hexdigest()


FACT_WORDS = {
    "delivery.begun": "开始送达", "sending.made": "生成发送", "sending.handed": "交付承运方", "sending.refused": "承运方拒绝",
    "sending.unexplained": "承运方结果不明", "sending.explained": "人工核实承运方结果", "link.identified": "核验身份通过",
    "link.wrong_answer": "核验身份未通过", "link.revoked": "收回链接", "delivery.served": "认定送达",
    "delivery.unserved": "送达认定被推翻", "delivery.by_notice": "公告送达中", "delivery.withdrawn": "撤回送达",
    "delivery.proved": "出具送达证明", "sending.bounced": "未能到达", "sending.returned": "退回", "label.printed": "打印邮件标签",
}  # fmt: skip
