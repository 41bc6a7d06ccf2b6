"""Control rulings and assistance notices: their words, what they refuse, what they cite on which day."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from document_samples import paper
from zhixing.documents.rules.blocks import Block, Table
from zhixing.documents.rules.control_rulings import (
    ASSISTANCE_NOTICE,
    CONTROL_RULING,
    AssistanceFacts,
    ControlFacts,
    RulingAction,
    RulingAsset,
    units_of,
)
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.writing import to_json, to_text

GOLDEN = Path(__file__).parents[2] / "data" / "documents"
DAY = date(2022, 12, 1)
BANK = RulingAsset(
    "中国农业银行汪清县支行", "金哲洙", "银行存款", "6228480860123456789", 3_239_642, DAY, date(2023, 11, 30)
)
HOUSE = RulingAsset(
    "汪清县不动产登记中心",
    "金哲洙",
    "不动产",
    "吉（2018）汪清县不动产权第0001234号",
    None,
    DAY,
    date(2025, 11, 30),
)
SHARES = RulingAsset("汪清县市场监督管理局", "延边长白山木业有限公司", "股权", "汪清县松木家具有限公司30%", 50_000_000, DAY,
                     date(2025, 11, 30))  # fmt: skip
REASON = "经网络查询，被执行人金哲洙名下有可供执行的财产"


def ruling(action: RulingAction, *assets: RulingAsset) -> tuple[Block, ...]:
    return CONTROL_RULING.draft(paper(), ControlFacts(action, assets, REASON))


def notice(action: RulingAction, *assets: RulingAsset) -> tuple[Block, ...]:
    return ASSISTANCE_NOTICE.draft(
        paper(), AssistanceFacts(action, assets, assets[0].unit_name, "（2022）吉2424执7号之一", DAY)
    )


def golden(name: str, blocks: tuple[Block, ...]) -> None:
    to_json(name, blocks)
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("ZHIXING_WRITE_GOLDEN"):
        file.write_text(to_text(blocks), encoding="utf-8")
    assert to_text(blocks) == file.read_text(encoding="utf-8")


CASES = [
    (RulingAction.FREEZE, BANK),
    (RulingAction.SEAL, HOUSE),
    (
        RulingAction.SEIZE,
        replace(HOUSE, kind_label="车辆", identifier="吉H12345", ends_on=date(2024, 11, 30)),
    ),
    (RulingAction.RENEW, replace(HOUSE, original="（2021）吉2424执保3号执行裁定书")),
    (RulingAction.WAIT, replace(HOUSE, starts_on=None, ends_on=None)),
    (RulingAction.RELEASE, replace(BANK, original="（2022）吉2424执7号执行裁定书")),
    (RulingAction.DEDUCT, BANK),
    (
        RulingAction.EXTRACT,
        replace(BANK, unit_name="汪清县第四中学", kind_label="工资收入", identifier="每月2,000元"),
    ),
]


@pytest.mark.parametrize(("action", "asset"), CASES)
def test_the_words_of_each_ruling_and_its_notice(action: RulingAction, asset: RulingAsset) -> None:
    golden(f"control_ruling_{action.value}", ruling(action, asset))
    golden(f"assistance_notice_{action.value}", notice(action, asset))


def test_equity_takes_effect_when_published_and_cites_the_rules_on_equity_since_2022() -> None:
    said = to_text(ruling(RulingAction.FREEZE, SHARES))
    assert (
        "依照《最高人民法院关于人民法院强制执行股权若干问题的规定》第六条的规定，股权冻结自在国家企业信用信息公示系统公示时发生法律效力。"
        in said
    )
    before = replace(paper(), issued_on=date(2021, 12, 31), filed_on=date(2021, 1, 10))
    term = {"starts_on": date(2021, 12, 31), "ends_on": date(2024, 12, 30)}
    said = to_text(
        CONTROL_RULING.draft(before, ControlFacts(RulingAction.FREEZE, (replace(SHARES, **term),), REASON))
    )
    assert "强制执行股权" not in said
    assert "《中华人民共和国民事诉讼法》第二百四十四条" in said


def test_articles_are_those_of_the_day() -> None:
    def cited(on: date) -> str:
        asset = replace(BANK, starts_on=on, ends_on=on)
        one = replace(paper(), issued_on=on, filed_on=date(2020, 1, 10))
        return to_text(CONTROL_RULING.draft(one, ControlFacts(RulingAction.FREEZE, (asset,), REASON)))

    assert "《中华人民共和国民事诉讼法》第二百四十二条" in cited(date(2021, 12, 31))
    assert "《中华人民共和国民事诉讼法》第二百四十九条" in cited(date(2023, 12, 31))
    assert "《中华人民共和国民事诉讼法》第二百五十三条" in cited(date(2024, 1, 1))


def test_many_assets_stand_in_a_table_with_their_sum() -> None:
    many = tuple(replace(BANK, identifier=f"62284808601234567{n:02d}") for n in range(9))
    blocks = ruling(RulingAction.FREEZE, *many)
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [str(n) for n in range(1, 10)]
    assert table.rows[8][3:] == (
        "银行存款 6228480860123456708",
        "32,396.42",
        "自2022年12月1日起至2023年11月30日止",
    )
    assert (
        "一、对下表所列9项财产予以冻结，合计以人民币291,567.78元（大写：贰拾玖万壹仟伍佰陆拾柒元柒角捌分）为限"
        in to_text(blocks)
    )


@pytest.mark.parametrize(
    ("action", "asset", "refusal"),
    [
        (RulingAction.FREEZE, replace(BANK, amount_fen=None), "执行裁定书缺少“金额”，请补充后再生成。"),
        (RulingAction.DEDUCT, replace(BANK, amount_fen=None), "执行裁定书缺少“金额”，请补充后再生成。"),
        (RulingAction.SEAL, replace(HOUSE, ends_on=None), "执行裁定书缺少“起始日和届满日”，请补充后再生成。"),
        (RulingAction.SEAL, replace(HOUSE, ends_on=date(2022, 11, 30)), "执行裁定书的“届满日”早于起始日，请核对。"),
        (
            RulingAction.FREEZE, replace(BANK, ends_on=date(2023, 12, 31)),
            "执行裁定书的“届满日”超过法定最长期限 31 天，银行存款最迟到2023年11月30日，请核对。",
        ),
        (RulingAction.FREEZE, replace(BANK, debtor_name="金哲沫"), "执行裁定书的“被执行人”“金哲沫”不是本案被执行人，请核对。"),
        (RulingAction.RENEW, replace(HOUSE, debtor_name="李建国"), "执行裁定书的“被执行人”“李建国”不是本案被执行人，请核对。"),
        (RulingAction.FREEZE, replace(BANK, identifier=""), "执行裁定书缺少“财产·财产标识”，请补充后再生成。"),
        (RulingAction.FREEZE, replace(BANK, amount_fen=0), "执行裁定书的“财产·金额”为 0，应在 1 至 1000000000000000 之间，请核对。"),
    ],
)  # fmt: skip
def test_what_a_ruling_refuses(action: RulingAction, asset: RulingAsset, refusal: str) -> None:
    with pytest.raises((MissingField, UnfitField)) as refused:
        ruling(action, asset)
    assert str(refused.value) == refusal


def test_a_release_may_name_somebody_who_is_no_debtor() -> None:
    assert "解除对金哲沫在" in to_text(ruling(RulingAction.RELEASE, replace(BANK, debtor_name="金哲沫")))


def test_money_cannot_be_taken_without_an_account_to_pay_to() -> None:
    with pytest.raises(MissingField) as refused:
        CONTROL_RULING.draft(
            replace(paper(), account=None), ControlFacts(RulingAction.DEDUCT, (BANK,), REASON)
        )
    assert refused.value.field == "收款账户"


def test_a_notice_holds_only_the_assets_of_its_unit() -> None:
    assert units_of(ControlFacts(RulingAction.FREEZE, (BANK, SHARES, BANK), REASON)) == (
        "中国农业银行汪清县支行", "汪清县市场监督管理局",
    )  # fmt: skip
    with pytest.raises(UnfitField) as refused:
        notice(RulingAction.FREEZE, BANK, SHARES)
    assert refused.value.field == "协助单位"


def test_the_notice_shows_the_number_in_full_and_the_ruling_does_not() -> None:
    assert "被执行人金哲洙的公民身份号码为222424197503120017" in to_text(notice(RulingAction.FREEZE, BANK))
    assert "222424197503120017" not in to_text(ruling(RulingAction.FREEZE, BANK))
