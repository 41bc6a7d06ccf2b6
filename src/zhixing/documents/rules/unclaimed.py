"""不明款认领公告: money that came to the court and that nobody could be found for, and how to claim it.

It goes to the public, so a person's name is masked and no account number stands in it; whoever paid knows the day, the
sum and the last digits they can prove.
"""

from dataclasses import dataclass
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
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.wording import date_in_chinese, day, numeral, yuan, yuan_and_capitals
from zhixing.foundation.names import mask_name

ENTRIES_MAX = 1000
CLAIM_DAYS = 30
"""The house's own term; unclaimed money stays with the court after it."""


@dataclass(frozen=True, slots=True)
class UnclaimedEntry:
    """One sum: when it came, how much in fen, the payer's name as the bank gave it."""

    arrived_on: date
    fen: int
    payer: str


@dataclass(frozen=True, slots=True)
class UnclaimedNotice:
    """What the public is told. `entries` in the order they are numbered."""

    court: IssuingCourt
    number: str
    issued_on: date
    entries: tuple[UnclaimedEntry, ...]

    @property
    def total_fen(self) -> int:
        """All of it."""
        return sum(entry.fen for entry in self.entries)


def unclaimed_blocks(notice: UnclaimedNotice) -> tuple[Block, ...]:
    """The notice, block by block. Raises MissingField without an entry."""
    name = DocumentKind.UNCLAIMED_NOTICE.document_name
    if not notice.entries:
        raise MissingField(name, "待认领款项")
    return (
        Title(notice.court.name, name),
        CaseNumberLine(notice.number),
        Paragraph(
            f"截至{day(notice.issued_on)}，本院执行案款专户收到下列款项，经核查尚不能确定所属案件，共{len(notice.entries)}笔，"
            f"合计人民币{yuan_and_capitals(notice.total_fen)}，现予公告："
        ),
        _table(notice),
        Item(
            1, 1, "认领的办法。",
            "付款人或者案件当事人请携带身份证件、付款凭证（载明付款日期、金额和付款账户）以及与案件有关的材料到本院认领；"
            "也可以来电告知案号，由本院核实。",
        ),
        Item(
            1, 2, "认领的期限。",
            f"自本公告发布之日起{numeral(CLAIM_DAYS)}日内。逾期未认领的，款项继续由本院专户保管，仍可随时认领。",
        ),
        Item(
            1, 3, "防范诈骗。",
            "本院不以电话、短信索要银行卡密码、验证码，认领不收取任何费用。为保护个人信息，本公告隐去付款人姓名的一部分，"
            "不公布账号。",
        ),
        Paragraph("特此公告。"),
        SignOff(notice.court.name, date_in_chinese(notice.issued_on)),
        contact(notice.court),
    )  # fmt: skip


def _table(notice: UnclaimedNotice) -> Table:
    rows = tuple(
        (
            str(place),
            entry.arrived_on.isoformat(),
            mask_name(entry.payer) or "（银行未提供）",
            yuan(entry.fen),
        )
        for place, entry in enumerate(notice.entries, start=1)
    )
    return Table(
        caption="待认领款项",
        columns=(
            Column("序号", Align.CENTER, 2),
            Column("到账日期", Align.CENTER, 4),
            Column("付款人", Align.LEFT, 6),
            Column("金额（元）", Align.RIGHT, 4),
        ),
        rows=(*rows, ("合计", "—", f"{len(notice.entries)}笔", yuan(notice.total_fen))),
        total=True,
    )
