"""执行案款收据 and 案款发放凭证: one page that says which money came from whom, or went to whom, and how to check it.

Account numbers come in masked. The seal is drawn, the signature over the whole file proves it, and the check code leads
to a page of the court that says whether the paper is genuine and still stands.
"""

from dataclasses import dataclass, field
from datetime import date

from zhixing.documents.rules.blocks import (
    Align,
    Block,
    CaseNumberLine,
    Column,
    Paragraph,
    Qr,
    Seal,
    SignOff,
    Table,
    Title,
)
from zhixing.documents.rules.contexts import DocumentKind
from zhixing.documents.rules.slots import Sort, marked_text
from zhixing.documents.rules.wording import date_in_chinese, day, yuan
from zhixing.law.capitals import capitals_of_fen

SEAL_NAME = "执行案款专用章"
_NONE = "（无）"


@dataclass(frozen=True, slots=True)
class CheckCode:
    """How the paper is checked: the code as printed, and the address that a phone opens."""

    code: str = field(metadata={"name": "查验码"})
    address: str = field(metadata={"name": "查验网址"})


@dataclass(frozen=True, slots=True)
class Voucher:
    """What both papers say. `other` is the payer of a receipt or the payee of a payout; `fen` above zero.

    `entries` names the journals in the court's books, `serial` is the bank's own number of the movement.
    """

    kind: DocumentKind
    court: str = field(metadata={"name": "法院名称"})
    document_number: str = field(metadata={"name": "文号"})
    case_number: str = field(metadata={"name": "案号"})
    other: str = field(metadata={"name": "付款人或收款人"})
    account: str = field(metadata={"name": "账号"})
    bank: str = field(metadata={"name": "开户银行"})
    fen: int = field(metadata={"name": "金额"})
    moved_on: date = field(metadata={"name": "入账或付款日期"})
    serial: str = field(metadata={"name": "银行流水号"})
    purpose: str = field(metadata={"name": "款项性质"})
    entries: tuple[str, ...] = field(metadata={"name": "账簿凭证"})
    article: str = field(metadata={"name": "法律依据"})
    issued_on: date = field(metadata={"name": "发文日期"})
    check: CheckCode = field(metadata={"name": "查验"})

    @property
    def is_receipt(self) -> bool:
        """Whether the court received the money."""
        return self.kind is DocumentKind.MONEY_RECEIPT


def voucher_blocks(voucher: Voucher) -> tuple[Block, ...]:
    """The paper, block by block."""
    side = "付款人" if voucher.is_receipt else "收款人"
    did = "收到" if voucher.is_receipt else "支付"
    rows = (
        (side, voucher.other),
        (f"{side}账号", " ".join(part for part in (voucher.bank, voucher.account) if part) or _NONE),
        ("人民币（小写）", f"¥{yuan(voucher.fen)}"),
        ("人民币（大写）", marked_text(Sort.MONEY, "金额", capitals_of_fen(int(voucher.fen)))),
        ("入账日期" if voucher.is_receipt else "银行付款日期", day(voucher.moved_on)),
        ("款项性质", voucher.purpose),
        ("银行流水号", voucher.serial or _NONE),
        ("账簿凭证", "；".join(voucher.entries) or _NONE),
    )
    return (
        Title(voucher.court, voucher.kind.document_name, lowered=False),
        CaseNumberLine(voucher.document_number),
        Paragraph(
            f"{voucher.case_number}案，本院执行案款专户{did}下列款项。依据{voucher.article}，特立此据。"
        ),
        Table(
            "",
            (Column("项　目", Align.CENTER, 4), Column("内　容", Align.LEFT, 15)),
            rows,
        ),
        SignOff(voucher.court, date_in_chinese(voucher.issued_on), Seal(voucher.court, SEAL_NAME)),
        Qr(
            voucher.check.address,
            f"查验二维码，内容为网址 {voucher.check.address}",
            f"查验码：{voucher.check.code}。用手机扫描左侧二维码，或者在法院查验页输入查验码，可以核对本凭证的真伪和现状。本凭证为本院电子签名的电子文件，以电子签名和查验结果为准，打印件仅供参考。",
        ),
    )
