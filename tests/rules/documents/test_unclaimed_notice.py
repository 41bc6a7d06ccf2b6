"""不明款认领公告: what the public reads, and what it must never hold. And the code to pay on the enforcement notice."""

from dataclasses import replace
from datetime import date

import pytest

from document_samples import enforcement
from zhixing.documents.rules.blocks import Qr, Table
from zhixing.documents.rules.content import blocks_of
from zhixing.documents.rules.contexts import IssuingCourt
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.unclaimed import UnclaimedEntry, UnclaimedNotice, unclaimed_blocks
from zhixing.documents.rules.writing import to_text

NOTICE = UnclaimedNotice(
    IssuingCourt("汪清县人民法院", "吉林省汪清县", "执行局", "0433-8812345"),
    "（2022）吉2424案款公告1号",
    date(2022, 3, 31),
    (
        UnclaimedEntry(date(2022, 3, 1), 5_000_000, "李四"),
        UnclaimedEntry(date(2022, 3, 2), 123_456, "延边长白山木业有限公司"),
        UnclaimedEntry(date(2022, 3, 3), 1, ""),
    ),
)


def test_the_public_notice_names_day_sum_and_masked_payer() -> None:
    (table,) = [block for block in unclaimed_blocks(NOTICE) if isinstance(block, Table)]
    assert table.rows == (
        ("1", "2022-03-01", "李*", "50,000.00"),
        ("2", "2022-03-02", "延边长白山木业有限公司", "1,234.56"),
        ("3", "2022-03-03", "（银行未提供）", "0.01"),
        ("合计", "—", "3笔", "51,234.57"),
    )


def test_the_public_notice_says_how_to_claim_and_no_full_name() -> None:
    text = to_text(unclaimed_blocks(NOTICE))
    assert "共3笔，合计人民币51,234.57元（大写：伍万壹仟贰佰叁拾肆元伍角柒分）" in text
    assert "自本公告发布之日起三十日内" in text
    assert "联系电话：0433-8812345" in text
    assert "李四" not in text


def test_an_empty_public_notice_is_refused() -> None:
    with pytest.raises(MissingField, match="不明款认领公告缺少“待认领款项”"):
        unclaimed_blocks(replace(NOTICE, entries=()))


def test_the_code_on_the_notice_holds_what_stands_in_print() -> None:
    (code,) = [block for block in blocks_of(enforcement()) if isinstance(block, Qr)]
    notice = enforcement()
    account = notice.account
    assert code.data == (
        f"户名:{account.holder};开户行:{account.bank};账号:{account.number};子账号:{account.sub_account};"
        "附言:（2022）吉2424执7号 金哲洙 付款人姓名 执行款"
    )
    assert code.lines == (
        f"户名：{account.holder}", f"开户银行：{account.bank}", f"账号：{account.number}",
        f"虚拟子账号：{account.sub_account}",
    )  # fmt: skip
    assert (
        code.alt
        == f"收款二维码：{account.holder}，{account.bank}，账号{account.number}，虚拟子账号{account.sub_account}"
    )
