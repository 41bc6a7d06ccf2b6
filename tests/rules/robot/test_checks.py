"""What two sources say of a name, a number, an amount, an account or a day, compared in one form and shown under masks."""

from datetime import date

import pytest

from zhixing.foundation.identifiers import check_character
from zhixing.robot.rules.checks import (
    Proof,
    Said,
    all_of,
    checked,
    plain,
    said_account,
    said_day,
    said_fen,
    said_id,
    said_index,
    said_name,
    said_number,
    said_year,
)


def proof(*told: Said | None) -> Proof:
    found = checked("字段", *told)
    assert found is not None
    return found.proof


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("延边长白山木业有限公司", " 延边长白山木业 有限公司"),
        ("买买提·艾力", "买买提．艾力"),
        ("ＡＢＣ（延边）公司", "abc(延边)公司"),
        ("李\u200b四", "李四"),
        ("李四\u2067", "李四"),
    ],
)
def test_ways_of_writing_one_name_agree(one: str, other: str) -> None:
    assert proof(said_name("执行依据", one), said_name("当事人登记", other)) is Proof.AGREES


def test_different_names_differ_and_one_source_proves_nothing() -> None:
    assert proof(said_name("执行依据", "李四"), said_name("当事人登记", "李肆")) is Proof.DIFFERS
    assert proof(said_name("当事人登记", "李四")) is Proof.UNPROVED
    assert proof(said_name("当事人登记", "李四"), said_name("执行依据", "  ")) is Proof.UNPROVED
    assert proof(said_name("当事人登记", "李四"), said_name("当事人登记", "李四")) is Proof.UNPROVED
    assert proof(said_name("当事人登记", "李四"), said_name("当事人登记", "王五")) is Proof.DIFFERS
    assert checked("字段", None, said_name("执行依据", "")) is None
    assert all_of([None, checked("字段", said_fen("方案", 1))])[0].value == "0.01 元"


def test_an_id_of_fifteen_places_is_that_of_eighteen_and_none_is_shown_whole() -> None:
    old = "222424830830000"
    new = f"22242419830830000{check_character('22242419830830000')}"
    found = checked("证件号码", said_id("执行依据", old), said_id("当事人登记", f" {new.lower()} "))
    assert found is not None
    assert found.proof is Proof.AGREES
    assert old not in str(found)
    assert new not in str(found)
    assert found.value == f"2224**********{new[-4:]}"


def test_numbers_that_look_alike_under_their_masks_are_told_apart() -> None:
    found = checked(
        "收款账号",
        said_account("发放方案", "6217000000000004596"),
        said_account("当事人登记", "6217111111111114596"),
    )
    assert found is not None
    assert (found.proof, found.is_red) == (Proof.DIFFERS, True)
    assert found.sources == (
        ("发放方案", "6217***********4596"),
        ("当事人登记", "6217***********4596（与发放方案不同）"),
    )
    assert "0000004596" not in repr(found)


def test_indexes_amounts_days_years_and_case_numbers() -> None:
    assert (
        proof(said_index("登记", b"\x01", "2224**"), said_index("回执", memoryview(b"\x01"), "2224**"))
        is Proof.AGREES
    )
    assert (
        proof(said_index("登记", b"\x01", "2224**"), said_index("回执", b"\x02", "2224**")) is Proof.DIFFERS
    )
    assert said_index("回执", None, "") is None
    assert proof(said_fen("方案", 100_000), said_fen("流水", 100_001)) is Proof.DIFFERS
    assert said_fen("方案", None) is None
    assert proof(said_day("台账", date(2022, 1, 1)), said_day("回执", date(2022, 1, 1))) is Proof.AGREES
    assert said_day("台账", None) is None
    assert proof(said_year("案号", 2022), said_year("立案日期", 2021)) is Proof.DIFFERS
    assert said_year("案号", None) is None
    assert (
        proof(said_number("登记", "（2022）吉2424执7号"), said_number("依据", "(2022)吉2424执 7号"))
        is Proof.AGREES
    )
    assert said_account("方案", "") is None
    assert said_id("登记", "") is None


def test_what_is_shown_holds_no_signs_that_turn_the_text_and_is_not_endless() -> None:
    name = "{{7*7}}<script>\u202e" + "甲" * 200 + "\x00\x07"
    shown = plain(name)
    assert (len(shown), shown[-1]) == (80, "…")
    assert not set(shown) & set("\u202e\x00\x07")
    assert plain("李四") == "李四"
