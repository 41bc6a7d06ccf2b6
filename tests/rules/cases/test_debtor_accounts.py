"""A number of its own for each debtor under the case's: never another case's number."""

import pytest

from zhixing.cases.rules.sub_accounts import debtor_sub_account_of, sub_account_of
from zhixing.law.case_numbers import parse

SCHEME = "{court_digits}{year}{sequence:06d}"


@pytest.mark.parametrize(
    ("position", "made"),
    [(0, "2424202200000701"), (1, "2424202200000702"), (98, "2424202200000799"), (99, ""), (-1, "")],
)
def test_two_digits_for_the_debtors_place(position: int, made: str) -> None:
    assert debtor_sub_account_of("24242022000007", sequence=7, position=position, scheme=SCHEME) == made


def test_the_debtors_number_is_no_case_of_another_type_or_number() -> None:
    of_case = {
        sub_account_of(parse(f"（2022）吉2424{kind}{sequence}号"), SCHEME)
        for kind in ("执", "执恢", "执保", "执异")
        for sequence in (1, 7, 70, 700, 701, 70_101, 999_999)
    }
    of_debtors = {
        debtor_sub_account_of(
            sub_account_of(parse(f"（2022）吉2424{kind}7号"), SCHEME),
            sequence=7,
            position=place,
            scheme=SCHEME,
        )
        for kind in ("执", "执恢", "执保", "执异")
        for place in range(99)
    }
    assert len(of_debtors) == 4 * 99
    assert not of_case & of_debtors


@pytest.mark.parametrize(
    ("scheme", "sequence"),
    [
        ("{court_digits}{year}{sequence}", 7),
        ("{sequence:06d}{court_digits}", 7),
        (SCHEME, 1_000_000),
        ("{year}{sequence:06d}{type_digit}", 7),
    ],
)
def test_a_scheme_without_room_gives_none(scheme: str, sequence: int) -> None:
    assert debtor_sub_account_of("24242022000007", sequence=sequence, position=0, scheme=scheme) == ""


def test_a_number_longer_than_the_column_is_not_made() -> None:
    assert debtor_sub_account_of("2" * 39, sequence=7, position=0, scheme=SCHEME) == ""
