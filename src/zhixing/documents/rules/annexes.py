"""附件：how the amounts of a document were computed, step by step, each under its article."""

from collections.abc import Sequence

from zhixing.documents.rules.blocks import Block, CaseNumberLine, Item, PageBreak, Paragraph, Title
from zhixing.documents.rules.paper import Paper
from zhixing.documents.rules.wording import day
from zhixing.law.explanation import Step

NAME = "附件：金额计算说明"


def annex_blocks(paper: Paper, steps: Sequence[Step]) -> tuple[Block, ...]:
    """A part of its own after the document; nothing when there are no steps."""
    if not steps:
        return ()
    return (
        PageBreak(),
        Title(paper.court.name, NAME, lowered=False),
        CaseNumberLine(paper.document_number),
        Paragraph(f"{paper.case_number}案截至{day(paper.issued_on)}的金额按下列步骤计算："),
        *(Item(3, n, text=_words(step)) for n, step in enumerate(steps, 1)),
    )


def _words(step: Step) -> str:
    parts = [step.text.rstrip("。")]
    if step.arithmetic:
        parts.append(step.arithmetic)
    if step.result:
        parts.append(f"得{step.result}")
    basis = f"（依据：{step.article}）" if step.article else ""
    return f"{'，'.join(parts)}{basis}。"
