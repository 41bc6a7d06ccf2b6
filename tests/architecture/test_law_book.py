"""Every rule names the article it decides, and the book has it: once on each day."""

from collections import Counter
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import zhixing.law
from zhixing.law.articles import MARKS, Article, rules, statute_book

LAW = Path(zhixing.law.__file__).parent
PLUMBING = {
    "articles": "the statute book itself",
    "citing": "puts an article beside a step",
    "explanation": "what a step is",
    "amounts": "fen, yuan and rounding",
}
"""Modules of `law/` that decide nothing."""


def _load_the_law() -> None:
    for file in LAW.glob("*.py"):
        import_module(f"zhixing.law.{file.stem}" if file.stem != "__init__" else "zhixing.law")


def overlaps(articles: tuple[Article, ...]) -> list[str]:
    """Versions of one subject that are in force on the same day; they stand in order of commencement."""
    return [
        f"{one.subject}: {one.citation} and {two.citation} on {two.in_force_from}"
        for one, two in pairwise(articles)
        if one.in_force_to is None or one.in_force_to >= two.in_force_from
    ]


def test_every_rule_cites_subjects_of_the_book() -> None:
    _load_the_law()
    book = statute_book()
    assert len(rules()) > 40
    unknown = {rule: [s for s in subjects if s not in book] for rule, subjects in rules().items()}
    assert {rule: subjects for rule, subjects in unknown.items() if subjects} == {}
    assert [rule for rule, subjects in rules().items() if not subjects] == []


def test_no_two_articles_of_a_subject_are_in_force_on_one_day() -> None:
    found = [overlap for articles in statute_book().values() for overlap in overlaps(articles)]
    assert found == []
    one = next(iter(statute_book().values()))[0]
    assert len(overlaps((one, one))) == 1, "the check finds an overlap"


def test_every_article_is_whole() -> None:
    for articles in statute_book().values():
        for article in articles:
            assert article.mark in MARKS, article
            assert article.text, article
            assert article.in_force_to is None or article.in_force_from <= article.in_force_to, article


def test_every_module_of_the_law_declares_a_rule_or_is_plumbing() -> None:
    _load_the_law()
    declaring = Counter(name.split(".")[2] for name in rules())
    modules = {file.stem for file in LAW.glob("*.py")} - {"__init__"} - PLUMBING.keys()
    silent = {name for name in modules if not declaring[name]}
    helping = {name for name in silent if _is_used_by_a_declaring_module(name, set(declaring))}
    assert silent - helping == set()


def _is_used_by_a_declaring_module(name: str, declaring: set[str]) -> bool:
    """A module without a rule of its own is part of one that has: it explains, tabulates or computes for it."""
    return any(
        f"zhixing.law.{name} import" in (LAW / f"{module}.py").read_text(encoding="utf-8")
        for module in declaring
    )
