"""Which assets to control: the smallest set that covers what is owed.

The objective, in this order: (1) as little as possible beyond the tolerance over the need (what is plainly beyond it is
forbidden, Seizure Rules art 19), (2) fewest measures, (3) least excess over the need, (4) preference, the sum of ranks.
Money is taken to the fen, so only things that cannot be divided make an excess. Up to `EXACT_MAX` assets every set is
weighed; beyond, several greedy sets and an exact search on a shortlist compete, and `at_least` says how few measures any
set must have.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from zhixing.freezes.rules.court_rules import ChoosingRules
from zhixing.freezes.rules.protection import Judged, Verdict
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import step
from zhixing.law.explanation import Step

EXACT_MAX = 16
"""65,536 sets are weighed in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be taken: what it counts (fen, above 0), whether it can be taken in part, its rank."""

    key: str
    fen: int
    is_divisible: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Selection:
    """A set of options. `total_fen` is what it counts whole, `excess_fen` what of its things goes beyond the need.

    `beyond_fen` is what of the excess goes beyond the tolerance. `is_exact` says that no set is better, `at_least` how few
    options any sufficient set has.
    """

    options: tuple[Option, ...]
    total_fen: int
    excess_fen: int
    beyond_fen: int
    is_exact: bool
    at_least: int

    @property
    def objective(self) -> tuple[int, int, int, int]:
        """What is minimised, most important first."""
        return (
            self.beyond_fen,
            len(self.options),
            self.excess_fen,
            sum(option.rank for option in self.options),
        )


def selection_of(options: Iterable[Option], *, need_fen: int, tolerance_fen: int) -> Selection:
    """A set with its figures."""
    chosen = tuple(sorted(options, key=_liking))
    things = sum(option.fen for option in chosen if not option.is_divisible)
    excess = max(things - need_fen, 0)
    total = sum(option.fen for option in chosen)
    return Selection(chosen, total, excess, max(excess - tolerance_fen, 0), False, 0)


def _liking(option: Option) -> tuple[int, int, str]:
    return option.rank, -option.fen, option.key


def solve(
    options: Sequence[Option], *, need_fen: int, tolerance_fen: int, liquid_first: bool = False
) -> Selection:
    """The best set that covers the need; everything there is when nothing covers it, and nothing for no need.

    With `liquid_first` a rank is touched only when those before it do not suffice within the tolerance.
    """
    if need_fen <= 0:
        return Selection((), 0, 0, 0, True, 0)
    if sum(option.fen for option in options) < need_fen:
        everything = selection_of(options, need_fen=need_fen, tolerance_fen=tolerance_fen)
        return replace(everything, is_exact=True, at_least=len(options))
    if not liquid_first:
        return _solve(options, need_fen, tolerance_fen)
    found = []
    for rank in sorted({option.rank for option in options}):
        upto = [option for option in options if option.rank <= rank]
        if sum(option.fen for option in upto) >= need_fen:
            best = _solve(upto, need_fen, tolerance_fen)
            if best.beyond_fen == 0:
                return best
            found.append(best)
    return min(found, key=lambda one: one.beyond_fen)


def _solve(options: Sequence[Option], need: int, tolerance: int) -> Selection:
    at_least = _at_least(options, need)
    if len(options) <= EXACT_MAX:
        best = _exact(options, (), need, tolerance)
        return replace(best, is_exact=True, at_least=at_least)
    candidates = [
        _exact(*_shortlisted(greedy, options), need, tolerance)
        for greedy in _greedy(options, need, tolerance)
    ]
    best = min(candidates, key=lambda one: one.objective)
    # Everything but the preference is proven when no set has fewer measures and there is no excess at all.
    return replace(best, is_exact=False, at_least=at_least)


def _at_least(options: Sequence[Option], need: int) -> int:
    """How many of the largest are needed: no sufficient set has fewer."""
    left = need
    for count, option in enumerate(sorted(options, key=lambda one: -one.fen), start=1):
        left -= option.fen
        if left <= 0:
            return count
    return len(options)


def _greedy(options: Sequence[Option], need: int, tolerance: int) -> list[list[Option]]:
    """Sufficient sets by several notions of what to take first."""
    fitting = [one for one in options if one.is_divisible or one.fen <= need + tolerance]
    orders: list[tuple[Sequence[Option], Callable[[Option], tuple[int, ...]]]] = [
        (options, lambda one: (-one.fen, one.rank)),
        (options, lambda one: (one.rank, -one.fen)),
        (fitting, lambda one: (-one.fen, one.rank)),
        (fitting, lambda one: (not one.is_divisible, -one.fen)),
    ]
    found = []
    for pool, order in orders:
        taken: list[Option] = []
        left = need
        for option in sorted(pool, key=lambda one: (*order(one), one.key)):
            if left <= 0:
                break
            taken.append(option)
            left -= option.fen
        if left <= 0:
            found.append(taken)
    return found


def _shortlisted(
    greedy: Sequence[Option], options: Sequence[Option]
) -> tuple[tuple[Option, ...], tuple[Option, ...]]:
    """What to weigh exactly, and what of a greedy set is kept fixed: its largest but for the last few."""
    keep = max(len(greedy) - EXACT_MAX // 2, 0)
    by_size = sorted(greedy, key=lambda one: (-one.fen, one.key))
    fixed, loose = by_size[:keep], by_size[keep:]
    inside = {one.key for one in greedy}
    size = max((one.fen for one in loose), default=0)
    others = sorted(
        (one for one in options if one.key not in inside),
        key=lambda one: (abs(one.fen - size), one.rank, one.key),
    )
    return tuple(loose + others[: EXACT_MAX - len(loose)]), tuple(fixed)


Column = NDArray[np.int64]


def _exact(options: Sequence[Option], fixed: Sequence[Option], need: int, tolerance: int) -> Selection:
    """The best of all subsets of the options, joined with those that are fixed; they must cover the need together."""
    ordered = sorted(options, key=_liking)
    total = _sums([one.fen for one in ordered], sum(one.fen for one in fixed))
    things = _sums(
        [0 if one.is_divisible else one.fen for one in ordered],
        sum(one.fen for one in fixed if not one.is_divisible),
    )
    enough = np.flatnonzero(total >= need)
    excess = np.maximum(things[enough] - need, 0)
    best: Column = np.arange(enough.size, dtype=np.int64)
    for column in (
        np.maximum(excess - tolerance, 0),
        _sums([1] * len(ordered), 0)[enough],
        excess,
        _sums([one.rank for one in ordered], 0)[enough],
    ):
        values = column[best]
        best = best[values == values.min()]
    mask = int(enough[best[0]])
    chosen = [one for place, one in enumerate(ordered) if mask >> place & 1]
    return selection_of([*fixed, *chosen], need_fen=need, tolerance_fen=tolerance)


def _sums(values: Sequence[int], start: int) -> Column:
    """The sum of every subset: bit i of the place says whether value i is in it."""
    sums: Column = np.array([start], dtype=np.int64)
    for value in values:
        sums = np.concatenate([sums, sums + value])
    return sums


# ---- the choice in a case --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """An asset to control. `amount_fen` is what to order, None for a thing; `counted_fen` what of it covers the need."""

    judged: Judged
    amount_fen: int | None
    counted_fen: int
    why: str

    @property
    def key(self) -> str:
        """The holding's."""
        return self.judged.key


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An asset that is not taken, and why."""

    judged: Judged
    why: str

    @property
    def key(self) -> str:
        """The holding's."""
        return self.judged.key


@dataclass(frozen=True, slots=True)
class Choice:
    """What to control for a need. `need_fen` is what is owed with costs, `controlled_fen` what is under control already.

    `gap_fen` stays uncovered, `excess_fen` goes beyond; both are never above 0 together.
    """

    need_fen: int
    controlled_fen: int
    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]
    gap_fen: int
    excess_fen: int
    beyond_fen: int
    is_exact: bool
    at_least: int
    steps: tuple[Step, ...]

    @property
    def left_to_cover_fen(self) -> int:
        """What the choice had to cover."""
        return max(self.need_fen - self.controlled_fen, 0)


def options_of(judged: Iterable[Judged]) -> list[Option]:
    """What may be taken without a person's reason and counts for something."""
    return [
        Option(one.key, one.counted_fen, one.holding.is_divisible, one.holding.rank)
        for one in judged
        if one.verdict is Verdict.FREE
    ]


def choose(
    judged: Sequence[Judged],
    *,
    need_fen: int,
    controlled_fen: int,
    uncounted_controlled: int,
    rules: ChoosingRules,
    on: date,
) -> Choice:
    """The set to propose, with a sentence for every asset that is in it and every one that is not.

    `uncounted_controlled` is how many assets without a known value are under control already: the next is only proposed
    when the court allows more at one time.
    """
    left = max(need_fen - controlled_fen, 0)
    tolerance = rules.tolerance_fen(need_fen)
    selection = solve(
        options_of(judged), need_fen=left, tolerance_fen=tolerance, liquid_first=bool(rules.liquid_first)
    )
    by_key = {one.key: one for one in judged}
    taken = [by_key[option.key] for option in selection.options]
    gap = max(left - selection.total_fen, 0)
    chosen = _with_amounts(taken, left, gap, rules)
    room = max(rules.uncounted_at_once - uncounted_controlled, 0) if gap else 0
    chosen += [Chosen(one, None, 0, one.why) for one in _uncounted(judged)[:room]]
    inside = {one.key for one in chosen}
    out = tuple(LeftOut(one, _why_not(one, left, gap, selection)) for one in judged if one.key not in inside)
    return Choice(
        need_fen, controlled_fen, tuple(chosen), out, gap, selection.excess_fen, selection.beyond_fen,
        selection.is_exact, selection.at_least, _steps(need_fen, controlled_fen, selection, gap, rules, on),
    )  # fmt: skip


class SetRefused(ValueError):
    """A set a person put together that may not be taken; the message names the asset and says why."""


def choose_by_hand(
    judged: Sequence[Judged],
    *,
    keys: Iterable[str],
    reasons: Mapping[str, str],
    need_fen: int,
    controlled_fen: int,
    rules: ChoosingRules,
    on: date,
) -> Choice:
    """A set as a person wants it, with the same amounts, sentences and figures.

    Raises SetRefused for an asset that may not be controlled, one that needs a reason and has none, and money that nothing
    is left for.
    """
    wanted = set(keys)
    taken = [one for one in judged if one.key in wanted]
    for one in taken:
        if one.verdict is Verdict.NEVER:
            raise SetRefused(f"{one.holding.title}：{one.why}，不能选取。")
        if one.verdict is Verdict.PERSON and not reasons.get(one.key, "").strip():
            raise SetRefused(f"{one.holding.title}：{one.why}。选取须写明理由。")
    left = max(need_fen - controlled_fen, 0)
    tolerance = rules.tolerance_fen(need_fen)
    counted = [one for one in taken if one.counted_fen > 0]
    found = selection_of(
        [Option(one.key, one.counted_fen, one.holding.is_divisible, one.holding.rank) for one in counted],
        need_fen=left, tolerance_fen=tolerance,
    )  # fmt: skip
    gap = max(left - found.total_fen, 0)
    chosen = _with_amounts(
        sorted(counted, key=lambda one: (one.holding.rank, -one.counted_fen, one.key)), left, gap, rules
    )
    if idle := next((one for one in chosen if one.amount_fen == 0), None):
        raise SetRefused(f"{idle.judged.holding.title}：其他所选财产已足以清偿，不需要再控制。")
    for one in (one for one in taken if one.counted_fen == 0):
        if one.holding.is_divisible and gap == 0:
            raise SetRefused(f"{one.holding.title}：没有可用余额，其他所选财产已足以清偿，不需要再控制。")
        chosen.append(Chosen(one, gap if one.holding.is_divisible else None, 0, one.why))
    inside = {one.key for one in chosen}
    out = tuple(
        LeftOut(one, one.why if one.verdict in (Verdict.NEVER, Verdict.PERSON) else "承办人未选取")
        for one in judged
        if one.key not in inside
    )
    return Choice(
        need_fen, controlled_fen, tuple(chosen), out, gap, found.excess_fen, found.beyond_fen, False, 0,
        _steps(need_fen, controlled_fen, found, gap, rules, on, how="承办人选取"),
    )  # fmt: skip


def _uncounted(judged: Sequence[Judged]) -> list[Judged]:
    found = [one for one in judged if one.verdict is Verdict.UNCOUNTED]
    return sorted(found, key=lambda one: (one.holding.is_only_home, one.holding.rank, one.key))


def _with_amounts(taken: Sequence[Judged], left: int, gap: int, rules: ChoosingRules) -> list[Chosen]:
    """Things whole; then money in the order of preference, each as much as is still needed."""
    chosen: list[Chosen] = []
    for one in (one for one in taken if not one.holding.is_divisible):
        counted = min(one.counted_fen, left)
        left -= counted
        words = f"计 {yuan_text(one.counted_fen, True)} 元，不可分割"
        chosen.append(Chosen(one, None, counted, f"{one.why}；{words}"))
    for one in (one for one in taken if one.holding.is_divisible):
        counted = min(one.counted_fen, left)
        left -= counted
        words = "全额" if counted == one.counted_fen else f"只取所需的 {yuan_text(counted, True)} 元"
        chosen.append(Chosen(one, counted, counted, f"{one.why}；{words}"))
    chosen.sort(key=lambda one: (one.judged.holding.rank, -one.counted_fen, one.key))
    if gap and rules.limit_on_shortage:
        _raise_limit(chosen, gap)
    return chosen


def _raise_limit(chosen: list[Chosen], gap: int) -> None:
    """On shortage the first ordinary deposit is frozen up to the whole gap, so that money which comes in later is held."""
    for place, one in enumerate(chosen):
        if one.judged.holding.kind is AssetKind.DEPOSIT and not one.judged.holding.protections:
            words = f"{one.why}；另按差额 {yuan_text(gap, True)} 元作额度冻结，以后转入的款项自动控制"
            chosen[place] = replace(one, amount_fen=(one.amount_fen or 0) + gap, why=words)
            return


def _why_not(one: Judged, left: int, gap: int, selection: Selection) -> str:
    if one.verdict in (Verdict.NEVER, Verdict.PERSON):
        return one.why
    if left == 0:
        return "已控制的财产足以清偿，不再控制"
    if one.verdict is Verdict.UNCOUNTED:
        return one.why if gap else f"{one.why}；其他财产已足以清偿"
    if not one.holding.is_divisible and one.counted_fen > left + selection.excess_fen:
        over = yuan_text(one.counted_fen - left, True)
        return f"价值超出需要 {over} 元，已有更合适的财产足以清偿"
    return f"已选 {len(selection.options)} 项足以清偿，不需要再控制"


def _steps(
    need: int,
    controlled: int,
    selection: Selection,
    gap: int,
    rules: ChoosingRules,
    on: date,
    *,
    how: str = "",
) -> tuple[Step, ...]:
    left = max(need - controlled, 0)
    steps = [
        step("measures.excess", on, "需要控制的金额：债务、截至当日的利息和执行费用", "", f"{yuan_text(need, True)}元"),
        step("", on, "减去已经控制的财产", f"{yuan_text(need, True)} − {yuan_text(controlled, True)}",
             f"{yuan_text(left, True)}元"),
    ]  # fmt: skip
    if left:
        exact = "已逐一比较全部组合"
        bound = f"财产较多，按多种次序比较；任何足额的组合至少 {selection.at_least} 项"
        how = how or (exact if selection.is_exact else bound)
        steps.append(step("measures.choosing", on, f"选取 {len(selection.options)} 项；{how}"))
    if gap:
        steps.append(step("", on, "可以计价的财产全部选取后仍不足", "", f"{yuan_text(gap, True)}元"))
    if selection.excess_fen:
        tolerance = rules.tolerance_fen(need)
        within = "在合理幅度内" if not selection.beyond_fen else "超出合理幅度"
        text = f"因财产不可分割，超出需要的部分{within}（幅度 {yuan_text(tolerance, True)} 元）"
        steps.append(step("measures.tolerance", on, text, "", f"{yuan_text(selection.excess_fen, True)}元"))
    return tuple(steps)
