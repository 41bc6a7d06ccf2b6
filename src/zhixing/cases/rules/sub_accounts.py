"""One case, one account number (一案一账号): how a bank's sub-account follows from the case number.

The scheme belongs to the bank account and is a setting: a pattern with the fields `court_digits` (digits of the court
code), `year`, `sequence` and `type_code`, as in ``{court_digits}{year}{sequence:06d}``.
"""

import re

from zhixing.law.case_numbers import CaseNumber

TYPE_DIGITS = {"执": "", "执恢": "1", "执保": "2", "执异": "3", "执复": "4", "执监": "5", "执协": "6"}
SCHEME_FIELDS = ("court_digits", "year", "sequence", "type_digit")


class SchemeUnusable(ValueError):
    """The pattern does not lead from a case number to an account number."""


def sub_account_of(number: CaseNumber, scheme: str) -> str:
    """The sub-account of a case under the scheme.

    A scheme without `type_digit` would give 执7号 and 执恢7号 the same account, so for other types than 执 the digit of the
    type is added at the end. Raises SchemeUnusable.
    """
    digits = "".join(char for char in number.court if char.isdigit())
    type_digit = TYPE_DIGITS.get(number.type_code, "9")
    try:
        made = scheme.format(
            court_digits=digits, year=number.year, sequence=number.sequence, type_digit=type_digit
        )
    except (KeyError, IndexError, ValueError) as error:
        raise SchemeUnusable(
            f"虚拟子账号规则“{scheme}”不能使用，可用字段：{'、'.join(SCHEME_FIELDS)}。"
        ) from error
    if "{type_digit" not in scheme:
        made += type_digit
    return made


DEBTORS_MAX = 99
LENGTH_MAX = 40
_FIXED_WIDTH_AT_THE_END = re.compile(r"\{sequence:0(\d+)d?\}$")


def debtor_sub_account_of(case_account: str, *, sequence: int, position: int, scheme: str) -> str:
    """The debtor's own number under the case's: two digits for their place (0 is 01); empty where the scheme has no room.

    One digit would not do: 执7号 with debtor 1 would be 执恢7号, whose type is one digit at the same place. Two are safe
    only behind a sequence of fixed width, else 执7号 with debtor 01 could be 执701号 of the same year.
    """
    fixed = _FIXED_WIDTH_AT_THE_END.search(scheme)
    if not fixed or len(str(sequence)) > int(fixed[1]) or not 0 <= position < DEBTORS_MAX:
        return ""
    made = f"{case_account}{position + 1:02d}"
    return made if len(made) <= LENGTH_MAX else ""
