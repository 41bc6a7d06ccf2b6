"""The identity gate: is the holder a unit names our debtor, somebody else, or a question for a person?

A reply counts as the debtor's only when the ID number agrees and the name agrees, both after normalisation. A name alone
proves nothing: a farmer who bears a debtor's name was frozen for eleven months. A number alone is not enough either:
numbers are mistyped and were once given out twice. Only debtors may be inquired about and touched (法释〔2013〕20号 art 7).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from zhixing.foundation.identifiers import BadIdentifier, check_character, plain_number, upgrade
from zhixing.foundation.names import comparing_key
from zhixing.funds.rules.remarks import REPLACED


class Judgement(StrEnum):
    """What the gate says of a holder."""

    OURS = "ours"
    APART = "apart"
    CONFLICT = "conflict"


class Ground(StrEnum):
    """Why; the sentence for the screen stands in `Attribution.why`."""

    SAME = "same"
    NO_NUMBER = "no_number"
    MASKED_NUMBER = "masked_number"
    NAMESAKE = "namesake"
    OTHER_KIND = "other_kind"
    STRANGER = "stranger"
    OTHER_NAME = "other_name"
    NAME_VARIANT = "name_variant"
    NO_NAME = "no_name"
    OLD_NUMBER = "old_number"
    SHARED_NUMBER = "shared_number"


class ConflictState(StrEnum):
    """How a conflict stands; two people decide."""

    OPEN = "open"
    PROPOSED = "proposed"
    OURS = "ours"
    APART = "apart"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "open": "待核实", "proposed": "待复核", "ours": "认定为被执行人", "apart": "认定不是被执行人",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a unit names as the holder of a row, as written."""

    name: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Debtor:
    """Whom we asked about. `number` is in its normal form (as filed), `name` as the register has it."""

    name: str
    number: str
    is_organisation: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """The gate's answer: only OURS may ever be acted on; APART is shown greyed; CONFLICT waits for a person."""

    kind: Judgement
    ground: Ground
    why: str

    @property
    def is_ours(self) -> bool:
        """Whether number and name both agree."""
        return self.kind is Judgement.OURS


_FOLDED = str.maketrans(REPLACED)
_MASK = re.compile(r"[*＊●○■□█?？…]|X{3,}|-{3,}")
_FIFTEEN = re.compile(r"\d{15}")
_EIGHTEEN = re.compile(r"\d{17}[\dX]")
_ORGANISATION_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_LOOKS_LIKE_X = str.maketrans({"×": "X", "Х": "X", "✕": "X", "╳": "X"})
_NAME_MASKS = frozenset("*＊某×")
_HOLES = frozenset("?？□■〇▇�")
_COMPANY_FORMS = re.compile(r"(股份有限|有限责任|有限)?(公司|厂|合作社)(\(.*\))?$")
_SHORTEST_CORE = 4

_SAME = Attribution(Judgement.OURS, Ground.SAME, "证件号和名称都相同")


def judge(debtor: Debtor, holder: Holder) -> Attribution:
    """Whether `holder` is `debtor`. Never guesses: what is not equal in both is not ours."""
    if holder.id_number == debtor.number and holder.name == debtor.name and debtor.number and debtor.name:
        return _SAME
    number = normal_number(holder.id_number, person=not debtor.is_organisation)
    same_name = name_agrees(debtor.name, holder.name)
    if not number:
        return _without_number(debtor, holder, same_name)
    if _same_number(debtor, number):
        return _same_number_and(debtor, holder, same_name)
    if not same_name:
        return Attribution(Judgement.APART, Ground.STRANGER, "证件号和名称都不同，不是被执行人")
    return _same_name_other_number(debtor, number)


def judge_all(debtor: Debtor, holders: Sequence[Holder]) -> list[Attribution]:
    """Every holder of one reply. A 15-digit number that one unit has under two names is a conflict for each of them:
    such numbers were given out twice, and the unit cannot say which of the two people it means.
    """
    found = [judge(debtor, holder) for holder in holders]
    names: dict[str, set[str]] = {}
    for holder in holders:
        if len(plain := _plain(holder.id_number)) == 15:
            names.setdefault(plain, set()).add(name_key(holder.name))
    shared = {number for number, keys in names.items() if len(keys) > 1}
    if not shared:
        return found
    return [
        _SHARED if one.kind is not Judgement.APART and _plain(holder.id_number) in shared else one
        for one, holder in zip(found, holders, strict=True)
    ]


_SHARED = Attribution(
    Judgement.CONFLICT,
    Ground.SHARED_NUMBER,
    "该单位把同一个15位证件号记在两个以上姓名之下，可能是重号，须人工核实",
)


def normal_number(written: str, *, person: bool) -> str:
    """An ID number in the form numbers are compared in; empty when it is missing or masked.

    Width, spaces, hyphens and case are unified, × read as X, 15 digits of a person upgraded to 18 (GB 11643-1999). An
    organisation's 15 digits are an old registration number and stay.
    """
    plain = _plain(written)
    if not plain or _MASK.search(plain):
        return ""
    if person and _FIFTEEN.fullmatch(plain) and _is_day("19" + plain[6:12]):
        return upgrade(plain)
    return plain


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """A name as it is compared under an equal number: dots of minority names dropped, rare characters as older systems
    print them (喆 as 哲, 堃 as 坤)."""
    return comparing_key(name).replace("·", "").translate(_FOLDED)


def name_agrees(ours: str, theirs: str) -> bool:
    """Whether two names are one after normalisation; a character that a unit could not print agrees with a rare one only."""
    a, b = name_key(ours), name_key(theirs)
    if not a or not b:
        return False
    if a == b:
        return True
    if len(a) != len(b) or not any(char in _HOLES for char in b):
        return False
    written = comparing_key(ours).replace("·", "")
    return len(written) == len(b) and all(
        x == y or (y in _HOLES and _is_rare(one)) for x, y, one in zip(a, b, written, strict=True)
    )


def _plain(written: str) -> str:
    try:
        return plain_number(written).translate(_LOOKS_LIKE_X)
    except BadIdentifier:
        return ""


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _is_rare(char: str) -> bool:
    """Whether older systems cannot print it: outside GB 2312."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return char in REPLACED


def _same_number(debtor: Debtor, number: str) -> bool:
    if number == debtor.number:
        return bool(number)
    code = debtor.number[8:17]
    return (
        debtor.is_organisation
        and len(debtor.number) == 18
        and bool(_ORGANISATION_CODE.fullmatch(number))
        and number == code
    )


def _same_number_and(debtor: Debtor, holder: Holder, same_name: bool) -> Attribution:
    if same_name:
        return _SAME
    if not name_key(holder.name):
        return Attribution(Judgement.CONFLICT, Ground.NO_NAME, "证件号相同，但单位没有给出名称，须人工核实")
    if any(char in _NAME_MASKS for char in holder.name):
        return Attribution(Judgement.CONFLICT, Ground.NO_NAME, "证件号相同，但单位遮掩了姓名，须人工核实")
    if debtor.is_organisation and _variant(name_key(debtor.name), name_key(holder.name)):
        return Attribution(
            Judgement.CONFLICT,
            Ground.NAME_VARIANT,
            "证件号相同，企业名称只差地名前缀或者公司形式，可能已更名，须人工核实",
        )
    return Attribution(Judgement.CONFLICT, Ground.OTHER_NAME, "证件号相同，但名称不同，须人工核实")


def _without_number(debtor: Debtor, holder: Holder, same_name: bool) -> Attribution:
    masked = bool(_plain(holder.id_number))
    if same_name and masked and _visibly_other(debtor.number, _plain(holder.id_number)):
        return Attribution(
            Judgement.APART, Ground.NAMESAKE, "同名不同号（单位遮掩了号码，可见的几位已与被执行人不同）"
        )
    ground = Ground.MASKED_NUMBER if masked else Ground.NO_NUMBER
    if not same_name:
        return Attribution(Judgement.APART, ground, "证件号缺失，名称也不同")
    words = (
        "证件号缺失（单位只给出遮掩的号码），只凭姓名不能认定" if masked else "证件号缺失，只凭姓名不能认定"
    )
    return Attribution(Judgement.APART, ground, words)


def _visibly_other(ours: str, masked: str) -> bool:
    """Whether what a masked number of 18 places shows is enough to say that it is another one."""
    hidden = list(_MASK.finditer(masked))
    if len(ours) != 18 or len(masked) != 18 or not hidden:
        return False
    return not (ours.startswith(masked[: hidden[0].start()]) and ours.endswith(masked[hidden[-1].end() :]))


def _same_name_other_number(debtor: Debtor, number: str) -> Attribution:
    if debtor.is_organisation:
        if _FIFTEEN.fullmatch(number):
            return Attribution(
                Judgement.CONFLICT,
                Ground.OLD_NUMBER,
                "名称相同，单位登记的是旧注册号，不能与统一社会信用代码比对，须人工核实",
            )
        return Attribution(Judgement.APART, Ground.NAMESAKE, "同名不同号：统一社会信用代码不同，是另一家单位")
    if not _EIGHTEEN.fullmatch(number):
        return Attribution(Judgement.APART, Ground.OTHER_KIND, "同名，但证件种类不同，不能认定为同一人")
    if number[-1] != check_character(number[:17]):
        return Attribution(
            Judgement.APART, Ground.NAMESAKE, "同名不同号（该号码校验位不符，单位可能录入有误）"
        )
    return Attribution(Judgement.APART, Ground.NAMESAKE, "同名不同号，是另一个人")


def _variant(a: str, b: str) -> bool:
    """Whether two firms' names differ only in what stands before (a place) or in the form of the company."""
    cores = [_COMPANY_FORMS.sub("", text) for text in (a, b)]
    shorter, longer = sorted(cores, key=len)
    return len(shorter) >= _SHORTEST_CORE and longer.endswith(shorter)
