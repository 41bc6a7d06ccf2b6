"""Kinds that no form is filled for can be worded by a court too: every trial can be taken apart, nothing filled in is a fixed word."""

import re
from dataclasses import replace

import pytest

from zhixing.documents.rules.drafts import OwnWording, drafted
from zhixing.documents.rules.extremes import (
    MANY_DEBTORS,
    WORDED,
    WORDED_KINDS,
    catalogue_of,
    faults_of,
    trials_of,
)
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.made_kinds import MADE_KINDS, MadeKind
from zhixing.documents.rules.writing import to_text
from zhixing.law.articles import statute_book

BY_NAME = pytest.mark.parametrize("kind", MADE_KINDS.values(), ids=lambda kind: kind.kind.value)
NOT_WORDED = {
    DocumentKind.UNCLAIMED_NOTICE, DocumentKind.CONTINUITY_PROOF, DocumentKind.DELIVERY_NOTICE, DocumentKind.DELIVERY_PROOF,
}  # fmt: skip
"""Public notices and proofs that go out for no single case, or state what happened and nothing else."""


def test_every_kind_that_goes_to_a_party_can_be_worded() -> None:
    assert set(DocumentKind) - set(WORDED) == NOT_WORDED


@BY_NAME
def test_every_trial_is_written_whole_and_can_be_taken_apart(kind: MadeKind) -> None:
    trials = trials_of(kind)
    assert [trial.label for trial in trials] == [
        "通常", "200 字的名称", f"{MANY_DEBTORS} 个被执行人", "没有可选内容", "生僻字", "标记符号",
    ]  # fmt: skip
    for trial in trials:
        made = drafted(kind, trial.paper, trial.facts)
        assert made.marked is not None, trial.label
        assert to_text(made.blocks).count("None") == 0


@BY_NAME
def test_nothing_that_was_filled_in_is_a_fixed_word(kind: MadeKind) -> None:
    """A day, an amount or a count in a fixed passage could be worded into another."""
    catalogue = catalogue_of(kind.kind)
    assert len(catalogue) >= 15
    for pattern in catalogue:
        bare = re.sub(r"\{[^{}]+\}", "", pattern)
        assert not re.search(r"[0-9０-９]|[壹贰叁肆伍陆柒捌玖]", bare), pattern
        assert not re.search(r"李建国|金哲洙|吉2424|建设银行", bare), pattern
        assert not re.search(r"\{[a-z_]+\d*\}", pattern), pattern


@BY_NAME
def test_what_must_be_said_is_in_the_book_and_cannot_be_worded_away(kind: MadeKind) -> None:
    for demand in kind.demands:
        assert demand.subject in statute_book(), demand
        saying = [one for one in catalogue_of(kind.kind) if any(word in one for word in demand.words)]
        wording = {one: OwnWording("v", re.sub(r"[^{}]*?(\{[^{}]+\})[^{}]*", r"\1", one)) for one in saying}
        if any("{" not in one for one in saying):
            wording |= {one: OwnWording("v", "另有规定。") for one in saying if "{" not in one}
        assert any(demand.item in fault.message for fault in faults_of(kind, wording)), demand.item


def test_what_a_machine_scans_is_no_wording() -> None:
    for kind in (DocumentKind.ENFORCEMENT_NOTICE, DocumentKind.MONEY_RECEIPT):
        assert not any("户名:" in one or one.startswith("http") for one in catalogue_of(kind))
    assert "收款二维码" in "".join(catalogue_of(DocumentKind.ENFORCEMENT_NOTICE))


def test_a_ruling_can_be_worded_for_every_act_it_orders() -> None:
    said = "".join(catalogue_of(DocumentKind.CONTROL_RULING))
    for act in ("冻结", "查封", "扣押", "续行", "轮候", "解除", "扣划", "提取"):
        assert act in said
    assert "{项数}项财产" in said


def test_a_made_kind_refuses_a_context_with_a_blank() -> None:
    kind = WORDED_KINDS[DocumentKind.DISTRIBUTION_PLAN]
    trial = trials_of(kind)[0]
    with pytest.raises(DocumentRefused, match="债权"):
        kind.draft(None, replace(trial.facts, shares=()))  # type: ignore[type-var]
