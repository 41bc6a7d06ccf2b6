"""Every subject these rules decide is in the statute book, once, on every day it governs."""

from datetime import date
from importlib import import_module
from itertools import pairwise

import pytest

from zhixing.law.articles import NoArticle, cite, rules, statute_book
from zhixing.law.citing import citation, step

MODULES = (
    "auctions", "case_clocks", "case_funds", "debt_ladder", "delivery", "distribution", "distribution_host",
    "distribution_objections", "garnishee", "limits", "restrictions", "sanctions", "suspension",
)  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_every_subject_resolves_to_exactly_one_article_today(module: str) -> None:
    import_module(f"zhixing.law.{module}")
    prefix = f"zhixing.law.{module}."
    declared = {
        subject for name, subjects in rules().items() if name.startswith(prefix) for subject in subjects
    }
    assert declared
    for subject in declared:
        assert cite(subject, date(2026, 11, 22)).text


def test_no_two_versions_of_a_subject_overlap() -> None:
    for versions in statute_book().values():
        for before, after in pairwise(versions):
            assert before.in_force_to is not None
            assert before.in_force_to < after.in_force_from


def test_a_day_before_the_book_leaves_the_step_without_article() -> None:
    with pytest.raises(NoArticle):
        cite("sanctions.grounds", date(2010, 1, 1))
    assert step("sanctions.grounds", date(2010, 1, 1), "甲").article == ""
    assert citation("sanctions.minor", date(2026, 1, 1)).endswith("第四条")


def test_recalled_articles_say_so() -> None:
    assert step("funds.pay", date(2026, 1, 1), "甲").mark == "recall"
    assert step("suspension.conditions", date(2026, 1, 1), "甲").mark == "verified excerpt"
