"""What a holder's receipt does to a measure.

Nothing but the receipt extends or ends a measure here, and never beyond the law. A receipt that says less than was asked,
says no, or leaves out what matters makes the measure red.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.law.measure_terms import AssetClass, SpecialAsset, TermRefused, check_term

_ONE_DAY = timedelta(days=1)


class Word(StrEnum):
    """What the holder's word comes to."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Answer:
    """A receipt in the terms of the order it answers. Amounts in fen; `said_on` is the day the holder said it."""

    result: str
    said_on: date
    starts_on: date | None = None
    ends_on: date | None = None
    asked_fen: int | None = None
    actual_fen: int | None = None
    words: str = ""
    place_in_waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of the measure: the day to rely on from now on, the end the holder states, and what is wrong with it.

    `ends_on` None leaves the measure's end as it is. `cut_from` is the stated end where the law allows less.
    """

    word: Word
    ends_on: date | None
    confirmed_until: date | None
    trouble: str = ""
    cut_from: date | None = None


def first_control(
    answer: Answer,
    *,
    asset: AssetClass,
    special: SpecialAsset | None,
    starts_on: date,
    ordered_end: date | None,
) -> Effect:
    """A first freeze, seal or waiting entry. Without an end in the receipt the measure has none: nobody guesses it."""
    if answer.result == "not_controlled":
        return Effect(Word.NO, None, None, answer.words or "协助单位未办理，没有写明原因。")
    trouble = _short_of(answer)
    if answer.ends_on is None:
        return Effect(
            Word.PARTLY, None, None, _both(trouble, "回执没有写明控制期限，请向协助单位核实后补录。")
        )
    if answer.ends_on < starts_on:
        return Effect(
            Word.PARTLY, None, None, _both(trouble, f"回执写明的届满日 {answer.ends_on} 早于起始日，请核实。")
        )
    allowed = _within_law(asset, special, starts_on, answer.ends_on, renewal=False)
    if ordered_end is not None and answer.ends_on < ordered_end:
        trouble = _both(trouble, f"控制到 {answer.ends_on}，短于裁定的 {ordered_end}。")
    word = Word.PARTLY if trouble else Word.YES
    return Effect(
        word, allowed, answer.ends_on, trouble, answer.ends_on if allowed < answer.ends_on else None
    )


def renewal(
    answer: Answer, *, asset: AssetClass, special: SpecialAsset | None, current_end: date, made_on: date
) -> Effect:
    """A renewal of a measure that ends on `current_end`, ordered on `made_on`.

    The new end counts only when the receipt states it, lies beyond the current one, and the renewal began no later than
    the day after it: a gap cannot be closed backwards.
    """
    if answer.result == "not_controlled":
        return Effect(Word.NO, None, None, answer.words or "协助单位未办理，没有写明原因。")
    began = answer.starts_on or answer.said_on
    if began > current_end + _ONE_DAY:
        words = (
            f"续行自 {began} 生效，原措施已于 {current_end} 届满，中间有空档：按失效处理，应当重新采取措施。"
        )
        return Effect(Word.NO, None, None, words)
    trouble = _short_of(answer)
    if answer.ends_on is None:
        return Effect(
            Word.PARTLY, None, None, _both(trouble, "回执没有写明续行到哪一天，未延长，请向协助单位核实。")
        )
    if answer.ends_on <= current_end:
        words = f"回执写明的届满日 {answer.ends_on} 没有超过原届满日 {current_end}，未延长，请核实。"
        return Effect(Word.PARTLY, None, None, _both(trouble, words))
    allowed = _within_law(
        asset, special, current_end + _ONE_DAY, answer.ends_on, renewal=True, made_on=made_on
    )
    word = Word.PARTLY if trouble else Word.YES
    return Effect(
        word, allowed, answer.ends_on, trouble, answer.ends_on if allowed < answer.ends_on else None
    )


def lifting(answer: Answer) -> Effect:
    """A release: it is done, or it is not; a part released leaves the measure standing.

    Where only an amount was to be released, a holder may call that a part: it is done when the amount is.
    """
    asked, actual = answer.asked_fen, answer.actual_fen
    whole_part = answer.result == "partly" and asked is not None and actual is not None and actual >= asked
    if answer.result == "controlled" or whole_part:
        return Effect(Word.YES, None, None)
    if answer.result == "partly":
        return Effect(
            Word.PARTLY,
            None,
            None,
            _both("只解除了一部分", answer.words) if answer.words else "只解除了一部分。",
        )
    return Effect(Word.NO, None, None, answer.words or "协助单位未办理，没有写明原因。")


def _within_law(
    asset: AssetClass,
    special: SpecialAsset | None,
    starts_on: date,
    stated: date,
    *,
    renewal: bool,
    made_on: date | None = None,
) -> date:
    try:
        return check_term(
            asset, starts_on, stated, made_on=made_on, renewal=renewal, special=special
        ).watch_until
    except TermRefused:  # before any law limited terms: what is written stands
        return stated


def _short_of(answer: Answer) -> str:
    """Why a yes is only a part of what was asked."""
    if answer.result == "partly":
        return answer.words or "协助单位只办理了一部分，没有写明原因。"
    if (
        answer.asked_fen is not None
        and answer.actual_fen is not None
        and answer.actual_fen < answer.asked_fen
    ):
        short = answer.asked_fen - answer.actual_fen
        return f"实际控制比请求少 {short // 100}.{short % 100:02} 元。"
    return ""


def _both(first: str, second: str) -> str:
    return f"{first.rstrip('。')}；{second}" if first else second
