"""执行财产分配方案: whose money is divided among whom, on what basis, with the article of every line, and how to object."""

from dataclasses import dataclass, field
from datetime import date

from zhixing.documents.rules.acceptance import contact
from zhixing.documents.rules.blocks import (
    Align,
    Block,
    CaseNumberLine,
    Column,
    Item,
    Paragraph,
    SignOff,
    Table,
    Title,
)
from zhixing.documents.rules.contexts import DocumentKind, IssuingCourt
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.wording import (
    counted,
    date_in_chinese,
    day,
    names,
    numeral,
    together,
    yuan,
    yuan_and_capitals,
)

NAME = DocumentKind.DISTRIBUTION_PLAN.document_name
OBJECT_DAYS = 15


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One claim: the creditor with case or title, its band, the claim and what it gets (fen), the ratio, the article."""

    creditor: str = field(metadata={"name": "债权人"})
    ground: str = field(metadata={"name": "案号或执行依据"})
    band: str = field(metadata={"name": "顺位"})
    claim_fen: int = field(metadata={"name": "债权额"})
    paid_fen: int = field(metadata={"name": "分配额"})
    ratio: str = field(metadata={"name": "受偿比例"})
    article: str = field(metadata={"name": "法律依据"})
    reason: str = field(metadata={"name": "理由"})


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """Money that is divided: the day it came, from whom, and how much (fen)."""

    arrived_on: date = field(metadata={"name": "到账日"})
    payer: str = field(metadata={"name": "付款人"})
    fen: int = field(metadata={"name": "金额"})


@dataclass(frozen=True, slots=True)
class DistributionPlan:
    """What the plan says. `objection` is the articles on objections, empty where nobody could object."""

    court: IssuingCourt = field(metadata={"name": "法院"})
    document_number: str = field(metadata={"name": "文号"})
    case_number: str = field(metadata={"name": "案号"})
    debtor: str = field(metadata={"name": "被执行人"})
    creditors: tuple[str, ...] = field(metadata={"name": "债权人"})
    basis: str = field(metadata={"name": "分配原因"})
    basis_articles: tuple[str, ...] = field(metadata={"name": "法律依据"})
    facts: str = field(metadata={"name": "情况说明"})
    on: date = field(metadata={"name": "计算截止日"})
    money: tuple[MoneyRow, ...] = field(metadata={"name": "可分配款"})
    shares: tuple[ShareRow, ...] = field(metadata={"name": "债权"})
    excess_fen: int = field(metadata={"name": "余额"})
    objection: tuple[str, ...] = field(metadata={"name": "异议的法律依据"})
    issued_on: date = field(metadata={"name": "发文日期"})
    amends: bool = field(default=False, metadata={"name": "是否修正"})

    @property
    def pool_fen(self) -> int:
        """All the money."""
        return sum(one.fen for one in self.money)


def distribution_plan_blocks(plan: DistributionPlan) -> tuple[Block, ...]:
    """The plan, block by block. Raises MissingField, UnfitField when it has no lines or its sums do not agree."""
    if not plan.shares or not plan.money:
        raise MissingField(NAME, "债权" if not plan.shares else "可分配款")
    if sum(row.paid_fen for row in plan.shares) + plan.excess_fen != plan.pool_fen:
        raise UnfitField(NAME, "分配金额", "各行之和与可分配款不相等，请重新计算。")
    return (
        Title(plan.court.name, NAME),
        CaseNumberLine(plan.document_number),
        Paragraph(f"债权人：{names(plan.creditors)}。"),
        Paragraph(f"被执行人：{plan.debtor}。"),
        Paragraph(
            f"本院在执行{plan.case_number}案件中，取得被执行人{plan.debtor}的款项，因{plan.basis}，"
            f"依照{together(plan.basis_articles)}的规定，制作{'修正后的' if plan.amends else ''}分配方案如下："
        ),
        *_money(plan),
        *_shares(plan),
        *_notice(plan),
        SignOff(plan.court.name, date_in_chinese(plan.issued_on)),
        contact(plan.court),
    )


def _money(plan: DistributionPlan) -> tuple[Block, ...]:
    rows = tuple((day(one.arrived_on), one.payer or "（银行未给户名）", yuan(one.fen)) for one in plan.money)
    blocks: list[Block] = [
        Item(1, 1, "可分配的款项。", f"共计人民币{yuan_and_capitals(plan.pool_fen)}，来源如下："),
        Table(
            "",
            (
                Column("到账日", Align.LEFT, 4),
                Column("付款人", Align.LEFT, 6),
                Column("金额（元）", Align.RIGHT, 4),
            ),
            (*rows, ("合计", f"{counted(len(rows), '笔数')}笔", yuan(plan.pool_fen))),
            total=True,
        ),
    ]
    if plan.facts:
        blocks.append(Paragraph(plan.facts))
    return tuple(blocks)


def _shares(plan: DistributionPlan) -> tuple[Block, ...]:
    claims, paid = sum(row.claim_fen for row in plan.shares), sum(row.paid_fen for row in plan.shares)
    rows = tuple(
        (
            str(place),
            row.creditor,
            row.ground or "—",
            row.band,
            yuan(row.claim_fen),
            yuan(row.paid_fen),
            row.ratio,
        )
        for place, row in enumerate(plan.shares, start=1)
    )
    columns = (
        Column("序", Align.CENTER, 3), Column("债权人", Align.LEFT, 9), Column("案号或执行依据", Align.LEFT, 9),
        Column("顺位", Align.LEFT, 6), Column("债权额（元）", Align.RIGHT, 9), Column("分配额（元）", Align.RIGHT, 9),
        Column("受偿比例", Align.RIGHT, 8),
    )  # fmt: skip
    blocks: list[Block] = [
        Item(
            1, 2, "债权及分配。", f"各债权计算至{day(plan.on)}。执行费用先行清偿，各债权的顺位和分配额如下："
        ),
        Table("", columns, (*rows, ("—", "合计", "—", "—", yuan(claims), yuan(paid), "—")), total=True),
        Item(1, 3, "各项的依据。"),
        *(
            Item(3, place, "", f"{names(creditors)}：{f'依照{article}，' if article else ''}{reason}")
            for place, ((article, reason), creditors) in enumerate(_alike(plan), start=1)
        ),
    ]
    if plan.excess_fen:
        blocks.append(
            Paragraph(f"超出全部债权和执行费用的{yuan(plan.excess_fen)}元，退还被执行人{plan.debtor}。")
        )
    elif paid < claims:
        blocks.append(
            Paragraph(
                f"清偿后尚未受偿的债权{yuan(claims - paid)}元，由被执行人{plan.debtor}继续清偿；发现其他财产的，可以随时请求执行。"
            )
        )
    return tuple(blocks)


def _alike(plan: DistributionPlan) -> list[tuple[tuple[str, str], list[str]]]:
    """The claims that stand on one article and fare alike, together."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in plan.shares:
        found.setdefault((row.article, row.reason), []).append(row.creditor)
    return list(found.items())


def _notice(plan: DistributionPlan) -> tuple[Block, ...]:
    if plan.amends:
        return (
            Item(
                1, 4, "分配。", "本方案依异议修正，其他债权人、被执行人未在期限内提出反对意见，本院依此分配。"
            ),
        )
    if not plan.objection:
        return (Item(1, 4, "分配。", "本方案的债权人为同一人，本院依此分配。"),)
    days = numeral(OBJECT_DAYS)
    return (
        Item(
            1, 4, "异议。",
            f"依照{together(plan.objection)}的规定，债权人或者被执行人对本方案有异议的，应当自收到本方案之日起{days}日内向本院提出书面异议，"
            "写明有异议的债权和金额。",
        ),
        Paragraph(
            f"未提出异议的债权人、被执行人自收到异议通知之日起{days}日内未提出反对意见的，本院依异议人的意见对方案审查修正后进行分配；"
            f"提出反对意见的，异议人可以自收到本院通知之日起{days}日内，以提出反对意见的债权人、被执行人为被告向本院提起诉讼；"
            "逾期未提起诉讼的，按原方案分配。"
        ),
        Paragraph("诉讼期间进行分配的，本院提存与争议债权数额相应的款项。"),
    )  # fmt: skip
