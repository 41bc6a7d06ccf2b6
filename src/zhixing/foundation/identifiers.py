"""Numbers that identify: resident IDs and cards, credit codes, bank cards, phones.

A check digit that fails is refused, for a number that names the wrong person freezes the wrong account. A region code
is a hint and never a refusal: codes follow the place of registration and change with every reform of a county.
"""

import operator
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from stdnum import luhn, numdb
from stdnum.cn import uscc

_PERSON_18 = re.compile(r"\d{17}[\dX]")
_PERSON_15 = re.compile(r"\d{15}")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_CREDIT_CODE_BEGINNINGS = frozenset(
    [
        "11",
        "12",
        "13",
        "19",
        "21",
        "29",
        "31",
        "32",
        "33",
        "34",
        "35",
        "39",
        "41",
        "49",
        "51",
        "52",
        "53",
        "59",
        "61",
        "62",
        "69",
        "71",
        "72",
        "79",
        "81",
        "89",
    ]
)
"""Registering authority and kind of body, of the codes that may be all digits and do not begin with 9 (GB 32100)."""
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_DOCUMENT = re.compile(r"[A-Z]{1,3}\d{6,10}[A-Z]?")
_ACCOUNT = re.compile(r"[0-9A-Z]{5,34}")
_UNIONPAY_CARD = re.compile(r"62\d{14,17}")
_MOBILE = re.compile(r"1\d{10}")

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECK_CHARACTERS = "10X98765432"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_NOISE = re.compile(r"[\s\-‐-―'’`\u200b\ufeff]")
_SAFE_DIGITS = 10**15
"""A number cell holds 15 digits; of a longer number the last ones are already lost."""


class IdKind(StrEnum):
    """What kind of number names a party."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGNER_CARD = "foreigner_card"
    CREDIT_CODE = "credit_code"
    ORGANISATION_CODE = "organisation_code"
    OTHER = "other"

    @property
    def of_person(self) -> bool:
        """Whether such a number is given to a natural person (a passport or travel permit counts as one)."""
        return self not in (IdKind.CREDIT_CODE, IdKind.ORGANISATION_CODE)


class IdentifierFault(StrEnum):
    """Why a number could not be taken."""

    EMPTY = "empty"
    FORMAT = "format"
    DATE = "date"
    CHECK_DIGIT = "check-digit"
    DIGITS_LOST = "digits-lost"


@dataclass(frozen=True, slots=True)
class Hint:
    """Something odd that does not stop a number from being used."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """A checked number in its one normal form (18 characters for residents, capitals, no spaces)."""

    kind: IdKind
    number: str
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account or card number without spaces."""

    number: str
    is_card: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number; `number` is without spaces, country prefix +86 dropped."""

    number: str
    hints: tuple[Hint, ...] = ()


_ODD_PHONE = Hint("odd-phone", "电话号码不像在用的号段，请核对；不影响立案。")
_UNCHECKED = Hint("unchecked-id", "证件号码没有校验位，无法核验，请对照证件原件。")


class BadIdentifier(ValueError):
    """The number cannot be taken; `fault` says why, the message (without the number itself) what to do."""

    def __init__(self, fault: IdentifierFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


def plain_number(value: object) -> str:
    """A cell's number as text: full-width made plain, spaces, hyphens and a leading apostrophe dropped, capitals.

    Raises BadIdentifier for a number cell longer than 15 digits: the spreadsheet has already lost the last digits.
    """
    if isinstance(value, str) and value.isascii() and value.isalnum():
        return value.upper()
    if value is None:
        return ""
    if isinstance(value, bool):
        raise BadIdentifier(IdentifierFault.FORMAT, "不是号码，请核对。")
    if isinstance(value, int | float):
        if isinstance(value, float) and not value.is_integer():
            raise BadIdentifier(IdentifierFault.FORMAT, "不是号码，请核对。")
        if abs(value) >= _SAFE_DIGITS:
            raise BadIdentifier(
                IdentifierFault.DIGITS_LOST,
                "单元格是数字格式，末几位已丢失；请把单元格改为文本格式后重新填写。",
            )
        return str(int(value))
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(value))).upper()


def read_identifier(value: object, *, organisation: bool = True, born_by: date | None = None) -> Identifier:
    """The checked number of a party: resident ID (18 or 15 digits), residence permit (81/82/83), foreigner's card
    (9…), unified social credit code, old organisation code; a passport or travel permit is taken unchecked with a hint.

    `organisation` says whether the name is that of one; it decides when a number passes both as a person's and as an
    organisation's.
    `born_by` is a day on which the person lived. Raises BadIdentifier. Sources: GB 11643-1999, GB 32100-2015,
    GB 11714-1997.
    """
    number = plain_number(value)
    if not number:
        raise BadIdentifier(IdentifierFault.EMPTY, "证件号码为空，请填写。")
    if len(number) == 18:
        return _of_eighteen(number, organisation, born_by)
    if _PERSON_15.fullmatch(number):
        return _person(upgrade(number), born_by)
    document = bool(_DOCUMENT.fullmatch(number))
    if _ORGANISATION_CODE.fullmatch(number) and not (document and not organisation):
        if number[8] == _organisation_check(number):
            return Identifier(IdKind.ORGANISATION_CODE, number)
        if not document:
            raise BadIdentifier(IdentifierFault.CHECK_DIGIT, "组织机构代码校验位不符，请对照证书核对每一位。")
    if document:
        return Identifier(IdKind.OTHER, number, (_UNCHECKED,))
    raise BadIdentifier(
        IdentifierFault.FORMAT,
        f"证件号码应为18位公民身份号码或18位统一社会信用代码，现为{len(number)}位，请核对。",
    )


def upgrade(number: str) -> str:
    """A resident ID of 15 digits (issued before 1999-10-01) as 18: year with 19, check character appended."""
    body = number[:6] + "19" + number[6:]
    return body + check_character(body)


def check_character(body: str) -> str:
    """The last character of a resident ID for its first 17 digits (ISO 7064, mod 11-2)."""
    total = sum(map(operator.mul, map(int, body), _WEIGHTS))
    return _CHECK_CHARACTERS[total % 11]


def read_account(value: object) -> Account:
    """A bank account: 5 to 34 digits or letters. Only a card (62…, 16 to 19 digits) must pass Luhn.

    Raises BadIdentifier.
    """
    number = plain_number(value)
    if not number:
        raise BadIdentifier(IdentifierFault.EMPTY, "账号为空，请填写。")
    if not _ACCOUNT.fullmatch(number) or not any(char.isdigit() for char in number):
        raise BadIdentifier(IdentifierFault.FORMAT, "账号应为5至34位数字，请核对。")
    is_card = bool(_UNIONPAY_CARD.fullmatch(number))
    if is_card and not luhn.is_valid(number):
        raise BadIdentifier(
            IdentifierFault.CHECK_DIGIT, "银行卡号校验位不符（62开头的卡号），请对照银行卡核对每一位。"
        )
    return Account(number, is_card)


def read_phone(value: object) -> Phone:
    """A phone number as it should be dialled; whatever is odd about it is a hint, never a refusal."""
    try:
        text = plain_number(value)
    except BadIdentifier:
        text = str(value).strip()
    if not text:
        return Phone("")
    return _phone(text)


def _phone(text: str) -> Phone:
    if _MOBILE.fullmatch(text):
        return Phone(text, () if _range_in_use(text[:7]) else (_ODD_PHONE,))
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return Phone(text, (_ODD_PHONE,))
    number = text[-11:] if parsed.country_code == 86 and _MOBILE.fullmatch(text[-11:]) else text
    return Phone(number, () if phonenumbers.is_valid_number(parsed) else (_ODD_PHONE,))


@lru_cache(maxsize=65_536)
def _range_in_use(first_seven: str) -> bool:
    """Mobile numbers are given out in ranges of ten thousand, so the first seven digits decide."""
    return phonenumbers.is_valid_number(phonenumbers.parse(f"{first_seven}0000", "CN"))


def _of_eighteen(number: str, organisation: bool, born_by: date | None) -> Identifier:
    """A person's number holds a real date in places 7 to 14, which a credit code does only by rare chance."""
    person_form, credit_form = bool(_PERSON_18.fullmatch(number)), bool(_CREDIT_CODE.fullmatch(number))
    starts_nine = number[0] == "9"
    person_holds = person_form and _born(number) is not None and number[17] == check_character(number[:17])
    credit_holds = credit_form and number[17] == uscc.calc_check_digit(number[:17])
    if person_holds and not (starts_nine and credit_holds and organisation):
        return _person(number, born_by)
    reads_as_person = person_form and not starts_nine and number[6:8] in ("18", "19", "20")
    if credit_holds and not (reads_as_person and number[:2] not in _CREDIT_CODE_BEGINNINGS):
        return Identifier(IdKind.CREDIT_CODE, number, _region_hints(number[2:8]))
    if reads_as_person or (person_form and not organisation):
        return _person(number, born_by)
    if not credit_form:
        letters = "（统一社会信用代码不使用字母 I、O、Z、S、V）" if re.search("[IOZSV]", number) else ""
        raise BadIdentifier(IdentifierFault.FORMAT, f"证件号码格式不符{letters}，请核对。")
    raise BadIdentifier(IdentifierFault.CHECK_DIGIT, "统一社会信用代码校验位不符，请对照营业执照核对每一位。")


def _person(number: str, born_by: date | None) -> Identifier:
    born = _born(number)
    if born is None or (born_by is not None and born > born_by):
        raise BadIdentifier(IdentifierFault.DATE, "公民身份号码中的出生日期不成立，请对照证件核对每一位。")
    if number[17] != check_character(number[:17]):
        raise BadIdentifier(IdentifierFault.CHECK_DIGIT, "公民身份号码校验位不符，请对照证件核对每一位。")
    if number[0] == "9":
        return Identifier(IdKind.FOREIGNER_CARD, number)
    if number[:2] in ("81", "82", "83"):
        return Identifier(IdKind.RESIDENCE_PERMIT, number)
    return Identifier(IdKind.RESIDENT, number, _region_hints(number[:6]))


def _born(number: str) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if 1850 <= born.year <= 2100 else None


@lru_cache(maxsize=4096)
def _region_hints(code: str) -> tuple[Hint, ...]:
    """A hint when the six digits name no county that the table of administrative divisions ever held."""
    if any("county" in properties for _, properties in numdb.get("cn/loc").info(code)):
        return ()
    return (Hint("region-code", f"证件号码中的行政区划代码 {code} 不在代码表中，请核对；不影响立案。"),)


def _organisation_check(number: str) -> str:
    total = sum(
        int(char, 36) * weight for char, weight in zip(number[:8], _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11] if total % 11 else "0"
