"""The guard against freezing too much, before control and after it (明显超标的额, Seizure Rules art 19).

A set plainly beyond the need stands only by itself when the excess lies in a thing that cannot be divided and nothing
less excessive suffices; otherwise a person says why and a second person agrees. Afterwards, when money has come in or
the debt has fallen, what is plainly too much is to be released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhixing.freezes.rules.choosing import Option, Selection, selection_of, solve
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import step
from zhixing.law.explanation import Step


@dataclass(frozen=True, slots=True)
class ExcessCheck:
    """How a set stands to a need. All in fen.

    `is_plain` says that it goes beyond the tolerance or takes what is not needed at all, `is_excused` that the exception
    for indivisible things covers it. `needs_reason` is left for a person otherwise.
    """

    need_fen: int
    covered_fen: int
    excess_fen: int
    tolerance_fen: int
    is_plain: bool
    is_excused: bool
    words: str
    steps: tuple[Step, ...]

    @property
    def needs_reason(self) -> bool:
        """Whether the set may only stand with a reason and a second person."""
        return self.is_plain and not self.is_excused


def check_set(
    *,
    chosen: Sequence[Option],
    all_options: Sequence[Option],
    uncounted: int,
    need_fen: int,
    tolerance_fen: int,
    on: date,
) -> ExcessCheck:
    """Hold a set against what is still to be covered.

    `chosen` are the options taken whole, `uncounted` how many assets without a known value are taken beside them: those
    are too much when the others suffice without them.
    """
    found = selection_of(chosen, need_fen=need_fen, tolerance_fen=tolerance_fen)
    # Money beyond the need is cut to it when the amounts are set; where nothing is needed everything is too much.
    excess = found.excess_fen if need_fen > 0 else found.total_fen
    covered = min(found.total_fen, max(need_fen, 0)) + excess
    superfluous = uncounted > 0 and found.total_fen >= need_fen
    plain = found.beyond_fen > 0 or superfluous or (need_fen <= 0 and bool(chosen))
    steps = [
        step("measures.excess", on, "控制财产以足以清偿债权额及执行费用为限，不得明显超标的额",
             f"已选 {yuan_text(covered, True)}，尚需 {yuan_text(max(need_fen, 0), True)}", f"超出 {yuan_text(excess, True)}元"),
        step("measures.tolerance", on, "合理幅度", "", f"{yuan_text(tolerance_fen, True)}元"),
    ]  # fmt: skip
    if not plain:
        return ExcessCheck(need_fen, covered, excess, tolerance_fen, False, False, "", tuple(steps))
    excused = not superfluous and need_fen > 0 and _nothing_less(found, all_options, need_fen, tolerance_fen)
    words = _words(excess, superfluous, excused)
    steps.append(step("measures.excess", on, words))
    return ExcessCheck(need_fen, covered, excess, tolerance_fen, True, excused, words, tuple(steps))


def _nothing_less(found: Selection, options: Sequence[Option], need: int, tolerance: int) -> bool:
    """Whether no sufficient set goes less beyond: then the excess is the indivisible thing's and may stand."""
    best = solve(options, need_fen=need, tolerance_fen=tolerance)
    enough = best.total_fen >= need
    without_one = any(
        found.total_fen - one.fen >= need for one in found.options
    )  # something is taken that could be left
    return enough and not without_one and found.beyond_fen <= best.beyond_fen


def _words(excess: int, superfluous: bool, excused: bool) -> str:
    if excused:
        return f"超出 {yuan_text(excess, True)} 元，但该财产不可分割，其他财产不足以清偿，依法可以控制"
    if superfluous:
        return "可计价的财产已足以清偿，又选取了价值不明的财产"
    return f"超出需要 {yuan_text(excess, True)} 元，有超出较少的组合可选"


# ---- after control ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """A confirmed control. `fen` is what it secures, whole; `rank` as in the choice."""

    key: str
    fen: int
    is_divisible: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Release:
    """What to lift: the whole measure, or `amount_fen` of money."""

    key: str
    fen: int
    is_whole: bool
    why: str


@dataclass(frozen=True, slots=True)
class ReleasePlan:
    """What is under control, what is needed, and what to lift of it."""

    need_fen: int
    held_fen: int
    tolerance_fen: int
    releases: tuple[Release, ...]
    kept_beyond_fen: int
    steps: tuple[Step, ...]

    @property
    def released_fen(self) -> int:
        """Everything that is lifted."""
        return sum(one.fen for one in self.releases)


def plan_release(held: Sequence[Held], *, need_fen: int, tolerance_fen: int, on: date) -> ReleasePlan:
    """What to lift when control goes plainly beyond the need; nothing within the tolerance.

    What is kept is the best sufficient set of what is held, so never less than the need; money kept beyond it is lifted to
    the fen. What stays beyond is in things that cannot be divided (`kept_beyond_fen`).
    """
    total = sum(one.fen for one in held)
    excess = total - need_fen
    steps = [
        step("measures.excess", on, "发现超标的额的，应当及时解除对超标的额部分财产的控制",
             f"已控制 {yuan_text(total, True)} − 尚需 {yuan_text(need_fen, True)}", f"{yuan_text(max(excess, 0), True)}元"),
        step("measures.tolerance", on, "合理幅度", "", f"{yuan_text(tolerance_fen, True)}元"),
    ]  # fmt: skip
    if need_fen <= 0 or excess <= tolerance_fen:
        return ReleasePlan(need_fen, total, tolerance_fen, (), 0, tuple(steps))
    kept = solve(
        [Option(one.key, one.fen, one.is_divisible, one.rank) for one in held if one.fen > 0],
        need_fen=need_fen, tolerance_fen=tolerance_fen,
    )  # fmt: skip
    releases = [
        Release(one.key, one.fen, True, "其余已控制的财产足以清偿")
        for one in held
        if one.fen > 0 and one.key not in {option.key for option in kept.options}
    ]
    left = need_fen - sum(option.fen for option in kept.options if not option.is_divisible)
    for option in (option for option in kept.options if option.is_divisible):
        needed = max(min(option.fen, left), 0)
        left -= needed
        if option.fen > needed:
            words = f"只需保留 {yuan_text(needed, True)} 元"
            releases.append(Release(option.key, option.fen - needed, needed == 0, words))
    if kept.excess_fen:
        steps.append(
            step(
                "measures.excess",
                on,
                "保留的财产不可分割，超出部分依法可以不解除",
                "",
                f"{yuan_text(kept.excess_fen, True)}元",
            )
        )
    return ReleasePlan(need_fen, total, tolerance_fen, tuple(releases), kept.excess_fen, tuple(steps))
