"""The chain of receipts of one asset: gap-free, or the gaps named to the day."""

from dataclasses import replace
from datetime import date

import pytest

from document_samples import paper
from zhixing.documents.rules.blocks import Table
from zhixing.documents.rules.continuity import (
    CONTINUITY_PROOF,
    ChainLink,
    ContinuityFacts,
    Gap,
    Proof,
    gaps,
)
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.writing import to_text

FIRST = ChainLink(
    "冻结", date(2022, 3, 1), date(2023, 2, 28), Proof.RECEIPT, "吉2424-1", date(2022, 3, 1), "a1" * 32
)
SECOND = ChainLink(
    "续行", date(2023, 3, 1), date(2024, 2, 29), Proof.RECEIPT, "吉2424-2", date(2023, 2, 20), "b2" * 32
)
LATE = replace(SECOND, starts_on=date(2023, 3, 4))


def facts(*links: ChainLink, until: date = date(2023, 6, 1)) -> ContinuityFacts:
    return ContinuityFacts("汪清县农村信用合作联社", "金哲洙", "银行存款（****1234）", links, until)


def test_a_term_that_begins_the_day_after_the_last_one_leaves_no_gap() -> None:
    assert gaps([SECOND, FIRST], until=date(2024, 2, 29)) == ()


def test_terms_that_overlap_leave_no_gap() -> None:
    assert gaps([FIRST, replace(SECOND, starts_on=date(2023, 2, 1))], until=date(2024, 1, 1)) == ()


def test_days_between_two_terms_are_a_gap_both_counted() -> None:
    [gap] = gaps([FIRST, LATE], until=date(2023, 6, 1))
    assert gap == Gap(date(2023, 3, 1), date(2023, 3, 3))
    assert gap.days == 3


def test_a_chain_that_ended_before_the_day_of_the_proof_has_a_gap_up_to_it() -> None:
    assert gaps([FIRST], until=date(2023, 3, 10)) == (Gap(date(2023, 3, 1), date(2023, 3, 10)),)


def test_a_short_term_within_a_longer_one_does_not_end_the_chain() -> None:
    within = replace(FIRST, starts_on=date(2022, 5, 1), ends_on=date(2022, 6, 1))
    assert gaps([FIRST, within, SECOND], until=date(2024, 2, 29)) == ()


def test_the_proof_of_an_unbroken_chain_says_so_with_every_receipt() -> None:
    text = to_text(CONTINUITY_PROOF.draft(paper(), facts(FIRST, SECOND)))
    assert "控制连续，共2段，没有空档。各段均有协助单位回执。" in text
    assert "冻结 | 2022-03-01 | 2023-02-28 | 365 | 回执" in text
    assert "2 | 吉2424-2 | 2023-02-20 | b2b2b2b2 b2b2b2b2" in text


def test_the_rows_of_gaps_and_no_others_are_red() -> None:
    blocks = CONTINUITY_PROOF.draft(paper(), facts(FIRST, LATE))
    terms = next(block for block in blocks if isinstance(block, Table))
    assert terms.red == (1,)
    assert terms.rows[1] == ("空档", "2023-03-01", "2023-03-03", "3", "无")
    assert "控制不连续，有1处空档，共3日，见表中红色各行。" in to_text(blocks)


def test_a_term_without_a_receipt_is_said_to_stand_on_paper_only() -> None:
    on_paper = replace(FIRST, proof=Proof.LEDGER, number="", said_on=None, sha256="")
    text = to_text(CONTINUITY_PROOF.draft(paper(), facts(on_paper, SECOND)))
    assert "其中1段没有协助单位回执" in text
    assert "1 | — | — | —" in text


def test_after_a_release_nothing_is_missing() -> None:
    released = replace(facts(FIRST, until=date(2023, 6, 1)), ended_on=date(2023, 1, 5))
    assert "自2022年3月1日至2023年1月5日，控制连续" in to_text(CONTINUITY_PROOF.draft(paper(), released))


def test_without_a_single_receipt_or_paper_nothing_is_proved() -> None:
    with pytest.raises(MissingField):
        CONTINUITY_PROOF.draft(paper(), facts())
