"""送达公告 and 送达证明: the notice by which a document is delivered when nothing else is left, and the proof pack of a delivery.

The proof shows how the document was sent, arrived, was opened and read, which article makes which day count, and the chain of
hashes over every recorded fact, so that anybody can compute it again.
"""

from dataclasses import dataclass, field
from datetime import date

from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    Column,
    Item,
    Paragraph,
    Table,
)
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Kind, Paper, SpeaksTo
from zhixing.documents.rules.wording import day

ROWS_MAX = 400


@dataclass(frozen=True, slots=True)
class DeliveryNotice:
    """What a public notice says: whom it is for, which document, why so, where it is posted, for how many days."""

    recipient: str = field(metadata={"name": "受送达人"})
    title: str = field(metadata={"name": "文书名称"})
    number: str = field(metadata={"name": "文号"})
    is_lost: bool = field(metadata={"name": "是否下落不明"})
    place: str = field(metadata={"name": "公告处所"})
    days: int = field(metadata={"name": "公告期"})


def delivery_notice_blocks(paper: Paper, facts: DeliveryNotice) -> tuple[Block, ...]:
    """The notice. What was tried stays in the file: passers-by learn no more than they must."""
    why = "你下落不明" if facts.is_lost else "以其他方式无法向你送达"
    party = paper.party(facts.recipient)
    you = party.you if party else "你单位"
    return (
        *paper.head(DocumentKind.DELIVERY_NOTICE),
        Addressee(facts.recipient),
        Paragraph(
            f"本院执行的{paper.matter}（{paper.case_number}），因{why.replace('你', you)}，依照{paper.cite('delivery.public_notice')}"
            f"的规定，现向{you}公告送达本院{facts.number}{facts.title}。自公告之日起经过{facts.days}日，即视为送达。"
        ),
        Paragraph(f"{you}可以在公告期内到本院领取该文书。本公告张贴、刊登于{facts.place}。"),
        Paragraph("特此公告。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One thing that happened: when, by which way, what, and what shows it."""

    at: str = field(metadata={"name": "时间"})
    way: str = field(metadata={"name": "方式"})
    what: str = field(metadata={"name": "事项"})
    shown_by: str = field(default="", metadata={"name": "凭据", "optional": True})


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One recorded fact with the hash of its content and the head of the chain after it."""

    at: str = field(metadata={"name": "记录时间"})
    kind: str = field(metadata={"name": "事实"})
    sha256: str = field(metadata={"name": "内容摘要"})
    head: str = field(metadata={"name": "链值"})
    seal: str = field(default="", metadata={"name": "封存批次", "optional": True})


@dataclass(frozen=True, slots=True)
class DeliveryProof:
    """What the proof pack shows of one delivery."""

    recipient: str = field(metadata={"name": "受送达人"})
    title: str = field(metadata={"name": "文书名称"})
    number: str = field(metadata={"name": "文号"})
    document_sha256: str = field(metadata={"name": "文书摘要"})
    result: str = field(metadata={"name": "结论"})
    reasons: tuple[str, ...] = field(metadata={"name": "理由"})
    rows: tuple[ProofRow, ...] = field(metadata={"name": "经过"})
    first_head: str = field(metadata={"name": "链首"})
    chain: tuple[ChainRow, ...] = field(metadata={"name": "哈希链"})
    until: date = field(metadata={"name": "截止日"})


def delivery_proof_blocks(paper: Paper, facts: DeliveryProof) -> tuple[Block, ...]:
    """The proof pack."""
    rows = tuple((row.at, row.way, row.what, row.shown_by or "—") for row in facts.rows[:ROWS_MAX])
    chain = tuple(
        (str(place), row.at, row.kind, _digest(row.sha256), _digest(row.head), row.seal or "待封存")
        for place, row in enumerate(facts.chain[:ROWS_MAX], 1)
    )
    return (
        *paper.head(DocumentKind.DELIVERY_PROOF),
        Paragraph(
            f"{paper.matter}（{paper.case_number}）中，本院向{facts.recipient}送达{facts.number}{facts.title}。"
            f"现就截至{day(facts.until)}的送达情况证明如下："
        ),
        Item(1, 1, "结论。", facts.result),
        Item(1, 2, "理由。", "；".join(reason.rstrip("。") for reason in facts.reasons) + "。"),
        Item(1, 3, "经过。", "下表按时间列出发送、到达、打开、阅读、签收等各项记录。"),
        Table(
            "送达经过", (Column("时间", Align.CENTER, 5), Column("方式", Align.CENTER, 3), Column("事项", Align.CENTER, 4),
                     Column("凭据", share=9)), rows,
        ),
        Item(1, 4, "原件摘要。", f"所送达文书文件的 SHA-256 值为 {_digest(facts.document_sha256)}。"),
        Item(
            1, 5, "哈希链。",
            f"链首为 {_digest(facts.first_head)}。每一行的链值是上一链值、事实编号、事实名称、记录时间与内容摘要依次连接后的 SHA-256 值；"
            "改动任何一条，其后各值即不相符。",
        ),
        Table(
            "记录与链值", (Column("序", Align.CENTER, 1), Column("记录时间", Align.CENTER, 4), Column("事实", share=4),
                     Column("内容摘要", share=6), Column("链值", share=6), Column("封存", Align.CENTER, 2)), chain,
        ),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


def _digest(sha256: str) -> str:
    """In groups of eight, so that a line may break between them."""
    return " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8))


DELIVERY_NOTICE = Kind(
    DocumentKind.DELIVERY_NOTICE, DeliveryNotice, delivery_notice_blocks, SpeaksTo.EVERYBODY,
    demands=(Demand("delivery.public_notice", "视为送达的期限", ("即视为送达",)),),
)  # fmt: skip
DELIVERY_PROOF = Kind(DocumentKind.DELIVERY_PROOF, DeliveryProof, delivery_proof_blocks, SpeaksTo.EVERYBODY)
