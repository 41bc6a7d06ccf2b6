"""How a number explains itself: a list of steps, each with its article, its words and its arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhixing.law.articles import Article


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation.

    `text` says in Chinese what is decided, `arithmetic` shows the numbers that went in and how, `result` what came
    out. `article` is the citation (law and number), `article_text` the words of the article, `mark` how well the
    article was checked ("verified text", "recall", …; see `Article.mark`).
    """

    text: str
    arithmetic: str = ""
    result: str = ""
    article: str = ""
    article_text: str = ""
    mark: str = ""

    @classmethod
    def under(cls, article: Article, text: str, arithmetic: str = "", result: str = "") -> "Step":
        """A step that rests on `article`."""
        return cls(text, arithmetic, result, article.citation, article.text, article.mark)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something the reader must know about a result: provisional, beyond a table's end, a disputed convention."""

    code: str
    message: str


Explanation = tuple[Step, ...]
"""The steps that led to a result, in order."""


def to_json(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Steps as plain dictionaries; empty fields are left out."""
    names = ("article", "text", "arithmetic", "result", "article_text", "mark")
    return [{name: value for name in names if (value := getattr(step, name))} for step in steps]


def to_text(steps: Iterable[Step]) -> str:
    """Steps as numbered lines for a terminal or an annex."""
    lines: list[str] = []
    for place, step in enumerate(steps, start=1):
        lines.append(f"{place}. {step.text}")
        if step.arithmetic or step.result:
            sum_of_it = " = ".join(part for part in (step.arithmetic, step.result) if part)
            lines.append(f"   {sum_of_it}")
        if step.article:
            unsure = "" if step.mark == "verified text" else f"［{step.mark}］"
            lines.append(f"   依据：{step.article}{unsure}")
    return "\n".join(lines)
