"""Why a measure is watched until the day it is: the steps and warnings beside its end."""

from dataclasses import dataclass
from datetime import date

from zhixing.law.explanation import Flag, Step
from zhixing.law.measure_clocks import waiting_term
from zhixing.law.measure_terms import AssetClass, SpecialAsset, TermRefused, check_term, end_of_term


@dataclass(frozen=True, slots=True)
class TermExplained:
    """`latest` is the last day the law allows, None where no law limited the term."""

    latest: date | None
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...]


def explain_term(
    *,
    asset: AssetClass,
    special: SpecialAsset | None,
    starts_on: date,
    stated_on: date | None,
    is_renewal: bool,
    is_waiting: bool,
) -> TermExplained:
    """How the stated end was held against the law; without one, how long the law would have allowed at most.

    What the law allows at most is never taken for the end of a measure: the ruling decides, and it must be read.
    """
    waiting_steps, waiting_flags = _waiting(asset, starts_on) if is_waiting else ((), ())
    try:
        if stated_on is None:
            longest = end_of_term(asset, starts_on, special=special)
            flag = Flag(
                "term.end_missing", f"没有届满日。法定最迟不过 {longest.last_day}，实际以裁定书写明的为准。"
            )
            return TermExplained(
                longest.last_day,
                (*waiting_steps, *longest.explanation),
                (*waiting_flags, flag, *longest.flags),
            )
        check = check_term(asset, starts_on, stated_on, renewal=is_renewal, special=special)
    except TermRefused as error:
        flag = Flag("term.limit_unknown", str(error))
        step = Step("没有可以核对的法定期限，以裁定书写明的届满日为准。", result=str(stated_on or "—"))
        return TermExplained(None, (*waiting_steps, step), (*waiting_flags, flag))
    of_latest = (
        stated_on < check.last_day_allowed
    )  # a rest day that is not the measure's own last day is no news
    flags = tuple(flag for flag in check.flags if not (of_latest and flag.code == "term.ends_on_rest_day"))
    return TermExplained(
        check.last_day_allowed, (*waiting_steps, *check.explanation), (*waiting_flags, *flags)
    )


def _waiting(asset: AssetClass, starts_on: date) -> tuple[tuple[Step, ...], tuple[Flag, ...]]:
    try:
        term = waiting_term(asset, registered_on=starts_on, effective_from=None)
    except TermRefused:
        return (), ()
    return term.explanation, term.flags
