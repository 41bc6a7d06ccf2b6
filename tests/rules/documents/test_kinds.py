"""Every kind an officer drafts: its words, what it demands, what it refuses; one shape for all."""

import os
from dataclasses import MISSING, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import get_type_hints

import pytest

from document_facts import FACTS, OWED, paper_for
from zhixing.documents.rules.all_kinds import DRAFTED_BY_HAND, KINDS
from zhixing.documents.rules.blocks import SignOff
from zhixing.documents.rules.coercion import FineFacts
from zhixing.documents.rules.faults import DocumentRefused, MissingField, UnfitField
from zhixing.documents.rules.kinds import RULING, DocumentKind
from zhixing.documents.rules.paper import Kind, Signer, SpeaksTo
from zhixing.documents.rules.restrictions import DefaulterFacts, ListingGround
from zhixing.documents.rules.writing import to_json, to_text
from zhixing.law.articles import statute_book

GOLDEN = Path(__file__).parents[2] / "data" / "documents"
BY_NAME = pytest.mark.parametrize("kind", DRAFTED_BY_HAND, ids=lambda kind: kind.kind.value)


def said(kind: Kind) -> str:
    return to_text(kind.draft(paper_for(kind), FACTS[kind.kind]))


def test_there_are_the_kinds_a_bureau_uses_weekly() -> None:
    assert len({kind.document_name for kind in DocumentKind}) >= 30
    assert len(list(DocumentKind)) >= 40
    assert set(FACTS) == {kind.kind for kind in DRAFTED_BY_HAND}
    assert len(KINDS) == len(DRAFTED_BY_HAND) + 2


@BY_NAME
def test_the_words_of_each_kind(kind: Kind) -> None:
    blocks = kind.draft(paper_for(kind), FACTS[kind.kind])
    to_json(kind.kind.document_name, blocks)
    file = GOLDEN / f"{kind.kind.value}.txt"
    if os.environ.get("ZHIXING_WRITE_GOLDEN"):
        file.write_text(to_text(blocks), encoding="utf-8")
    assert to_text(blocks) == file.read_text(encoding="utf-8")


@BY_NAME
def test_it_bears_court_name_and_number_and_no_blank(kind: Kind) -> None:
    lines = said(kind).splitlines()
    assert lines[:3] == ["汪清县人民法院", kind.kind.document_name, "（2022）吉2424执7号"]
    text = "\n".join(lines)
    assert "None" not in text
    assert "。。" not in text
    assert "{" not in text


@BY_NAME
def test_what_the_law_demands_of_it_is_in_the_book_and_in_the_text(kind: Kind) -> None:
    for demand in kind.demands:
        assert demand.subject in statute_book(), demand
        assert any(word in said(kind) for word in demand.words)


@BY_NAME
def test_wording_that_drops_what_the_law_demands_is_refused(kind: Kind) -> None:
    for demand in kind.demands:
        silent = replace(
            kind,
            blocks=lambda paper, facts, words=demand.words: tuple(
                block
                for block in kind.blocks(paper, facts)
                if not any(word in to_text([block]) for word in words)
            ),
        )
        with pytest.raises(MissingField):
            silent.draft(paper_for(kind), FACTS[kind.kind])


@BY_NAME
def test_each_mandatory_fact_is_asked_for_by_its_name(kind: Kind) -> None:
    for slot in fields(kind.facts):
        assert slot.metadata["name"]
        if slot.default is MISSING and get_type_hints(kind.facts)[slot.name] in (str, tuple[str, ...]):
            empty = "" if get_type_hints(kind.facts)[slot.name] is str else ()
            with pytest.raises(MissingField) as refused:
                kind.draft(paper_for(kind), replace(FACTS[kind.kind], **{slot.name: empty}))
            assert refused.value.field == slot.metadata["name"]


@BY_NAME
def test_who_signs_stands_above_the_date(kind: Kind) -> None:
    blocks = kind.draft(paper_for(kind), FACTS[kind.kind])
    feet = [block for block in blocks if isinstance(block, SignOff)]
    if kind.signer is Signer.NOBODY:
        assert feet == []
        assert "（签名或盖章）" in to_text(blocks) or "签名" in to_text(blocks)
    elif kind.signer is Signer.PRESIDENT:
        assert feet[0].above == ("院　　　长　金成浩",)
        with pytest.raises(MissingField) as refused:
            kind.draft(replace(paper_for(kind), president=""), FACTS[kind.kind])
        assert refused.value.field == "院长"
    elif kind.kind.document_name == RULING:
        assert feet[0].above == ("执　行　员　崔明哲",)
    else:
        assert feet[0].date == "二〇二二年十二月一日"


@BY_NAME
def test_articles_follow_the_day(kind: Kind) -> None:
    paper = replace(paper_for(kind), issued_on=date(2024, 5, 6), owed=replace(OWED, as_of=date(2024, 5, 6)))
    text = to_text(kind.draft(paper, FACTS[kind.kind]))
    for old in ("第二百四十九条", "第二百五十七条》", "第二百三十二条", "第二百六十三条"):
        assert f"《中华人民共和国民事诉讼法》{old}" not in text


def test_a_notice_to_a_debtor_cannot_speak_to_an_applicant_and_none_speaks_to_nobody() -> None:
    for kind in DRAFTED_BY_HAND:
        paper = paper_for(kind)
        if kind.speaks_to is SpeaksTo.DEBTOR:
            with pytest.raises(UnfitField):
                kind.draft(replace(paper, to=paper.applicants[0]), FACTS[kind.kind])
        if kind.speaks_to in (SpeaksTo.DEBTOR, SpeaksTo.APPLICANT, SpeaksTo.PARTY):
            with pytest.raises(MissingField):
                kind.draft(replace(paper, to=None), FACTS[kind.kind])


def test_choices_have_words() -> None:
    for kind in DRAFTED_BY_HAND:
        for hint in get_type_hints(kind.facts).values():
            if isinstance(hint, type) and issubclass(hint, StrEnum):
                assert all(choice.label for choice in hint)


@pytest.mark.parametrize(("to", "fen", "fits"), [(0, 10_000_000, True), (0, 10_000_001, False), (1, 4_999_999, False),
                                                (1, 5_000_000, True), (1, 100_000_000, True)])  # fmt: skip
def test_a_fine_keeps_within_the_law(to: int, fen: int, fits: bool) -> None:
    kind = KINDS[DocumentKind.FINE_DECISION]
    paper = paper_for(kind)
    facts = FineFacts("妨碍执行", fen, 10)
    if fits:
        kind.draft(replace(paper, to=paper.debtors[to]), facts)
    else:
        with pytest.raises(UnfitField):
            kind.draft(replace(paper, to=paper.debtors[to]), facts)


def test_a_listing_has_a_term_where_the_law_sets_one() -> None:
    kind = KINDS[DocumentKind.DEFAULTER_DECISION]
    assert "纳入期限为二年" in said(kind)
    for facts in (
        DefaulterFacts(ListingGround.REPORT, "未报告"),
        DefaulterFacts(ListingGround.ABLE_BUT_REFUSES, "拒不履行", 2),
    ):
        with pytest.raises(DocumentRefused):
            kind.draft(paper_for(kind), facts)


def test_a_case_with_money_owed_is_not_closed_as_performed_nor_suspended_without() -> None:
    completion = KINDS[DocumentKind.COMPLETION_NOTICE]
    with pytest.raises(UnfitField):
        completion.draft(paper_for(completion), replace(FACTS[completion.kind], waived=""))
    suspension = KINDS[DocumentKind.SUSPENSION_RULING]
    with pytest.raises(UnfitField):
        suspension.draft(
            replace(paper_for(suspension), owed=replace(OWED, owed_fen=0)), FACTS[suspension.kind]
        )


def test_a_transfer_is_asked_for_after_sixty_days_only() -> None:
    kind = KINDS[DocumentKind.TRANSFER_REQUEST]
    early = replace(FACTS[kind.kind], sealed_on=date(2022, 10, 2))
    with pytest.raises(UnfitField):
        kind.draft(paper_for(kind), early)
    kind.draft(paper_for(kind), replace(early, sealed_on=date(2022, 10, 1)))
