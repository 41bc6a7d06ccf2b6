"""What a remark says besides case numbers: names, telephone numbers, and purposes that have nothing to do with a debt."""

import re
from dataclasses import dataclass
from itertools import product

from zhixing.foundation.names import comparing_key

_SPLIT = re.compile(r"[\s,，、;；:：。.()（）\[\]【】/\\|_\-—+*\"“”'0-9０-９]+")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_CONTRARY = (
    "诉讼费", "受理费", "保证金", "押金", "定金", "货款", "退款", "退费", "退回", "利息", "租金", "房租", "工资", "奖金", "水费",
    "电费", "物业费", "取暖费", "税款", "社保", "报销", "评估费", "拍卖款", "竞拍", "罚金", "罚款", "违法所得", "捐款",
)  # fmt: skip
_OF_A_DEBT = ("执行", "案款", "还款", "欠款", "代还", "替还", "还债", "偿还", "履行")
_BEFORE = (
    "代替", "代为", "代付", "代交", "代缴", "代还", "代", "替", "帮", "为", "给", "还给", "归还", "偿还", "支付", "付给", "还付", "付",
    "还", "交", "缴", "转", "汇", "被执行人", "申请执行人", "申请人", "债务人", "欠",
)  # fmt: skip
_BEHIND = (
    "执行案款", "执行款", "案件款", "案款", "还款", "欠款", "欠的钱", "借款", "交执行款", "缴执行款", "付执行款", "执行费", "执行",
    "付款", "交款", "缴款", "还钱", "转账", "款", "钱", "的", "案", "偿还", "归还", "支付", "交", "付", "还", "缴", "转", "代付", "代交", "代缴",
)  # fmt: skip
_DEEP_MAX = 24
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark read for names. `names` are keys that may be somebody's; `purpose` is a purpose that is no debt's."""

    names: frozenset[str]
    phones: tuple[str, ...]
    purpose: str
    on_behalf: bool
    repays: bool


def read_remark(remark: str, without: tuple[str, ...] = ()) -> Remark:
    """Read a remark; `without` are the case numbers as written in it, which name nobody."""
    rest = remark
    for number in sorted(without, key=len, reverse=True):
        rest = rest.replace(number, " ")
    squeezed = comparing_key(rest)
    of_a_debt = any(word in squeezed for word in _OF_A_DEBT)
    purpose = next((word for word in _CONTRARY if word in squeezed), "")
    return Remark(
        frozenset(name for word in _SPLIT.split(rest) if word for name in _names_of(word)),
        tuple(_PHONE.findall(comparing_key(remark))),
        "" if of_a_debt else purpose,
        any(word in squeezed for word in ("代", "替", "帮")),
        squeezed.startswith(("付", "还", "偿", "归")),
    )


def _names_of(word: str) -> set[str]:
    """Every word that is left when words of paying are taken off before and behind: 替李四交执行款 → 李四, among others."""
    found: set[str] = set()
    waiting = [word]
    while waiting and len(found) < _DEEP_MAX:
        text = waiting.pop(0)
        key = comparing_key(text)
        if key in found or not 2 <= len(key) <= _LONGEST_NAME:
            continue
        found.add(key)
        waiting += [text[: -len(end)] for end in _BEHIND if text.endswith(end)]
        waiting += [text[len(start) :] for start in _BEFORE if text.startswith(start)]
    return found


REPLACED = {
    "䶮": "龑", "㛃": "洁", "垚": "尧", "堃": "坤", "淼": "渺", "喆": "哲", "犇": "奔", "鑫": "金", "昇": "升", "燊": "森",
    "囍": "喜", "玥": "月", "珺": "君", "琪": "其", "赟": "斌", "贇": "斌", "珉": "民", "珅": "申", "晟": "成", "烜": "宣", "祎": "伟",
    "頔": "笛", "翀": "冲", "甯": "宁", "旸": "阳", "炘": "欣", "堉": "育", "栢": "柏", "邨": "村", "峯": "峰", "淏": "浩", "晞": "希",
}  # fmt: skip
"""Rare characters of names, and what older bank systems print in their place."""

_WRITTEN_FOR: dict[str, str] = {}
for _rare, _plain in REPLACED.items():
    _WRITTEN_FOR[_plain] = _WRITTEN_FOR.get(_plain, "") + _rare
_HOLES = "?？*＊□■〇▇"
_VARIANTS_MAX = 40


def other_spellings(key: str) -> frozenset[str]:
    """How a party may be written in the register whose name the bank prints as `key`: rare characters put back.

    Only for names of persons (up to four characters); an organisation's name is printed whole by every bank.
    """
    if not 2 <= len(key) <= 4:
        return frozenset()
    choices = []
    for char in key:
        if char in _HOLES:
            choices.append("".join(REPLACED))
        else:
            choices.append(char + _WRITTEN_FOR.get(char, "") + REPLACED.get(char, ""))
    total = 1
    for options in choices:
        total *= len(options)
    if total == 1 or total > _VARIANTS_MAX:
        return frozenset()
    return frozenset("".join(chars) for chars in product(*choices)) - {key}


_FOLDED = str.maketrans(REPLACED)


def same_but_for_rare(a: str, b: str) -> bool:
    """Whether two keys are one name once rare characters are printed as older bank systems print them."""
    if len(a) != len(b):
        return False
    return a.translate(_FOLDED) == b.translate(_FOLDED) or (
        len(a) == len(b) <= 4 and any(char in _HOLES for char in a)
        and all(x == y or x in _HOLES for x, y in zip(a, b, strict=True))
    )  # fmt: skip


def one_slip(a: str, b: str) -> bool:
    """Whether two numbers written in digits differ by one digit, or by two neighbours exchanged.

    Equal is no slip, and of one digit alone nothing would be left."""
    if len(a) != len(b) or len(a) < 2 or a == b:
        return False
    wrong = [place for place in range(len(a)) if a[place] != b[place]]
    if len(wrong) == 1:
        return True
    return exchanged(a, b)


def exchanged(a: str, b: str) -> bool:
    """Whether two numbers differ by two neighbouring digits that changed places."""
    wrong = [place for place in range(len(a)) if a[place] != b[place]] if len(a) == len(b) else []
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and a[wrong[0]] == b[wrong[1]]
        and a[wrong[1]] == b[wrong[0]]
    )


def slips_of(number: str) -> frozenset[str]:
    """Every number one slip away, of the same length."""
    found = {number[:i] + digit + number[i + 1 :] for i in range(len(number)) for digit in "0123456789"}
    found |= {number[:i] + number[i + 1] + number[i] + number[i + 2 :] for i in range(len(number) - 1)}
    return frozenset(found - {number})


_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "夏侯",
    "南宫",
    "司徒",
    "端木",
    "独孤",
)


def surname(key: str) -> str:
    """The surname of a person's name; nothing for what is too long to be a person's."""
    if not 2 <= len(key) <= 4:
        return ""
    return key[:2] if key[:2] in _COMPOUND else key[0]
