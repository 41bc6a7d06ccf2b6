"""控制连续性证明: receipt by receipt, that the control of one asset never broke, or where it did.

A link is what a holder said in a receipt, or what a paper says where there is no receipt; only a receipt counts as
confirmed. The day after a term's last day must lie within the next term, else there is a gap, and it stands in red.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from zhixing.documents.rules.blocks import Align, Block, Column, Item, Paragraph, Table
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Kind, Paper, SpeaksTo
from zhixing.documents.rules.wording import day

_ONE_DAY = timedelta(days=1)
DIGEST_SIGNS = 64


class Proof(StrEnum):
    """On what a link stands."""

    RECEIPT = "receipt"
    PAPER = "paper"
    LEDGER = "ledger"

    @property
    def label(self) -> str:
        """The word in the table."""
        return {"receipt": "回执", "paper": "纸质文书", "ledger": "手工台账"}[self.value]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One term of control: what was done, from when to when, and the receipt that says so.

    `starts_on` is the first day the term counts, `ends_on` the last; `sha256` is the digest of the receipt as it came.
    """

    act: str = field(metadata={"name": "措施"})
    starts_on: date = field(metadata={"name": "起始日"})
    ends_on: date = field(metadata={"name": "届满日"})
    proof: Proof = field(metadata={"name": "凭据种类"})
    number: str = field(default="", metadata={"name": "凭据编号", "optional": True})
    said_on: date | None = field(default=None, metadata={"name": "回执日期", "optional": True})
    sha256: str = field(default="", metadata={"name": "回执摘要", "optional": True})


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of no control between two links, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class ContinuityFacts:
    """The chain of one asset up to a day. `ended_on` is when it was released, None while it stands."""

    unit_name: str = field(metadata={"name": "协助单位"})
    debtor_name: str = field(metadata={"name": "被执行人"})
    asset: str = field(metadata={"name": "财产"})
    links: tuple[ChainLink, ...] = field(metadata={"name": "凭据"})
    until: date = field(metadata={"name": "证明截止日"})
    ended_on: date | None = field(default=None, metadata={"name": "解除日", "optional": True})


def gaps(links: Sequence[ChainLink], *, until: date) -> tuple[Gap, ...]:
    """The days between the first link and `until` on which no link ran, in order."""
    found: list[Gap] = []
    covered: date | None = None
    for link in sorted(links, key=lambda one: (one.starts_on, one.ends_on)):
        if covered is not None and link.starts_on > covered + _ONE_DAY:
            found.append(Gap(covered + _ONE_DAY, min(link.starts_on - _ONE_DAY, until)))
        covered = link.ends_on if covered is None else max(covered, link.ends_on)
    if covered is not None and covered < until:
        found.append(Gap(covered + _ONE_DAY, until))
    return tuple(gap for gap in found if gap.first <= gap.last)


def continuity_blocks(paper: Paper, facts: ContinuityFacts) -> tuple[Block, ...]:
    """The proof. Raises MissingField without a single link."""
    if not facts.links:
        raise MissingField(DocumentKind.CONTINUITY_PROOF.document_name, "凭据")
    links = sorted(facts.links, key=lambda one: (one.starts_on, one.ends_on))
    last = min(facts.until, facts.ended_on) if facts.ended_on else facts.until
    found = gaps(links, until=last)
    return (
        *paper.head(DocumentKind.CONTINUITY_PROOF),
        Paragraph(
            f"{paper.matter}，案号{paper.case_number}，本院对被执行人{facts.debtor_name}在{facts.unit_name}的{facts.asset}"
            f"采取了控制措施。现就{day(links[0].starts_on)}至{day(last)}期间控制是否连续，依据协助单位回执证明如下："
        ),
        Item(1, 1, "结论。", _conclusion(links, found, last)),
        Item(1, 2, "期限。", "各期限首尾两日均计入；后一期限不迟于前一期限届满次日开始的，为连续。"),
        _terms(links, found),
        Item(1, 3, "凭据。", "下列摘要为协助单位回执原文的 SHA-256 值，可以与本院保存的原文核对。"),
        _receipts(links),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


def _conclusion(links: Sequence[ChainLink], found: Sequence[Gap], last: date) -> str:
    unproved = sum(link.proof is not Proof.RECEIPT for link in links)
    tail = (
        f"其中{unproved}段没有协助单位回执，仅依据本院留存的文书或者台账。"
        if unproved
        else "各段均有协助单位回执。"
    )
    if not found:
        return f"自{day(links[0].starts_on)}至{day(last)}，控制连续，共{len(links)}段，没有空档。{tail}"
    days = sum(gap.days for gap in found)
    return f"控制不连续，有{len(found)}处空档，共{days}日，见表中红色各行。{tail}"


def _terms(links: Sequence[ChainLink], found: Sequence[Gap]) -> Table:
    """Terms and gaps in order of their days; the rows of gaps are red."""
    lines: list[tuple[date, bool, tuple[str, ...]]] = [
        (link.starts_on, False,
         (link.act, link.starts_on.isoformat(), link.ends_on.isoformat(), f"{_days(link)}", link.proof.label))
        for link in links
    ]  # fmt: skip
    lines += [
        (gap.first, True, ("空档", gap.first.isoformat(), gap.last.isoformat(), f"{gap.days}", "无"))
        for gap in found
    ]
    lines.sort(key=lambda line: line[:2])
    return Table(
        "控制期限", (Column("措施", share=4), Column("起", Align.CENTER, 4), Column("止", Align.CENTER, 4),
                  Column("日数", Align.RIGHT, 2), Column("凭据", Align.CENTER, 3)),
        tuple(cells for _, _, cells in lines),
        red=tuple(place for place, line in enumerate(lines) if line[1]),
    )  # fmt: skip


def _days(link: ChainLink) -> int:
    return (link.ends_on - link.starts_on).days + 1


def _receipts(links: Sequence[ChainLink]) -> Table:
    rows = tuple(
        (
            str(place),
            link.number or "—",
            link.said_on.isoformat() if link.said_on else "—",
            _digest(link.sha256),
        )
        for place, link in enumerate(links, 1)
    )
    return Table(
        "凭据清单", (Column("段", Align.CENTER, 1), Column("编号", share=5), Column("日期", Align.CENTER, 3),
                  Column("摘要（SHA-256）", share=7)), rows,
    )  # fmt: skip


def _digest(sha256: str) -> str:
    """In groups of eight, so that a line may break between them."""
    if len(sha256) != DIGEST_SIGNS:
        return sha256 or "—"
    return " ".join(sha256[place : place + 8] for place in range(0, DIGEST_SIGNS, 8))


CONTINUITY_PROOF = Kind(DocumentKind.CONTINUITY_PROOF, ContinuityFacts, continuity_blocks, SpeaksTo.EVERYBODY)
