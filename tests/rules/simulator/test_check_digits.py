"""The simulator's own check digits, against published examples."""

import random

import pytest

from zhixing.simulator.people import (
    Census,
    credit_check,
    luhn_check,
    luhn_holds,
    organisation_check,
    resident_check,
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_resident_number_of_the_standard(number: str) -> None:
    assert resident_check(number[:17]) == number[17]


@pytest.mark.parametrize("code", ["91350100M000100Y43"])
def test_credit_code_of_the_standard(code: str) -> None:
    assert credit_check(code[:17]) == code[17]


def test_organisation_code_of_the_sample() -> None:
    assert organisation_check("50497233") == "X"


def test_card_numbers() -> None:
    assert luhn_check("7992739871") == "3"
    assert luhn_holds("6217569546347374596")
    assert not luhn_holds("6217569546347374597")
    assert not luhn_holds("62175695463473745９6")


def test_census_hands_out_no_number_twice() -> None:
    census = Census(random.Random(1), "汪清县")
    numbers = [census.person().id_number for _ in range(500)] + [census.firm().id_number for _ in range(500)]
    assert len(set(numbers)) == 1000
    assert all(resident_check(number[:17]) == number[17] for number in numbers[:500])
    assert all(credit_check(number[:17]) == number[17] for number in numbers[500:])
    assert all(organisation_check(number[8:16]) == number[16] for number in numbers[500:])
