"""What is fixed in a sentence and what was filled in: found without a word of the kinds being changed."""

from dataclasses import replace
from datetime import date

import pytest

from document_facts import FACTS, paper_for
from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND, KINDS
from zhixing.documents.rules.blocks import Paragraph
from zhixing.documents.rules.drafts import OwnWording, drafted, missing_slots, patterns_in, taken_apart
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Kind
from zhixing.documents.rules.slots import (
    MarkedText,
    Sort,
    listening,
    marked,
    marked_text,
    passage_of,
    plain,
)
from zhixing.documents.rules.wording import day, numeral, yuan_and_capitals
from zhixing.documents.rules.writing import to_text

BY_NAME = pytest.mark.parametrize("kind", DRAFTED_BY_HAND, ids=lambda kind: kind.kind.value)
RESUMED = "{案件}，本院以{原中止或者终结本次执行程序的文书}停止执行。现{恢复执行的理由}，依照{法律依据}的规定，本院决定恢复{执行依据}的执行。"


def of(kind: DocumentKind) -> tuple[Kind, object]:
    return KINDS[kind], FACTS[kind]


@BY_NAME
def test_a_marked_document_reads_like_the_unmarked(kind: Kind) -> None:
    made = drafted(kind, paper_for(kind), FACTS[kind.kind])
    assert made.blocks == kind.draft(paper_for(kind), FACTS[kind.kind])
    assert made.marked is not None
    assert made.wordings == ()
    for pattern in patterns_in(made.marked):
        for told in ("李建国", "金哲洙", "2022年", "（2022）吉2424", "1,234"):
            assert told not in pattern, pattern


def test_a_sentence_is_its_pattern_and_its_parts() -> None:
    kind, facts = of(DocumentKind.RESUMPTION_NOTICE)
    made = drafted(kind, paper_for(kind), facts)
    assert made.marked is not None
    found = patterns_in(made.marked)
    assert found[RESUMED] == (
        "案件",
        "原中止或者终结本次执行程序的文书",
        "恢复执行的理由",
        "法律依据",
        "执行依据",
    )
    assert found["{申请执行人}申请执行{被执行人}{案由}一案"] == ("申请执行人", "被执行人", "案由")


def test_without_a_listener_nothing_is_marked() -> None:
    assert marked_text(Sort.NAME, "姓名", "金哲洙") == "金哲洙"
    assert type(marked_text(Sort.NAME, "姓名", "金哲洙")) is str
    assert day(date(2022, 12, 1)) == "2022年12月1日"
    with listening():
        text = f"于{day(date(2022, 12, 1))}付{yuan_and_capitals(100)}，{numeral(15)}日内"
    assert plain(text) == "于2022年12月1日付1.00元（大写：壹元整），十五日内"
    assert passage_of(text).pattern == "于{日期}付{金额}，{数目}日内"
    assert passage_of(text).slots["金额"].text == "1.00元（大写：壹元整）"


def test_two_parts_of_one_name_are_told_apart_and_one_said_twice_is_one() -> None:
    with listening():
        one, other = marked(("甲", "乙"), "名称")
        text = f"{one}与{other}，{one}"
    assert passage_of(text).pattern == "{名称}与{名称2}，{名称}"


def test_marked_values_are_still_equal_and_can_be_looked_up() -> None:
    with listening():
        name = marked("金哲洙。", "姓名")
    assert isinstance(name, MarkedText)
    assert name == "金哲洙。"
    assert {"金哲洙。": 1}[name] == 1
    assert plain(name.rstrip("。")) == "金哲洙"


def test_a_document_that_reads_otherwise_when_marked_is_not_taken_apart() -> None:
    there = (Paragraph("甲"),)
    assert taken_apart(lambda: (Paragraph("乙"),), there) is None
    assert taken_apart(lambda: (Paragraph(str(1 // 0)),), there) is None


def test_a_court_says_it_in_its_own_words_with_the_same_parts() -> None:
    kind, facts = of(DocumentKind.RESUMPTION_NOTICE)
    own = OwnWording(
        "v1",
        "关于{案件}：本院曾以{原中止或者终结本次执行程序的文书}停止执行。因{恢复执行的理由}，依{法律依据}，恢复执行{执行依据}。",
    )
    made = drafted(kind, paper_for(kind), facts, {RESUMED: own})
    text = to_text(made.blocks)
    assert "关于李建国申请执行金哲洙" in text
    assert "停止执行。现" not in text
    assert made.wordings == ("v1",)
    assert made.marked is not None
    assert own.text in patterns_in(made.marked)


def test_wording_that_loses_a_part_or_what_the_law_demands_is_refused() -> None:
    kind, facts = of(DocumentKind.RESUMPTION_NOTICE)
    with pytest.raises(UnfitField, match="法律依据"):
        drafted(kind, paper_for(kind), facts, {RESUMED: OwnWording("v", "关于{案件}，恢复执行。")})
    assert missing_slots("请{你}于{日期}前办理", "于{日期}前办理") == ()
    assert missing_slots("于{日期}前", "于{日子}前") == ("日子", "日期")
    kind, facts = of(DocumentKind.CONSUMPTION_ORDER)
    made = drafted(kind, paper_for(kind), facts)
    assert made.marked is not None
    [warning] = [one for one in patterns_in(made.marked) if "予以拘留、罚款" in one]
    with pytest.raises(MissingField) as refused:
        drafted(kind, paper_for(kind), facts, {warning: OwnWording("v", "违反本令的，依照{法律依据}处理。")})
    assert refused.value.field == "法律后果"


def test_a_name_that_looks_like_a_slot_stays_a_name() -> None:
    kind, facts = of(DocumentKind.RESUMPTION_NOTICE)
    whole = paper_for(kind)
    sly = replace(whole.debtors[0], name="{案件}{法律依据}")
    made = drafted(
        kind, replace(whole, debtors=(sly,), to=sly), facts, {RESUMED: OwnWording("v", RESUMED + "请知悉。")}
    )
    assert "申请执行{案件}{法律依据}" in to_text(made.blocks)
    assert "请知悉。" in to_text(made.blocks)
