"""The statute book: which article governs a subject on a given day.

Articles move when a law is amended (the duty to pay double interest was article 253, then 260, now 264 of the Civil
Procedure Law), so a rule never names a number. It names a subject, such as ``interest.delay``, and the book resolves
subject and date. The book is the set of TOML files in ``statutes/``: a court may read and correct it.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, ParamSpec, TypeVar

VERIFIED = "verified text"
MARKS = (VERIFIED, "verified excerpt", "secondary", "derived", "recall")


_INNER = str.maketrans("《》", "〈〉")
_VERSION_NOTE = re.compile(r"（\d{4}年[^（）]*）$")


class NoArticle(LookupError):
    """No article in the book governs this subject on this day."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one version of a law, in force from `in_force_from` to `in_force_to` (both counted)."""

    subject: str
    law: str
    number: str
    text: str
    in_force_from: date
    in_force_to: date | None
    mark: str

    @property
    def citation(self) -> str:
        """The law and the article as a judgment cites them: 《…》第…条; a title inside a title in 〈〉."""
        return f"《{self.law.translate(_INNER)}》{self.number}"

    @property
    def citation_in_document(self) -> str:
        """The citation without the note on its version, as a document of the day bears it."""
        return f"《{_VERSION_NOTE.sub('', self.law).translate(_INNER)}》{self.number}"

    def governs(self, on: date) -> bool:
        """Whether the article is in force on the day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


def _read(entry: dict[str, Any]) -> Article:
    return Article(
        subject=entry["subject"],
        law=entry["law"],
        number=entry["number"],
        text=entry["text"].strip(),
        in_force_from=entry["from"],
        in_force_to=entry.get("to"),
        mark=entry["mark"],
    )


@cache
def statute_book() -> dict[str, tuple[Article, ...]]:
    """Every article by subject, the versions of a subject in order of commencement."""
    found: dict[str, list[Article]] = {}
    folder = resources.files("zhixing.law") / "statutes"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("article", []):
                article = _read(entry)
                found.setdefault(article.subject, []).append(article)
    return {subject: tuple(sorted(items, key=lambda a: a.in_force_from)) for subject, items in found.items()}


def cite(subject: str, on: date) -> Article:
    """The article that governs `subject` on the day `on`.

    Raises NoArticle when the book has none in force, and ValueError when it has two: two rules that both apply are a
    mistake in the book, never a choice.
    """
    matching = [article for article in statute_book().get(subject, ()) if article.governs(on)]
    if not matching:
        raise NoArticle(f"法条库中没有“{subject}”在 {on:%Y-%m-%d} 施行的条文，请在 law/statutes 中补充。")
    if len(matching) > 1:
        raise ValueError(
            f"法条库中“{subject}”在 {on:%Y-%m-%d} 有两个条文同时施行：{[a.citation for a in matching]}"
        )
    return matching[0]


P = ParamSpec("P")
R = TypeVar("R")

_RULES: dict[str, tuple[str, ...]] = {}


def rule(*subjects: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare that a function decides these subjects of the statute book."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        _RULES[f"{function.__module__}.{function.__qualname__}"] = subjects
        return function

    return declare


def rules() -> dict[str, tuple[str, ...]]:
    """Every declared rule with the subjects it decides, by qualified name."""
    return dict(_RULES)
