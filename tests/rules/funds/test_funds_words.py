"""What parties are told, until when; numbers of receipts by hand and the day their money is handed over."""

from datetime import date

import pytest

from zhixing.funds.rules.hand_receipts import hand_over_by, number_of, numbers_in
from zhixing.funds.rules.tellings import Words, of_arrival, of_deferral, of_payment, of_return, tell_by
from zhixing.law.case_funds import Deferral

NUMBER = "（2022）吉2424执7号"
ON, BY = date(2022, 3, 1), date(2022, 3, 31)


def test_a_party_is_told_within_three_days_and_a_weekend_moves_the_last() -> None:
    assert tell_by(date(2022, 3, 1)) == date(2022, 3, 4)
    assert tell_by(date(2022, 3, 2)) == date(2022, 3, 7)


def test_an_arrival_is_told_to_both_sides() -> None:
    money = {"number": NUMBER, "fen": 123_456_78, "on": ON, "pay_by": BY}
    assert of_arrival(**money, to_applicant=True) == Words(
        f"{NUMBER}案件于2022年3月1日收到执行款123,456.78元。本院将于2022年3月31日前核算、发放。",
        f"{NUMBER} 사건의 집행금 123,456.78위안이 2022년 3월 1일 법원 계좌에 입금되었습니다. "
        "법원은 2022년 3월 31일까지 정산하여 지급합니다.",
    )
    assert of_arrival(**money, to_applicant=False) == Words(
        f"{NUMBER}案件于2022年3月1日收到执行款123,456.78元。该款自到账之日起计入已履行数额。",
        f"{NUMBER} 사건의 집행금 123,456.78위안이 2022년 3월 1일 법원 계좌에 입금되었습니다. 이 금액은 입금일부터 이행액에 산입됩니다.",
    )


def test_a_deferral_is_told_with_its_ground_and_last_day() -> None:
    words = of_deferral(number=NUMBER, fen=123_400, ground=Deferral.NOT_COLLECTED, until=BY)
    assert "1,234.00元" in words.zh
    assert "至2022年3月31日止；事由消失后十日内发放。" in words.zh
    assert "1,234.00위안" in words.ko
    assert "통지 후에도 신청집행인이 수령하지 않음" in words.ko
    assert "기한은 2022년 3월 31일까지" in words.ko


def test_every_ground_of_deferral_has_its_words_in_both_languages() -> None:
    told = [of_deferral(number=NUMBER, fen=1, ground=ground, until=BY) for ground in Deferral]
    assert len({one.zh for one in told}) == len({one.ko for one in told}) == len(Deferral)


def test_a_payment_is_told_with_the_masked_account_to_the_applicant_alone() -> None:
    paid = {
        "number": NUMBER,
        "fen": 123_400,
        "on": ON,
        "payee": "李四",
        "bank": "工商银行",
        "masked": "****0001",
    }
    assert of_payment(**paid, to_applicant=True) == Words(
        f"{NUMBER}案件执行款1,234.00元已于2022年3月1日汇入李四的账户（工商银行 ****0001），请查收。",
        f"{NUMBER} 사건의 집행금 1,234.00위안이 2022년 3월 1일 李四의 계좌(工商银行 ****0001)로 송금되었습니다. 확인하시기 바랍니다.",
    )
    assert of_payment(**paid, to_applicant=False) == Words(
        f"{NUMBER}案件执行款1,234.00元已于2022年3月1日发放给李四。",
        f"{NUMBER} 사건의 집행금 1,234.00위안이 2022년 3월 1일 李四에게 지급되었습니다.",
    )


@pytest.mark.parametrize(
    ("reason", "zh", "ko"),
    [
        ("户名不符", "退回（户名不符），收款账户", "반환되었습니다 (사유: 户名不符)."),
        ("", "退回，收款账户", "반환되었습니다."),
    ],
)
def test_a_return_asks_for_another_account(reason: str, zh: str, ko: str) -> None:
    words = of_return(number=NUMBER, fen=123_400, on=ON, masked="****0001", reason=reason)
    assert zh in words.zh
    assert "1,234.00元于2022年3月1日" in words.zh
    assert ko in words.ko
    assert "1,234.00위안" in words.ko


def test_receipts_by_hand_are_numbered_and_found_in_a_remark() -> None:
    assert number_of(2022, 1) == "XJ202200001"
    assert number_of(2022, 99_999) == "XJ202299999"
    assert numbers_in("存现 xj2022 00001、XJ202200002 XJ202200001") == ("XJ202200001", "XJ202200002")
    for other in ("AXJ202200001", "XJ2022000011", "XJ20220001", "1XJ202200001"):
        assert numbers_in(other) == ()


def test_money_in_hand_is_handed_over_the_same_day_or_with_reasons_the_next() -> None:
    assert hand_over_by(date(2022, 2, 28), late=False) == date(2022, 2, 28)
    assert hand_over_by(date(2022, 2, 28), late=True) == date(2022, 3, 1)
