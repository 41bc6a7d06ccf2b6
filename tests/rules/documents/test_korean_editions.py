"""A document in two languages: what is held is said, what is not is said not to be, and nothing is invented."""

from dataclasses import replace

import pytest

from document_facts import FACTS, paper_for
from document_samples import acceptance, enforcement
from zhixing.documents.rules.acceptance import acceptance_blocks
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.blocks import Block, Note, SignOff, Table, Translation
from zhixing.documents.rules.drafts import Blocks, drafted, missing_slots, taken_apart
from zhixing.documents.rules.editions import GOVERNS, UNCONFIRMED, bilingual, restored, stored
from zhixing.documents.rules.enforcement import enforcement_blocks
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.korean import (
    UNTRANSLATED,
    Glossary,
    Held,
    Telling,
    articles_in_korean,
    day_in_korean,
    number_of,
    shipped,
)
from zhixing.documents.rules.slots import marked

ORDINARY = (
    DocumentKind.PROPERTY_REPORT_ORDER, DocumentKind.CONSUMPTION_ORDER, DocumentKind.CONSUMPTION_LIFT,
    DocumentKind.DEFAULTER_REMOVAL, DocumentKind.SUMMONS, DocumentKind.FUNDS_NOTICE, DocumentKind.RENEWAL_REMINDER,
)  # fmt: skip


def marked_of(kind: DocumentKind) -> Blocks:
    made = drafted(KINDS[kind], paper_for(KINDS[kind]), FACTS[kind])
    assert made.marked is not None
    return made.marked


def korean(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line for block in blocks if isinstance(block, Translation) for line in block.lines)


def test_the_first_notices_are_held_whole() -> None:
    told, asked = acceptance(), enforcement()
    for taken in (
        taken_apart(lambda: acceptance_blocks(marked(told)), acceptance_blocks(told)),
        taken_apart(lambda: enforcement_blocks(marked(asked)), enforcement_blocks(asked)),
    ):
        assert taken is not None
        made = bilingual(taken, shipped())
        assert UNTRANSLATED not in korean(made.blocks)
        assert not made.is_confirmed


@pytest.mark.parametrize("kind", ORDINARY)
def test_every_fixed_sentence_of_the_ordinary_kinds_is_held(kind: DocumentKind) -> None:
    made = bilingual(marked_of(kind), shipped())
    assert UNTRANSLATED not in korean(made.blocks)


def test_names_numbers_dates_and_amounts_are_carried_over() -> None:
    told = korean(bilingual(marked_of(DocumentKind.SUSPENSION_RULING), shipped()).blocks)
    assert (
        "2022년 12월 1일 현재 본 사건의 이미 집행된 금액은 인민페 5,000.00위안이고 아직 남은 채무는 인민페 27,396.42위안"
    ) in told
    assert "李建国이(가) 金哲洙、延边长白山木业有限公司에 대하여 집행을 신청한 민간대차 분쟁 사건" in told
    assert "「중화인민공화국 민사소송법」 제232조의 규정에 따라" in told
    assert "왕청현인민법원 2022년 12월 1일" in told


def test_the_chinese_stands_as_it_was_issued_and_governs() -> None:
    kind = KINDS[DocumentKind.SUMMONS]
    issued = drafted(kind, paper_for(kind), FACTS[kind.kind])
    made = bilingual(issued.marked or (), shipped())
    chinese = [
        one for one in made.blocks if not isinstance(one, Translation) and getattr(one, "lang", "") != "ko"
    ]
    head = next(one for one in chinese if isinstance(one, Note) and one.lines[0].startswith(GOVERNS[0]))
    chinese.remove(head)
    assert [replace(one, seal=None) if isinstance(one, SignOff) else one for one in issued.blocks] == chinese
    assert UNCONFIRMED[0] in head.lines[0]


def test_what_nobody_translated_says_so_and_free_text_stays() -> None:
    made = bilingual(marked_of(DocumentKind.EVICTION_NOTICE), shipped())
    assert UNTRANSLATED in korean(made.blocks)
    assert len(made.untranslated) == 3
    told = korean(bilingual(marked_of(DocumentKind.RESUMPTION_NOTICE), shipped()).blocks)
    assert "“申请执行人发现被执行人有可供执行的财产，申请恢复执行”〔중국어 원문〕" in told


def test_an_edition_bears_a_seal_only_when_a_translator_confirmed_all_of_it() -> None:
    plain = bilingual(marked_of(DocumentKind.SUMMONS), shipped())
    assert [one.seal for one in plain.blocks if isinstance(one, SignOff)] == [None]
    ours = shipped()
    confirmed = Glossary(
        {zh: Held(held.text, "v", True) for zh, held in ours.passages.items()},
        {zh: Held(held.text, "v", True) for zh, held in ours.terms.items()},
    )
    made = bilingual(marked_of(DocumentKind.SUMMONS), confirmed)
    assert made.is_confirmed
    assert [one.seal is not None for one in made.blocks if isinstance(one, SignOff)] == [True]
    assert UNCONFIRMED[1] not in korean(made.blocks)
    assert {source for _, source in made.sources} == {"v"}


def test_a_translation_with_another_slot_is_not_used() -> None:
    telling = Telling()
    held = Glossary({"特此通知。": Held("{이름} 통지한다.")}, {})
    made = bilingual(marked_of(DocumentKind.RESUMPTION_NOTICE), held)
    assert "통지한다" not in korean(made.blocks)
    assert telling.is_confirmed


def test_no_shipped_translation_loses_or_invents_a_slot() -> None:
    for pattern, held in shipped().passages.items():
        assert missing_slots(pattern, held.text) == (), pattern
        assert not held.is_confirmed


def test_dates_numerals_and_articles() -> None:
    assert day_in_korean("二〇二二年十二月三十一日") == "2022년 12월 31일"
    assert day_in_korean("2022年12月8日上午9时30分") == "2022년 12월 8일 오전 9시 30분"
    assert [number_of(one) for one in ("七", "十", "二十一", "二百六十四", "一百零八", "五百一十五")] == [
        7,
        10,
        21,
        264,
        108,
        515,
    ]
    telling = Telling()
    assert (
        articles_in_korean(
            shipped(),
            "《中华人民共和国民事诉讼法》第一百一十四条第一款、第二百六十四条、《无名、之法》第三条",
            telling,
        )
        == "「중화인민공화국 민사소송법」 제114조 제1항, 제264조, 《无名、之法》 제3조"
    )
    assert list(telling.missing) == ["《无名、之法》"]


def test_tables_stand_once_more_in_korean() -> None:
    tables = [
        one for one in bilingual(marked_of(DocumentKind.SUMMONS), shipped()).blocks if isinstance(one, Table)
    ]
    assert [one.lang for one in tables] == ["", "ko"]
    assert [row[0] for row in tables[1].rows] == [
        "사건 사유",
        "소환받는 사람",
        "주소",
        "소환 사유",
        "출두 시간",
        "출두 장소",
    ]
    assert tables[1].rows[4][1] == "2022년 12월 8일 9시 30분"


def test_blocks_are_kept_and_come_back() -> None:
    for kind in KINDS.values():
        if kind.kind in FACTS:
            made = marked_of(kind.kind)
            assert restored(stored(made)) == made
