"""Columns of a unit's own table are told by heading and values; who owns the row is told from who is merely named in it."""

import csv
from datetime import date
from pathlib import Path

import pytest

from zhixing.foundation.sheets import read_sheets
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.rules.mapping import (
    Field,
    Named,
    NoMapping,
    Role,
    given,
    guess,
    is_id_number,
    normal_number,
    read_row,
)

SAMPLES = Path(__file__).parents[3] / "src/zhixing/simulator/samples/wangqing/units"
A, B, C = "222404195701260001", "222401197009180005", "222426199611160003"
FIRM, OTHER_FIRM = "91222406468105182K", "91222426004846927Y"


def table(*lines: str) -> list[list[str]]:
    return list(csv.reader(lines))


EXPECTED = {
    "不动产登记中心-房产": (AssetKind.REAL_ESTATE, {
        "identifier": "不动产权证号", "holder_name": "权利人", "holder_id": "证件号", "ownership": "共有情况", "location": "坐落",
        "priority_rights": "抵押权人", "prior_measures": "查封情况",
    }),
    "交警大队-车辆": (AssetKind.VEHICLE, {
        "identifier": "号牌号码", "holder_name": "所有人", "holder_id": "身份证明号码", "title": "品牌型号", "opened_on": "初次登记日期",
        "status": "状态",
    }),
    "公积金中心-缴存": (AssetKind.HOUSING_FUND, {
        "holder_name": "姓名", "holder_id": "身份证号", "title": "单位名称", "amount": "缴存余额", "status": "状态",
    }),
    "市场监管局-股权": (AssetKind.EQUITY, {
        "company_name": "企业名称", "company_id": "统一社会信用代码", "holder_name": "股东", "holder_id": "股东证件号",
        "amount": "认缴出资万元",
    }),
    "林业局-林权": (AssetKind.FOREST_RIGHT, {
        "identifier": "林权证号", "holder_name": "权利人", "holder_id": "证件号码", "location": "坐落", "closed_on": "使用期限至",
        "priority_rights": "抵押情况",
    }),
    "民政局-婚姻": (AssetKind.MARRIAGE, {
        "holder_name": "持证人", "holder_id": "证件号码", "spouse_name": "配偶姓名", "spouse_id": "配偶证件号码", "opened_on": "登记日期",
        "status": "状态",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("told", [True, False])
def test_the_six_tables_of_the_sample(name: str, told: bool) -> None:
    """With the file's name and without it."""
    rows = read_sheets(SAMPLES / f"{name}.csv")[0].rows
    found = guess(rows, file_name=name if told else "")
    assert (found.kind, found.as_settings()) == EXPECTED[name]


def test_a_stake_is_the_shareholders_and_the_capital_counts_ten_thousand_yuan() -> None:
    rows = table(
        "企业名称,统一社会信用代码,股东,股东证件号,认缴出资万元",
        f"延边梅国农机有限公司,{FIRM},尹玉范,{A},583",
    )
    read = read_row(guess(rows), rows[1])
    assert read.people == (Named(Role.HOLDER, "尹玉范", A), Named(Role.COMPANY, "延边梅国农机有限公司", FIRM))
    assert read.amounts == {Field.AMOUNT: 583_000_000}


def test_a_company_owns_where_nobody_else_is_named() -> None:
    rows = table(
        "企业名称,统一社会信用代码,法定代表人,法定代表人身份证号,账号,余额",
        f"延边浩军食品有限公司,{FIRM},高堃,{A},2205016,10.00",
    )
    found = guess(rows)
    assert found.kind is AssetKind.DEPOSIT
    assert read_row(found, rows[1]).people == (Named(Role.HOLDER, "延边浩军食品有限公司", FIRM),)


def test_both_of_a_couple_are_read() -> None:
    rows = table("男方姓名,男方身份证号,女方姓名,女方身份证号,结婚日期", f"高堃,{A},韩丽,{B},2010-05-01")
    read = read_row(guess(rows), rows[1])
    assert read.people == (Named(Role.HOLDER, "高堃", A), Named(Role.SPOUSE, "韩丽", B))
    assert read.days == {Field.OPENED_ON: date(2010, 5, 1)}


def test_co_owners_with_their_numbers() -> None:
    rows = table("权证号,权利人,权利人证件号,共有人,共有人证件号,坐落", f"1号,高堃,{A},韩丽,{B},汪清镇")
    assert [who.role for who in read_row(guess(rows), rows[1]).people] == [Role.HOLDER, Role.CO_OWNER]


def test_a_heading_that_lies_is_not_believed() -> None:
    """证件号码 over certificate numbers, the real ones under another word."""
    rows = table(
        "姓名,证件号码,身份证明号码,余额", f"高堃,林证2009001,{A},5.00", f"韩丽,林证2009002,{B},6.00"
    )
    assert guess(rows).as_settings()["holder_id"] == "身份证明号码"


def test_headings_that_say_nothing_are_told_by_their_values() -> None:
    rows = table("a,b,c", f"吉HB9661,高堃,{A}", f"吉HG6559,韩丽,{B}", f"吉HB7300,王勇,{C}")
    assert guess(rows, file_name="车辆").as_settings() == {
        "identifier": "a",
        "holder_name": "b",
        "holder_id": "c",
    }


def test_a_title_above_the_header() -> None:
    rows = table(
        "汪清县林权登记表（2022）,,",
        "制表：林业局,,",
        "林权证号,权利人,证件号码",
        f"汪林证字(2009)第1号,高堃,{A}",
    )
    assert guess(rows).header_row == 2


def test_a_table_without_owners_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoMapping, match="holder_id"):
        guess(table("地块,面积", "东山,5", "西山,6"))
    with pytest.raises(NoMapping, match="证件号码列"):
        guess(table("姓名,余额", "高堃,5.00"))


def test_a_mapping_by_hand_and_a_heading_that_is_missing() -> None:
    rows = table("户主,号,钱", f"高堃,{A},12")
    found = given(
        rows,
        {"holder_name": "户主", "holder_id": "号", "amount": "钱"},
        kind=AssetKind.SUBSIDY,
        amount_unit=10_000,
    )
    assert read_row(found, rows[1]).amounts == {Field.AMOUNT: 12_000_000}
    with pytest.raises(NoMapping, match="户名"):
        given(rows, {"holder_name": "户名", "holder_id": "号"}, kind=AssetKind.SUBSIDY)
    with pytest.raises(NoMapping, match="holder_nam"):
        given(rows, {"holder_nam": "户主"}, kind=AssetKind.SUBSIDY)
    with pytest.raises(NoMapping, match="holder_id"):
        given(rows, {"holder_name": "户主"}, kind=AssetKind.SUBSIDY)


def test_what_cannot_be_read_is_kept_as_it_stands() -> None:
    rows = table(
        "姓名,身份证号,缴存余额,开户日期",
        f"高堃,{A},12.00,2020-01-01",
        f"韩丽,{B},见附件,不详",
        f"王勇,{C},3,2020-02-30",
    )
    found = guess(rows)
    assert read_row(found, rows[2]).details == {"缴存余额": "见附件", "开户日期": "不详"}
    assert read_row(found, rows[3]).days == {}


def test_old_and_wide_numbers_are_one() -> None:
    assert normal_number("２２２４０４１９５７０１２６０００１") == A
    assert normal_number("130503670401001") == "130503196704010016"
    assert normal_number("22242419580207000x") == "22242419580207000X"
    assert normal_number("无") == "无"
    assert not is_id_number("222404195701260002")
    assert is_id_number(OTHER_FIRM)
