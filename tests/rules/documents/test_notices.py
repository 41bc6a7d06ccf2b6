from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from document_samples import acceptance, enforcement
from zhixing.documents.rules.blocks import Addressee, Column, Item, Paragraph, Table, Title
from zhixing.documents.rules.content import blocks_of
from zhixing.documents.rules.contexts import AmountDue, Context, PaymentAccount, Recipient
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.numbering import document_number
from zhixing.documents.rules.wording import within, yuan, yuan_and_capitals
from zhixing.documents.rules.writing import to_json, to_text

GOLDEN = Path(__file__).parents[2] / "data" / "documents"


def company() -> Context:
    debtor = Recipient("延边长白山木业有限公司", False)
    return replace(enforcement(), debtor=debtor, co_debtors=(), liability="", perform_within=0)


@pytest.mark.parametrize(
    ("context", "file"),
    [
        (acceptance(), "acceptance_notice.txt"),
        (enforcement(), "enforcement_notice.txt"),
        (company(), "enforcement_notice_to_a_company.txt"),
    ],
)
def test_the_words_of_a_notice(context: Context, file: str) -> None:
    assert to_text(blocks_of(context)) == (GOLDEN / file).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        "责令你自收到本通知书之日起三日内履行下列义务",
        "32,396.42元（大写：叁万贰仟叁佰玖拾陆元肆角贰分）",
        "依照《中华人民共和国民事诉讼法》第二百六十条的规定，应当加倍支付迟延履行期间的债务利息",
        "账号：24242022000007",
        "案号（2022）吉2424执7号，被执行人金哲洙，付款人",
        "用途执行款",
        "依法对其进行信用惩戒",
        "采取限制消费措施",
        "自收到本令之日起五日内",
        "自收到执行通知之日前一年至提交书面财产报告之日",
        "自财产变动之日起十日内向本院补充报告",
        "予以罚款、拘留；构成犯罪的，依法追究刑事责任",
        "附：财产调查表",
    ],
)
def test_an_enforcement_notice_holds_what_the_law_demands(words: str) -> None:
    assert words in to_text(blocks_of(enforcement()))


def test_the_parts_of_the_debt_add_up_to_the_total() -> None:
    table = next(block for block in blocks_of(enforcement()) if isinstance(block, Table))
    assert [row[1] for row in table.rows] == [
        "30,275.00",
        "1,271.55",
        "217.24",
        "278.50",
        "354.13",
        "32,396.42",
    ]


def test_duties_that_are_not_money_warn_of_payment_for_delay() -> None:
    text = to_text(
        blocks_of(replace(enforcement(), amounts=(), interest="", doubled="", other_duties=("交付钥匙。",)))
    )
    assert "一、交付钥匙。" in text
    assert "应当支付迟延履行金。" in text
    assert "合计" not in text


@pytest.mark.parametrize(
    ("context", "message"),
    [
        (replace(acceptance(), cause=""), "受理案件通知书缺少“案由”，请补充后再生成。"),
        (replace(acceptance(), debtors=()), "受理案件通知书缺少“被执行人”，请补充后再生成。"),
        (replace(acceptance(), filed_on=None), "受理案件通知书缺少“立案日期”，请补充后再生成。"),
        (
            replace(enforcement(), account=PaymentAccount("汪清县人民法院", " ", "1", "2")),
            "执行通知书缺少“收款账户·开户银行”，请补充后再生成。",
        ),
        (replace(enforcement(), report=None), "执行通知书缺少“报告财产令”，请补充后再生成。"),
        (
            replace(enforcement(), amounts=(AmountDue("借款本金", 1, ""),)),
            "执行通知书缺少“应付款项·计算依据”，请补充后再生成。",
        ),
        (replace(enforcement(), amounts=()), "执行通知书缺少“应付款项”，请补充后再生成。"),
        (replace(enforcement(), interest=""), "执行通知书缺少“一般债务利息的计算方法”，请补充后再生成。"),
        (replace(enforcement(), doubled=""), "执行通知书缺少“加倍部分债务利息的计算方法”，请补充后再生成。"),
    ],
)
def test_a_missing_field_is_named_and_nothing_is_made(context: Context, message: str) -> None:
    with pytest.raises(MissingField) as refused:
        blocks_of(context)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("context", "message"),
    [
        (
            replace(enforcement(), perform_within=91),
            "执行通知书的“履行期限（日）”为 91，应在 0 至 90 之间，请核对。",
        ),
        (
            replace(acceptance(), claim_fen=0),
            "受理案件通知书的“申请执行标的”为 0，应在 1 至 1000000000000000 之间，请核对。",
        ),
        (
            replace(acceptance(), issued_on=date(2022, 1, 9)),
            "受理案件通知书的“发文日期”早于立案日期，请核对。",
        ),
        (
            replace(enforcement(), debtor=Recipient("金\t哲洙", True)),
            "执行通知书的“被执行人·姓名或名称”第 2 字是控制字符 U+0009，请删除后再生成。",
        ),
    ],
)
def test_a_value_that_cannot_stand_is_refused(context: Context, message: str) -> None:
    with pytest.raises(UnfitField) as refused:
        blocks_of(context)
    assert str(refused.value) == message


def test_blocks_without_title_or_with_ragged_rows_are_refused() -> None:
    title = Title("汪清县人民法院", "通知书")
    table = Table("", (Column("甲"), Column("乙")), (("1",),))
    for blocks in (
        (),
        (Paragraph("正文"),),
        (title, table),
        (title, Item(1, 1)),
        (title, Item(5, 1, "", "甲")),
    ):
        with pytest.raises(UnfitField):
            to_json("通知书", blocks)
    with pytest.raises(MissingField, match="通知书缺少“受文人”"):
        to_json("通知书", (title, Addressee("")))


@pytest.mark.parametrize(("level", "mark"), [(1, "十二、"), (2, "（十二）"), (3, "12."), (4, "（12）")])
def test_items_are_numbered_by_their_level(level: int, mark: str) -> None:
    assert Item(level, 12, "", "甲").mark == mark


def test_the_second_document_of_a_kind_bears_the_first_suffix() -> None:
    assert document_number("执行通知书", "(2022)吉2424执7号", 1) == "（2022）吉2424执7号"
    assert document_number("执行通知书", "（2022）吉2424执7号", 2) == "（2022）吉2424执7号之一"
    assert document_number("执行通知书", "（2022）吉2424执7号", 12) == "（2022）吉2424执7号之十一"
    with pytest.raises(UnfitField, match="已带“之一”"):
        document_number("执行通知书", "（2022）吉2424执7号之一", 2)
    with pytest.raises(UnfitField, match="不能使用"):
        document_number("执行通知书", "执7号", 1)


def test_amounts_and_periods_as_documents_write_them() -> None:
    assert (yuan(5), yuan(123_456_789), yuan(10**13)) == ("0.05", "1,234,567.89", "100,000,000,000.00")
    assert (
        yuan_and_capitals(590_000_218_425) == "5,900,002,184.25元（大写：伍拾玖亿零贰仟壹佰捌拾肆元贰角伍分）"
    )
    assert (within(0), within(15)) == ("立即", "自收到本通知书之日起十五日内")
