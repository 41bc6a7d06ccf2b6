"""Rows of six registers as assets: amounts exact, ownership, burdens and prior measures carried through."""

from datetime import date

import pytest

from inquiry_rows import Line, lines
from zhixing.inquiries.rules.assets import (
    Burden,
    BurdenKind,
    Change,
    ChangeKind,
    Freshness,
    Ownership,
    Prior,
    Protection,
    Stated,
    burdens_in,
    changes,
    freshness,
    normal_identifier,
    ownership_in,
    priors_in,
    protections_in,
)
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.rules.normalising import read_row
from zhixing.inquiries.wire.messages import CoOwner, Match, Person, PriorityRight, PriorMeasure, Row
from zhixing.simulator import sample_folder

ON = date(2022, 12, 1)


def stated(unit: str, **cells: str) -> Stated:
    found = read_row(Line(unit, 2, cells).row(), as_of=ON).stated
    assert found is not None
    return found


def test_a_title_that_repeats_an_account_number_shows_it_masked() -> None:
    row = Row(row_ref="1", holder=Person(name="朴兰善"), asset_kind=AssetKind.DEPOSIT, identifier="6217569546347374596",
              title="活期 6217569546347374596，尾号4596", match=Match.ID)  # fmt: skip
    found = read_row(row, as_of=ON).stated
    assert found is not None
    assert found.title == "活期 6217***********4596，尾号4596"
    assert (found.named_as, found.is_secret) == ("6217569546347374596", True)


def test_a_house_with_co_owner_mortgage_and_a_measure_waiting() -> None:
    found = stated(
        "不动产登记中心-房产", 不动产权证号="吉（2018）汪清县不动产权第2627895号", 权利人="朴兰善", 证件号="222403196007250004",
        共有情况="共同共有", 坐落="汪清县东光镇23委9号楼3单元634", 建筑面积="93.54", 用途="住宅",
        抵押权人="中国建设银行汪清支行", 查封情况="（2021）吉2401执保88号 轮候1",
    )  # fmt: skip
    assert found.identifier == "吉(2018)汪清县不动产权第2627895号"
    assert found.named_as == "吉（2018）汪清县不动产权第2627895号"
    assert not found.is_secret
    assert found.ownership is Ownership.JOINT
    assert found.burdens == (Burden(BurdenKind.MORTGAGE, "中国建设银行汪清支行"),)
    assert found.priors == (
        Prior("吉2401", "（2021）吉2401执保88号", "查封", 1, written="（2021）吉2401执保88号 轮候1"),
    )
    assert (found.use, found.location) == ("住宅", "")
    assert found.title == "汪清县东光镇23委9号楼3单元634"
    assert found.details == (("建筑面积", "93.54"),)
    assert found.faults == ()


def test_a_forest_right_mortgaged_until_its_period_ends() -> None:
    found = stated(
        "林业局-林权", 林权证号="汪林证字(2020)第537116号", 权利人="韩丽", 证件号码="222401197009180005",
        坐落="长荣街道林场52林班", 面积亩="682.2", 林种="用材林", 使用期限至="2046-12-31", 抵押情况="抵押给吉林银行",
    )  # fmt: skip
    assert found.burdens == (Burden(BurdenKind.MORTGAGE, "吉林银行"),)
    assert found.use_ends_on == date(2046, 12, 31)
    assert found.use == "用材林"
    assert found.priors == ()


def test_a_stake_in_ten_thousands_of_yuan_is_exact() -> None:
    found = stated(
        "市场监管局-股权", 企业名称="延边梅国农机有限公司", 统一社会信用代码="91222406468105182K", 股东="尹玉范",
        股东证件号="222426197705130009", 认缴出资万元="583", 持股比例="33.3%",
    )  # fmt: skip
    assert found.amount_fen == 583_000_000
    assert (found.identifier, found.share, found.ownership) == (
        "91222406468105182K",
        "33.3%",
        Ownership.UNKNOWN,
    )


def test_a_housing_fund_has_no_number_and_is_known_by_the_employer() -> None:
    found = stated(
        "公积金中心-缴存", 姓名="吴哲子", 身份证号="222403199501300007", 单位名称="汪清县木业公司", 缴存余额="126834.63",
        状态="封存", 最近缴存月="202206",
    )  # fmt: skip
    assert (found.amount_fen, found.identifier, found.is_secret) == (
        12_683_463,
        "住房公积金·汪清县木业公司",
        False,
    )
    assert found.status == "封存"
    assert found.priors == ()


def test_a_sealed_car_tells_of_somebodys_measure() -> None:
    cells = {"号牌号码": "吉H·B9661", "所有人": "何艳兰", "身份证明号码": "222426195912200007", "品牌型号": "五菱宏光",
             "初次登记日期": "2011-06-01"}  # fmt: skip
    sealed = stated("交警大队-车辆", **cells, 状态="查封")
    assert (sealed.identifier, sealed.priors) == ("吉HB9661", (Prior("", "", "查封", written="查封"),))
    assert stated("交警大队-车辆", **cells, 状态="逾期未检验").priors == ()
    assert stated("交警大队-车辆", **cells, 状态="解除查封").priors == ()


def test_a_deposit_as_the_wire_states_it() -> None:
    row = Row(
        row_ref="7", match=Match.ID, holder=Person(name="金哲", id_number="222403196007250004"),
        asset_kind=AssetKind.DEPOSIT, identifier="6217 5695 4634 7374 596", title="一类账户（代发工资）",
        amount_fen=1_234_567, available_fen=234_567, controlled_fen=1_000_000, details={},
        co_owners=(CoOwner(name="李兰", share="1/2"),), ownership="按份共有",
        priority_rights=(PriorityRight(kind="pledge", holder="吉林银行", amount_fen=500_000),),
        prior_measures=(
            PriorMeasure(authority="延吉市人民法院", document="（2021）吉2401执12号", kind="冻结",
                         starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31), amount_fen=1_000_000),
        ),
    )  # fmt: skip
    found = read_row(row, as_of=ON).stated
    assert found is not None
    assert (found.identifier, found.is_secret) == ("6217569546347374596", True)
    assert (found.amount_fen, found.available_fen, found.controlled_fen) == (1_234_567, 234_567, 1_000_000)
    assert found.protections == (Protection.WAGES,)
    assert found.ownership is Ownership.SHARES
    assert found.burdens == (Burden(BurdenKind.PLEDGE, "吉林银行", 500_000),)
    (prior,) = found.priors
    assert (prior.authority, prior.document, prior.place) == ("延吉市人民法院", "（2021）吉2401执12号", 0)
    assert (prior.starts_on, prior.ends_on, prior.amount_fen) == (
        date(2022, 1, 1),
        date(2022, 12, 31),
        1_000_000,
    )


def test_a_marriage_is_no_asset() -> None:
    found = read_row(
        Line("民政局-婚姻", 2, {
            "持证人": "洪男虎", "证件号码": "222404195702040000", "配偶姓名": "曹磊艳", "配偶证件号码": "222405198702130006",
            "登记日期": "1987-09-14", "状态": "离婚",
        }).row(),
        as_of=ON,
    )  # fmt: skip
    assert found.stated is None
    assert found.spouse is not None
    assert (found.spouse.name, found.spouse.id_number) == ("曹磊艳", "222405198702130006")
    assert (found.spouse.since, found.spouse.has_ended) == (date(1987, 9, 14), True)


def test_every_mortgage_and_measure_of_the_sample_is_carried_through() -> None:
    mortgaged = sealed = burdens = priors = faults = 0
    for line in lines(sample_folder()):
        found = read_row(line.row(), as_of=ON).stated
        if found is None:
            continue
        mortgaged += bool(line.cells.get("抵押权人")) or line.cells.get("抵押情况", "无") != "无"
        sealed += bool(line.cells.get("查封情况")) or line.cells.get("状态") == "查封"
        burdens, priors = burdens + len(found.burdens), priors + len(found.priors)
        faults += len(found.faults)
    assert (mortgaged, burdens) == (73, 73)
    assert (sealed, priors) == (95, 95)
    assert faults == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单独所有", (Ownership.SOLE, "")), ("共同共有", (Ownership.JOINT, "")), ("按份共有 50%", (Ownership.SHARES, "50%")),
        ("1/3", (Ownership.SHARES, "1/3")), ("100%", (Ownership.SOLE, "100%")), ("", (Ownership.UNKNOWN, "")),
    ],
)  # fmt: skip
def test_ownership_in_words(text: str, expected: tuple[Ownership, str]) -> None:
    assert ownership_in(text) == expected


@pytest.mark.parametrize("text", ["", "无", " 无 ", "未抵押", "-", "否"])
def test_none_is_none(text: str) -> None:
    assert burdens_in(text) == ()
    assert priors_in(text) == ()


def test_two_measures_in_one_cell() -> None:
    found = priors_in(
        "（2021）吉2401执保88号 轮候1；汪清县人民法院（2020）吉2424执9号 冻结 2022年1月1日至2022年12月31日"
    )
    assert [(one.authority, one.document, one.kind, one.place) for one in found] == [
        ("吉2401", "（2021）吉2401执保88号", "查封", 1),
        ("汪清县人民法院", "（2020）吉2424执9号", "冻结", 0),
    ]
    assert (found[1].starts_on, found[1].ends_on) == (date(2022, 1, 1), date(2022, 12, 31))


def test_plates_and_accounts_are_recognised_however_written() -> None:
    assert {
        normal_identifier(AssetKind.VEHICLE, text) for text in ("吉H·B9661", "吉h b9661", "吉Ｈ-Ｂ9661")
    } == {"吉HB9661"}
    assert normal_identifier(AssetKind.DEPOSIT, "6217-5695 4634") == "621756954634"
    assert normal_identifier(AssetKind.DEPOSIT, "") == ""


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("农村低保金", AssetKind.DEPOSIT, (Protection.LIVING_ALLOWANCE,)),
        ("基本养老金代发", AssetKind.DEPOSIT, (Protection.PENSION, Protection.WAGES)),
        ("耕地地力补贴", AssetKind.SUBSIDY, (Protection.FARM_SUBSIDY,)),
        ("", AssetKind.SUBSIDY, (Protection.SUBSIDY,)),
        ("活期", AssetKind.DEPOSIT, ()),
        ("生态林", AssetKind.FOREST_RIGHT, ()),
    ],
)  # fmt: skip
def test_protected_money_is_hinted_at(words: str, kind: AssetKind, expected: tuple[Protection, ...]) -> None:
    assert protections_in([words], kind=kind) == expected


def test_what_changed_since_the_last_query() -> None:
    before: dict[str, object] = {"amount_fen": 100, "status": "正常", "ownership": "sole"}
    after: dict[str, object] = {
        "amount_fen": 250, "status": "封存", "ownership": "joint",
        "priors": [["延吉市人民法院", "（2021）吉2401执12号", "冻结", 0, "", "", None]], "burdens": [["mortgage", "吉林银行", None]],
    }  # fmt: skip
    assert changes(before, after) == (
        Change(ChangeKind.PRIOR_MEASURE, "", "延吉市人民法院 （2021）吉2401执12号 冻结"),
        Change(ChangeKind.BURDEN, "", "mortgage 吉林银行"),
        Change(ChangeKind.AMOUNT, "100", "250"),
        Change(ChangeKind.STATUS, "正常", "封存"),
        Change(ChangeKind.OWNERSHIP, "单独所有", "共同共有"),
    )
    assert changes(after, after) == ()


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2022, 11, 1), Freshness.FRESH), (date(2022, 10, 31), Freshness.AGEING), (date(2022, 6, 4), Freshness.AGEING),
     (date(2022, 6, 3), Freshness.STALE)],
)  # fmt: skip
def test_freshness_in_days(as_of: date, expected: Freshness) -> None:
    assert freshness(as_of, ON) is expected


def test_a_number_made_up_by_a_node_names_the_asset_in_orders_and_is_not_shown() -> None:
    row = Row(
        row_ref="2", match=Match.ID, holder=Person(name="吴哲子", id_number="222403199501300007"),
        asset_kind=AssetKind.HOUSING_FUND, identifier="housing_fund-0123456789abcdef", title="汪清县木业公司", details={},
    )  # fmt: skip
    found = read_row(row, as_of=ON).stated
    assert found is not None
    assert (found.identifier, found.named_as, found.is_secret) == (
        "住房公积金·汪清县木业公司", "housing_fund-0123456789abcdef", False,
    )  # fmt: skip
