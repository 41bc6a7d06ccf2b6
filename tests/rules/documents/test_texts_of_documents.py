import unicodedata
from pathlib import Path

import pytest

from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.texts import LONGEST_TEXT, checked

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
VARIATION_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x180B, 0x180C, 0x180D, 0x180F}


@pytest.mark.parametrize(
    "name",
    [
        "金哲洙",
        "堃喆䶮㛃𬭎𰻞",
        "#panic($x$) *a* `b` {{ 7*7 }} @ref \\u{41}",
        "库尔班·买买提",
        "김철수",
        "张" * 200,
        " a  b ",
    ],
)
def test_a_name_is_kept_sign_for_sign(name: str) -> None:
    assert checked("执行通知书", "被执行人", name) == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("甲\x00乙", "执行通知书的“被执行人”第 2 字是控制字符 U+0000，请删除后再生成。"),
        ("甲\n乙", "执行通知书的“被执行人”第 2 字是控制字符 U+000A，请删除后再生成。"),
        ("甲乙\u202e", "执行通知书的“被执行人”第 3 字是不可见的格式字符 U+202E，请删除后再生成。"),
        ("\u200b甲", "执行通知书的“被执行人”第 1 字是不可见的格式字符 U+200B，请删除后再生成。"),
        ("\ue815", "执行通知书的“被执行人”第 1 字是自造字（专用区字符） U+E815，请删除后再生成。"),
        ("喆\U000e0100", "执行通知书的“被执行人”第 2 字是不可见的选择符 U+E0100，请删除后再生成。"),
    ],
)
def test_a_sign_that_cannot_be_seen_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(UnfitField) as refused:
        checked("执行通知书", "被执行人", text)
    assert str(refused.value) == message
    assert (refused.value.kind, refused.value.field) == ("执行通知书", "被执行人")


@pytest.mark.parametrize("text", ["", " ", "\u3000\u3000", "\n"])
def test_a_blank_is_missing(text: str) -> None:
    with pytest.raises(MissingField, match=r"^执行通知书缺少“被执行人”，请补充后再生成。$"):
        checked("执行通知书", "被执行人", text)


def test_the_longest_text_passes_and_one_sign_more_does_not() -> None:
    assert len(checked("执行通知书", "正文", "字" * LONGEST_TEXT)) == 4000
    with pytest.raises(UnfitField, match=r"过长（4001 字），请缩短到 4000 字以内。$"):
        checked("执行通知书", "正文", "字" * (LONGEST_TEXT + 1))


def test_the_pattern_refuses_every_invisible_sign_and_no_visible_one() -> None:
    wrong = []
    for point in range(0x110000):
        sign = chr(point)
        category = unicodedata.category(sign)
        try:
            checked("k", "f", f"a{sign}")
            refused = False
        except UnfitField:
            refused = True
        if category != "Cn" and refused != (category in INVISIBLE or point in VARIATION_SELECTORS):
            wrong.append(f"U+{point:04X} {category}")
    assert wrong == []


def test_no_refusal_message_names_a_path() -> None:
    assert str(Path.cwd()) not in str(MissingField("执行通知书", "被执行人"))
