import random
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from zhixing.foundation.identifiers import (
    BadIdentifier,
    IdentifierFault,
    IdKind,
    check_character,
    read_account,
    read_identifier,
    read_phone,
    upgrade,
)


def codes(number: object) -> list[str]:
    return [hint.code for hint in read_identifier(number).hints]


def fault_of(number: object, born_by: date | None = None) -> IdentifierFault:
    with pytest.raises(BadIdentifier) as refused:
        read_identifier(number, born_by=born_by)
    return refused.value.fault


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("440524188001010014", "440524188001010014"),
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        (" 222405197310310003 ", "222405197310310003"),
        ("２２２４０５１９７３１０３１０００３", "222405197310310003"),
        ("11010519491231002Ｘ", "11010519491231002X"),
        ("222405 19731031 0003", "222405197310310003"),
        ("'222405197310310003", "222405197310310003"),
        ("110105491231002", "11010519491231002X"),
        (110105491231002.0, "11010519491231002X"),
    ],
)
def test_a_resident_id_in_its_normal_form(written: object, number: str) -> None:
    read = read_identifier(written)
    assert (read.kind, read.number) == (IdKind.RESIDENT, number)


@pytest.mark.parametrize(
    "code", ["222401", "222402", "222403", "222404", "222405", "222406", "222424", "222426"]
)
def test_residents_of_yanbian_born_before_their_county_got_its_code_are_residents(code: str) -> None:
    body = f"{code}19500101000"
    read = read_identifier(body + check_character(body))
    assert (read.kind, read.hints) == (IdKind.RESIDENT, ())


def test_an_unknown_region_code_is_a_hint_and_no_refusal() -> None:
    body = "22999919800101001"
    assert codes(body + check_character(body)) == ["region-code"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("810000199408230021", IdKind.RESIDENCE_PERMIT),
        ("830000199201300022", IdKind.RESIDENCE_PERMIT),
        ("91222405794240531G", IdKind.CREDIT_CODE),
        ("912224047493869105", IdKind.CREDIT_CODE),
        ("91222424273804805m", IdKind.CREDIT_CODE),
        ("9144030071526726XG", IdKind.CREDIT_CODE),
        ("E12345678", IdKind.OTHER),
        ("H1234567890", IdKind.OTHER),
    ],
)
def test_other_numbers_by_their_kind(number: str, kind: IdKind) -> None:
    assert read_identifier(number).kind is kind


def test_a_foreigners_card_is_a_persons_number() -> None:
    body = "92215619900101001"
    number = body + check_character(body)
    read = read_identifier(number, organisation=False)
    assert (read.kind, read.kind.of_person, read.number) == (IdKind.FOREIGNER_CARD, True, number)


def test_village_collectives_bear_credit_codes_that_begin_with_a_letter() -> None:
    body = "N2222424MA1234567"
    read = read_identifier(body + uscc.calc_check_digit(body))
    assert (read.kind, read.kind.of_person) == (IdKind.CREDIT_CODE, False)


def test_a_passport_is_taken_unchecked_and_says_so() -> None:
    assert codes("E12345678") == ["unchecked-id"]


def test_old_organisation_codes() -> None:
    assert read_identifier("D2143569-X").number == "D2143569X"
    assert read_identifier("D2143569X").kind is IdKind.ORGANISATION_CODE
    assert fault_of("12345678-0") is IdentifierFault.CHECK_DIGIT


def test_a_number_of_nine_that_may_be_a_passport_is_one_when_a_person_bears_it() -> None:
    assert read_identifier("D21435690").kind is IdKind.OTHER
    assert read_identifier("E12345678", organisation=False).kind is IdKind.OTHER


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", IdentifierFault.EMPTY),
        (None, IdentifierFault.EMPTY),
        ("222402199911030001", IdentifierFault.CHECK_DIGIT),
        ("222401197311270002", IdentifierFault.CHECK_DIGIT),
        ("91222405794240531H", IdentifierFault.CHECK_DIGIT),
        ("222424198302300002", IdentifierFault.DATE),
        ("110105491331002", IdentifierFault.DATE),
        ("9122240579424O531G", IdentifierFault.FORMAT),
        ("22242419830830000", IdentifierFault.FORMAT),
        ("2224241983083000022", IdentifierFault.FORMAT),
        ("详见卷宗", IdentifierFault.FORMAT),
        (222424198308300002.0, IdentifierFault.DIGITS_LOST),
        (1.5, IdentifierFault.FORMAT),
        (True, IdentifierFault.FORMAT),
    ],
)
def test_a_number_that_would_name_somebody_else_is_refused(number: object, fault: IdentifierFault) -> None:
    assert fault_of(number) is fault


def test_nobody_is_born_after_the_case_was_filed() -> None:
    body = "22242420990101001"
    number = body + check_character(body)
    assert read_identifier(number).kind is IdKind.RESIDENT
    assert fault_of(number, born_by=date(2022, 2, 7)) is IdentifierFault.DATE


def test_messages_never_repeat_the_number() -> None:
    with pytest.raises(BadIdentifier) as refused:
        read_identifier("222402199911030001")
    assert str(refused.value) == "公民身份号码校验位不符，请对照证件核对每一位。"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2020, 12, 31)), st.integers(0, 999), st.data())
def test_one_wrong_digit_or_two_swapped_neighbours_are_always_noticed(
    born: date, seq: int, data: st.DataObject
) -> None:
    body = f"222424{born:%Y%m%d}{seq:03d}"
    number = body + check_character(body)
    assert read_identifier(number, organisation=False).number == number
    place = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    wrong = number[:place] + other + number[place + 1 :]
    assert check_character(wrong[:17]) != wrong[17]
    if number[place] != number[place + 1] and place < 16:
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert check_character(swapped[:17]) != swapped[17]


@given(st.integers(0, 10**15 - 1))
def test_upgrading_a_number_of_fifteen_digits(value: int) -> None:
    number = f"{value:015d}"
    upgraded = upgrade(number)
    assert len(upgraded) == 18
    assert upgraded[:6] + upgraded[8:17] == number
    assert upgraded[6:8] == "19"


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with suppress(BadIdentifier):
        assert 9 <= len(read_identifier(text).number) <= 18 or read_identifier(text).kind is IdKind.OTHER


@pytest.mark.parametrize(
    ("written", "number", "is_card"),
    [
        ("6217569546347374596", "6217569546347374596", True),
        ("6217 5695 4634 7374 596", "6217569546347374596", True),
        ("０７０００１２３４５６７８９", "07000123456789", False),
        ("07000123456789012345678901234567", "07000123456789012345678901234567", False),
        ("62175695463473745967", "62175695463473745967", False),
        ("NRA1234567890", "NRA1234567890", False),
        (622848123456.0, "622848123456", False),
    ],
)
def test_accounts(written: object, number: str, is_card: bool) -> None:
    account = read_account(written)
    assert (account.number, account.is_card) == (number, is_card)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("6217966579405157686", IdentifierFault.CHECK_DIGIT),
        ("", IdentifierFault.EMPTY),
        ("无账号", IdentifierFault.FORMAT),
        ("ABCDEFG", IdentifierFault.FORMAT),
        (6217569546347374596.0, IdentifierFault.DIGITS_LOST),
    ],
)
def test_accounts_that_would_send_money_astray(written: object, fault: IdentifierFault) -> None:
    with pytest.raises(BadIdentifier) as refused:
        read_account(written)
    assert refused.value.fault is fault


def test_every_single_wrong_digit_of_a_card_is_noticed() -> None:
    seed = random.Random(2022)
    body = "62" + "".join(seed.choice("0123456789") for _ in range(16))
    card = body + str(luhn.calc_check_digit(body))
    assert read_account(card).is_card
    for place in range(2, len(card)):
        wrong = card[:place] + str((int(card[place]) + 1) % 10) + card[place + 1 :]
        with pytest.raises(BadIdentifier):
            read_account(wrong)


@pytest.mark.parametrize(
    ("written", "number", "odd"),
    [
        ("13746388036", "13746388036", False),
        ("137 4638 8036", "13746388036", False),
        ("１３７４６３８８０３６", "13746388036", False),
        ("+86-13746388036", "13746388036", False),
        (13746388036.0, "13746388036", False),
        ("0433-7123456", "04337123456", False),
        ("15457745700", "15457745700", True),
        ("12345", "12345", True),
        ("不详", "不详", True),
        (1.5, "1.5", True),
        ("", "", False),
    ],
)
def test_an_odd_phone_is_a_hint_and_never_a_refusal(written: object, number: str, odd: bool) -> None:
    phone = read_phone(written)
    assert phone.number == number
    assert [hint.code for hint in phone.hints] == (["odd-phone"] if odd else [])
