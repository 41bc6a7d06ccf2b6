"""A step of an explanation on the article that governs its subject on a day."""

from datetime import date

from zhixing.law.articles import NoArticle, cite
from zhixing.law.explanation import Step


def step(subject: str, on: date, text: str, arithmetic: str = "", result: str = "") -> Step:
    """The step, with the article in force on `on`.

    A day before the first version in the book leaves the step without an article rather than refusing an answer: old
    cases still run, and an invented citation would be worse than none.
    """
    try:
        return Step.under(cite(subject, on), text, arithmetic, result)
    except NoArticle:
        return Step(text, arithmetic, result)


def citation(subject: str, on: date) -> str:
    """《…》第…条 as in force on the day, or an empty text when the book has no version for it."""
    return step(subject, on, "").article
